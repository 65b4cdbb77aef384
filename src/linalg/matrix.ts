/** Matrices [batch, m, n]: what is common to all that is done with them, in shapes that the compiler does not follow. */
import { count } from '../program/program.js'
import { convert, eq, ge, gt, le, like, lt, mul, select, add as plus, type Scalar } from '../program/scalar.js'
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** The sizes of matrices. */
export const sizesOf = (x: AnyTensor): readonly [batch: number, m: number, n: number] => x.shape

/** [...batch, m, n] as [batch, m, n]; with `axes` other than 2, as many last axes are kept. */
export const flattened = (x: AnyTensor, axes = 2): AnyTensor => {
  const leading = x.shape.length - axes
  return raw.reshape(x, [count(x.shape.slice(0, leading)), ...x.shape.slice(leading)])
}

/** The leading axes put back. */
export const batched = (x: AnyTensor, leading: Shape): AnyTensor => raw.reshape(x, [...leading, ...x.shape.slice(1)])

export const transposed = (x: AnyTensor): AnyTensor => raw.permute(x, [0, 2, 1])

/** Elements of `x` by their positions in row-major order. */
export const pick = (x: AnyTensor, positions: AnyTensor): AnyTensor =>
  raw.gather(raw.reshape(x, [count(x.shape)]), positions)

/** A scalar function over operands that are broadcast to `shape`. */
// @__NO_SIDE_EFFECTS__
export const over = <A extends readonly Scalar[]>(f: (...args: A) => Scalar) => {
  const each = raw.elementwise(f)
  return (shape: Shape, ...operands: raw.Operands<A>): AnyTensor =>
    // One broadcast for each operand, which the compiler does not see through the mapped tuple.
    each(...(operands as unknown as readonly AnyTensor[]).map((x) => raw.broadcast(x, shape)) as unknown as raw.Operands<A>)
}

type Where = (i: Scalar, j: Scalar) => Scalar

// @__NO_SIDE_EFFECTS__
const part = (keeps: Where) => {
  const each = raw.elementwise((x, i, j) => select(keeps(i, j), x, like(x, 0)))
  return (x: AnyTensor): AnyTensor => each(x, raw.iota(x.shape, 1), raw.iota(x.shape, 2))
}
/** Zeros above the diagonal, or below; without the diagonal, too. */
export const lower = /* @__PURE__ */ part(ge)
export const strictlyLower = /* @__PURE__ */ part(gt)
export const upper = /* @__PURE__ */ part(le)
export const strictlyUpper = /* @__PURE__ */ part(lt)

const half = raw.elementwise((x, i, j) => select(gt(i, j), x, select(eq(i, j), mul(x, like(x, 0.5)), like(x, 0))))
/** The lower triangle with half the diagonal: what adds up with its transpose to a symmetric matrix. */
export const lowerHalf = (x: AnyTensor): AnyTensor => half(x, raw.iota(x.shape, 1), raw.iota(x.shape, 2))

const mean = raw.elementwise((x, y) => mul(plus(x, y), like(x, 0.5)))
/** (a + aᵀ) / 2. */
export const symmetric = (x: AnyTensor): AnyTensor => mean(x, transposed(x))

const ones = raw.elementwise((i, j, x) => convert(eq(i, j), x.dtype))
/** Ones on the diagonal, [batch, m, n]. */
export const identity = (shape: Shape, dtype: AnyTensor['dtype']): AnyTensor =>
  ones(raw.iota(shape, 1), raw.iota(shape, 2), raw.full(shape, 0, dtype))

const diagonalAt = raw.elementwise((b, i, m, n) => plus(mul(plus(mul(b, m), i), n), i))
/** [batch, n], n the lesser of the sizes. */
export const diagonal = (x: AnyTensor): AnyTensor => {
  const [b, m, n] = sizesOf(x)
  const shape = [b, Math.min(m, n)]
  return pick(x, diagonalAt(raw.iota(shape, 0), raw.iota(shape, 1), raw.full(shape, m, 'i32'), raw.full(shape, n, 'i32')))
}

/** Columns times numbers [batch, n]. */
export const scaledColumns = (x: AnyTensor, by: AnyTensor): AnyTensor => {
  const [b, , n] = sizesOf(x)
  return raw.mul(x, raw.broadcast(raw.reshape(by, [b, 1, n]), x.shape))
}

/** Rows times numbers [batch, m]. */
export const scaledRows = (x: AnyTensor, by: AnyTensor): AnyTensor => {
  const [b, m] = sizesOf(x)
  return raw.mul(x, raw.broadcast(raw.reshape(by, [b, m, 1]), x.shape))
}

const rowAt = raw.elementwise((b, i, m) => plus(mul(b, m), i))
/** Row `order[i]` as row i: [batch, m, n] by i32 [batch, k]. */
export const rowsAt = (x: AnyTensor, order: AnyTensor): AnyTensor => {
  const [b, m, n] = sizesOf(x)
  const rows = rowAt(raw.iota(order.shape, 0), order, raw.full(order.shape, m, 'i32'))
  return raw.gather(raw.reshape(x, [b * m, n]), rows)
}

/** What is added, where there is something. */
export const total = (...parts: readonly (AnyTensor | undefined)[]): AnyTensor | undefined =>
  parts.reduce((a, b) => (a === undefined ? b : b === undefined ? a : raw.add(a, b)), undefined)

const magnitudes = raw.elementwise((x) => select(lt(x, like(x, 0)), mul(x, like(x, -1)), x))
/** The greatest absolute value over some axes, which stay with size 1. */
export const greatest = (x: AnyTensor, axes: readonly number[]): AnyTensor =>
  raw.reshape(raw.reduce('max', magnitudes(x), axes), x.shape.map((n: number, i: number) => (axes.includes(i) ? 1 : n)))
