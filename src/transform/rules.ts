/**
 * How each primitive is applied to many examples at once: to tensors with the examples along a new first axis, [n, ...shape].
 * Sums add the terms of an example in the example's own order, so its results have the bits that they have alone.
 */
import type { Kind, Of, Windows } from '../program/primitive.js'
import { add, and, constant, ge, lt, mul, select, type Scalar } from '../program/scalar.js'
import type { Shape } from '../shape/shape.js'
import { scan } from '../tensor/scan.js'
import { apply1, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { exchanged, repeated, type Value, type Values } from './value.js'

/** The kinds that take operands, hold no program, and so have a rule here. */
type Plain = Exclude<Kind, 'iota' | 'constant' | 'scan'>

/** The one result for all of `n` examples, where at least one of the operands is batched. */
type Rule<K extends Plain> = (primitive: Of<K>, operands: Values, n: number) => AnyTensor

/** The same primitive of the examples one below the other, where it treats what lies along the first axis alike. */
const flattened = (x: AnyTensor, f: (x: AnyTensor) => AnyTensor): AnyTensor => {
  const [n, m, ...rest] = x.shape as Shape as readonly [number, number, ...Shape]
  const y = f(raw.reshape(x, [n * m, ...rest]))
  return raw.reshape(y, [n, m, ...y.shape.slice(1)])
}

/** The last two axes of [n, k, m] exchanged. */
const transposed = (x: AnyTensor): AnyTensor => {
  const [n, k, m] = x.shape as readonly [number, number, number]
  return k === 1 || m === 1 ? raw.reshape(x, [n, m, k]) : exchanged(x, 1, 2)
}

/**
 * Rows of all examples, [n, m, k], times one matrix are rows one below the other times the matrix: one product. From the other
 * side, A·B = (Bᵀ·Aᵀ)ᵀ, whose elements are the same sums.
 */
const contract: Rule<'contract'> = ({ transposeA, transposeB }, [a, b], n) => {
  const isMatrix = ({ tensor, isBatched }: Value): boolean => !isBatched && tensor.shape.length === 2
  if (isMatrix(b!)) {
    const rows = transposeA ? transposed(a!.tensor) : a!.tensor
    return flattened(rows, (all) => raw.contract(all, b!.tensor, false, transposeB))
  }
  if (isMatrix(a!)) {
    const columns = transposeB ? b!.tensor : transposed(b!.tensor)
    return transposed(flattened(columns, (all) => raw.contract(all, a!.tensor, false, !transposeA)))
  }
  return raw.contract(repeated(a!, n), repeated(b!, n), transposeA, transposeB)
}

/** The index of a row in the rows of all examples; outside of its own it stays outside of all. */
const shifted = (rows: number, n: number) => raw.elementwise((example: Scalar, index: Scalar) => {
  const whole = (value: number): Scalar => constant('i32', value)
  const isInside = and(ge(index, whole(0)), lt(index, whole(rows)))
  const outside = select(lt(index, whole(0)), index, add(index, whole((n - 1) * rows)))
  return select(isInside, add(mul(example, whole(rows)), index), outside)
})

/** Indices of each example's own rows, [n, ...where], in the rows of all, one below the other. */
const indicesInAll = (indices: Value, rows: number, n: number): AnyTensor => {
  const own = repeated(indices, n)
  return shifted(rows, n)(raw.iota(own.shape, 0), own)
}

// @__NO_SIDE_EFFECTS__
const scattered = (kind: 'scatterAdd' | 'scatterMax') => (
  { rows }: { readonly rows: number }, [updates, indices]: Values, n: number,
): AnyTensor => {
  const all = apply1({ kind, rows: n * rows }, repeated(updates!, n), indicesInAll(indices!, rows, n))
  return raw.reshape(all, [n, rows, ...all.shape.slice(1)])
}

const windows = ({ window, stride, dilation }: Windows): Windows => ({ window, stride, dilation })

/** By the kinds: the compiler says which one is missing. */
export const rules: { readonly [K in Plain]: Rule<K> } = {
  map: (primitive, operands, n) => apply1(primitive, ...operands.map((x) => repeated(x, n))),
  reduce: ({ by, axes }, [x]) => apply1({ kind: 'reduce', by, axes: axes.map((axis) => axis + 1) }, x!.tensor),
  contract,
  unfold: (primitive, [x]) => flattened(x!.tensor, (all) => raw.unfold(all, windows(primitive))),
  fold: (primitive, [x]) => flattened(x!.tensor, (all) => raw.fold(all, windows(primitive), primitive.sizes)),
  reshape: ({ shape }, [x], n) => raw.reshape(x!.tensor, [n, ...shape]),
  permute: ({ order }, [x]) => raw.permute(x!.tensor, [0, ...order.map((axis) => axis + 1)]),
  broadcast: ({ shape }, [x], n) => {
    const own = x!.tensor.shape.slice(1) as Shape
    const ones = shape.slice(own.length).map(() => 1)
    return raw.broadcast(raw.reshape(x!.tensor, [n, ...ones, ...own]), [n, ...shape])
  },
  slice: ({ start, stop, step }, [x], n) => raw.slice(x!.tensor, [0, ...start], [n, ...stop], [1, ...step]),
  pad: ({ low, high, interior, value }, [x]) =>
    apply1({ kind: 'pad', low: [0, ...low], high: [0, ...high], interior: [0, ...interior], value }, x!.tensor),
  concatenate: ({ axis }, operands, n) => raw.concatenate(operands.map((x) => repeated(x, n)), axis + 1),
  gather: (_, [rows, indices], n) => {
    if (!rows!.isBatched) return raw.gather(rows!.tensor, indices!.tensor)
    const [, m, ...row] = rows!.tensor.shape as Shape as readonly [number, number, ...Shape]
    return raw.gather(raw.reshape(rows!.tensor, [n * m, ...row]), indicesInAll(indices!, m, n))
  },
  scatterAdd: scattered('scatterAdd'),
  scatterMax: scattered('scatterMax'),
  sort: (primitive, [x]) => apply1(primitive, x!.tensor),
  // One key and one counter make one stream: the streams of the examples are made one after another.
  bits: ({ shape, form }, [key, start]) => {
    const given = [key!, start!]
    const of = (own: readonly AnyTensor[]): readonly AnyTensor[] => {
      let next = 0
      return given.map(({ tensor, isBatched }) => (isBatched ? own[next++] as AnyTensor : tensor))
    }
    const [, made] = scan((nothing: readonly [], own: readonly AnyTensor[]) => {
      const [k, s] = of(own) as readonly [AnyTensor, AnyTensor]
      return [nothing, raw.bits(k, s, shape, form)] as const
    }, [] as const, given.filter(({ isBatched }) => isBatched).map(({ tensor }) => tensor))
    return made as AnyTensor
  },
}
