/** The kernels of each primitive. */
import { broughtBy, type Brought } from '../../../program/brought.js'
import type { Grouped } from '../../../program/grouped.js'
import type { Kind, Primitive, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import type { Engine } from '../engine.js'
import { lookups } from '../layout.js'
import { bits } from './bits.js'
import { concatenate } from './concatenate.js'
import { fold } from './fold.js'
import { group } from './group.js'
import type { Prepare, Staged, Stages } from './kernel.js'
import { gather, scatterAdd } from './lookup.js'
import { pad } from './pad.js'

/** A group of one instruction. */
const alone = (
  primitive: Primitive, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine, zeros: readonly boolean[],
): Stages => {
  const [first, ids] = [operands.length, operands.map((_, id) => id)]
  const body = { inputs: operands, instructions: [{ primitive, operands: ids, first, types: results }], results: [first] }
  return group({ kind: 'group', body }, operands, results, engine, zeros)
}
const nothing = (): Stages => []

/** The table of those that don't bring their own: the compiler says which primitive is missing. */
const table: { readonly [K in Exclude<Kind, Brought>]: Prepare<K> } = {
  map: alone,
  reduce: alone,
  contract: alone,
  permute: alone,
  broadcast: alone,
  slice: alone,
  unfold: alone,
  iota: alone,
  fold,
  pad,
  concatenate,
  gather,
  scatterAdd,
  bits,
  // A reshape moves nothing, and constants are there before the first run.
  reshape: nothing,
  constant: nothing,
}

/** The kernels of an instruction; none where there is nothing to compute. `zeros` tells which operands are likely to be 0 in many places. */
export const stagesOf = (
  primitive: Grouped, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine, zeros: readonly boolean[],
): Stages => {
  // An index out of range is an error also where the rows are empty.
  if (results.every(({ shape }) => count(shape) === 0) && !lookups.some((kind) => kind === primitive.kind)) return []
  if (primitive.kind === 'group') return group(primitive, operands, results, engine, zeros)
  const own = (table as { readonly [K in Kind]?: Prepare<any> })[primitive.kind] ?? broughtBy<Staged<Kind>>(primitive.kind).stages
  return own(primitive, operands, results, engine, zeros)
}
