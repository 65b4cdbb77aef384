/** The kernels of each primitive. */
import type { Grouped } from '../../program/group.js'
import type { Kind, Of, Primitive, TensorType } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { through, whole } from '../../program/view.js'
import type { Float } from '../../shape/shape.js'
import { contract, sideOf } from './contract.js'
import type { Source } from './elementwise.js'
import type { Engine } from './emit.js'
import { group } from './group.js'
import type { Stages } from './kernel.js'
import { map } from './map.js'
import { reduce } from './reduce.js'

type Prepare<K extends Kind> = (primitive: Of<K>, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine) => Stages

const plain = (types: readonly TensorType[]): readonly Source[] => types.map(({ shape, dtype }, operand) => ({ dtype, view: whole(shape), operand }))

/** A copy of one operand through a view. */
const copy = (primitive: Primitive, [x]: readonly TensorType[], [result]: readonly TensorType[]): Stages => {
  const view = through(primitive, whole(x!.shape), result!.shape)!
  return [map({ sources: [{ dtype: x!.dtype, view, operand: 0 }], steps: [] }, [{ type: result!, value: 0 }], 1)]
}

/** The table: the compiler says which primitive is missing. Constants are there before the first run, reshapes need nothing. */
const table: { readonly [K in Exclude<Kind, 'constant' | 'scan' | 'fold' | 'pad' | 'concatenate' | 'gather' | 'scatterAdd' | 'bits'>]: Prepare<K> } = {
  map: ({ expression }, operands, results) => {
    const sources = plain(operands)
    return [map({ sources, steps: [{ expression, args: sources.map((_, i) => i) }] }, [{ type: results[0]!, value: sources.length }], operands.length)]
  },
  reshape: () => [],
  permute: copy,
  broadcast: copy,
  slice: copy,
  unfold: copy,
  reduce: ({ by, axes }, [x], [result]) =>
    [reduce({ by, axes, work: { sources: plain([x!]), steps: [] }, dtype: x!.dtype, result: result!, operands: 1 })],
  contract: ({ transposeA, transposeB }, [x, y], [result], { relaxed }) => {
    const [m, n] = result!.shape.slice(-2) as [number, number]
    return contract({
      dtype: result!.dtype as Float, batch: count(result!.shape.slice(0, -2)), m, n, k: x!.shape.at(transposeA ? -2 : -1)!, operands: 2,
      a: sideOf('left', 0, whole(x!.shape), transposeA),
      b: sideOf('right', 1, whole(y!.shape), transposeB),
    }, relaxed)
  },
  iota: ({ axis }, _, [result]) => {
    const { shape } = result!
    const view = { offset: 0, axes: shape.map((size, i) => [{ size, stride: i === axis ? 1 : 0 }]) }
    return [map({ sources: [{ dtype: 'i32', view, operand: -1 }], steps: [] }, [{ type: result!, value: 0 }], 0)]
  },
}

/** The kernels of an instruction; none where there is nothing to compute. */
export const stagesOf = (primitive: Grouped, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine): Stages => {
  if (primitive.kind === 'group') return group(primitive, operands, results, engine)
  const prepare = (table as unknown as Record<string, Prepare<Kind>>)[primitive.kind]
  if (prepare === undefined) throw new Error(`no kernel for ${primitive.kind}`)
  if (results.every(({ shape }) => count(shape) === 0)) return []
  return prepare(primitive as Of<Kind>, operands, results, engine)
}
