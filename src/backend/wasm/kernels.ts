/** The kernels of each primitive. */
import type { Grouped } from '../../program/group.js'
import type { Kind, Of, Primitive, TensorType } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { through, whole } from '../../program/view.js'
import type { Source } from './elementwise.js'
import type { Engine } from './emit.js'
import { bits } from './bits.js'
import { concatenate } from './concatenate.js'
import { fold } from './fold.js'
import type { Stages } from './kernel.js'
import { lookups } from './layout.js'
import { gather, scatterAdd } from './lookup.js'
import { map } from './map.js'
import { pad } from './pad.js'

type Prepare<K extends Kind> = (primitive: Of<K>, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine) => Stages

const plain = (types: readonly TensorType[]): readonly Source[] => types.map(({ shape, dtype }, operand) => ({ dtype, view: whole(shape), operand }))

/** A copy of one operand through a view. */
const copy = (primitive: Primitive, [x]: readonly TensorType[], [result]: readonly TensorType[]): Stages => {
  const view = through(primitive, whole(x!.shape), result!.shape)!
  return [map({ sources: [{ dtype: x!.dtype, view, operand: 0 }], steps: [] }, [{ type: result!, value: 0 }], 1)]
}

/** The table: the compiler says which primitive is missing. Constants are there before the first run, reshapes need nothing. */
const table: { readonly [K in Exclude<Kind, 'constant' | 'scan' | 'reduce' | 'contract'>]: Prepare<K> } = {
  map: ({ expression }, operands, results) => {
    const sources = plain(operands)
    return [map({ sources, steps: [{ expression, args: sources.map((_, i) => i) }] }, [{ type: results[0]!, value: sources.length }], operands.length)]
  },
  reshape: () => [],
  permute: copy,
  broadcast: copy,
  slice: copy,
  unfold: copy,
  fold,
  pad,
  concatenate,
  gather,
  scatterAdd,
  bits,
  iota: ({ axis }, _, [result]) => {
    const { shape } = result!
    const view = { offset: 0, axes: shape.map((size, i) => [{ size, stride: i === axis ? 1 : 0 }]) }
    return [map({ sources: [{ dtype: 'i32', view, operand: -1 }], steps: [] }, [{ type: result!, value: 0 }], 0)]
  },
}

/** The kernels of an instruction; none where there is nothing to compute. */
export const stagesOf = (primitive: Grouped, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine): Stages => {
  const prepare = (table as unknown as Record<string, Prepare<Kind>>)[primitive.kind]
  if (prepare === undefined) throw new Error(`no kernel for ${primitive.kind}`)
  // An index out of range is an error also where the rows are empty.
  if (results.every(({ shape }) => count(shape) === 0) && !lookups.some((kind) => kind === primitive.kind)) return []
  return prepare(primitive as Of<Kind>, operands, results, engine)
}
