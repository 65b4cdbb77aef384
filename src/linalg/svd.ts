/** Singular values and vectors of [batch, m, n]. */
import { add, convert, div, eq, gt, like, lt, mul, neg, select, sqrt, sub } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Columns, Matrix, Rows, Values } from '../shape/square.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectMatrix } from './argument.js'
import { batched, diagonal, flattened, greatest, over, scaledColumns, scaledRows, sizesOf, total, transposed } from './matrix.js'
import { operation, type Derivative } from './operation.js'
import { ascending } from './order.js'
import { orthonormal, reflectedBy, reflections } from './reflections.js'
import { orthogonalRows } from './rotations.js'

type Decomposition = readonly [u: AnyTensor, s: AnyTensor, vh: AnyTensor]

const whole = over((x) => select(gt(x, like(x, 0)), x, like(x, 1)))
const square = over((x, scale) => mul(div(x, scale), div(x, scale)))
const length = over((sum, scale) => mul(scale, sqrt(sum)))
/** Norms along the last axis, [batch, n]: nothing overflows, as the greatest element is taken out first. */
const norms = (x: AnyTensor): AnyTensor => {
  const [b, n] = sizesOf(x)
  const scale = greatest(x, [2])
  const safe = whole(scale.shape, scale)
  return length([b, n], raw.reduce('sum', square(x.shape, x, safe), [2]), raw.reshape(scale, [b, n]))
}

const negative = raw.elementwise((x) => neg(x))
const sign = raw.elementwise((x) => select(lt(x, like(x, 0)), like(x, -1), like(x, 1)))
const matches = over((a, b, x) => convert(eq(a, b), x.dtype))
/** The permutation [batch, n, n] that puts column j at place order[j]: from the right. */
const placing = (order: AnyTensor, { dtype }: AnyTensor): AnyTensor => {
  const [b, n] = order.shape as readonly [number, number]
  const shape = [b, n, n]
  return matches(shape, raw.reshape(order, [b, n, 1]), raw.iota(shape, 2), raw.full([], 0, dtype))
}

/**
 * Drmač and Veselić, "New fast and accurate Jacobi SVD algorithm" (2008), without its refinements: a·p = q·r by reflections with
 * the choice of columns, after which few sweeps of rotations of the rows of r are left, w·r = s·v. The right vectors come from
 * reflections as well, so that they are orthonormal where singular values are 0, too.
 */
const tall = (a: AnyTensor): Decomposition => {
  const [b, m, n] = sizesOf(a)
  const by = reflections(a, true)
  const turned = orthogonalRows(by.r)
  const lengths = norms(raw.slice(turned, [0, 0, 0], [b, n, n]))
  const order = ascending(negative(lengths))
  const sorted = raw.contract(order, turned)
  const s = raw.reshape(raw.contract(order, raw.reshape(lengths, [b, n, 1])), [b, n])
  const right = reflections(transposed(raw.slice(sorted, [0, 0, 0], [b, n, n])))
  const v = scaledColumns(orthonormal(right), sign(diagonal(right.r)))
  const w = transposed(raw.slice(sorted, [0, 0, n], [b, n, n + n]))
  const u = reflectedBy(by, raw.pad(w, [0, 0, 0], [0, m - n, 0]))
  return [u, s, raw.contract(transposed(v), placing(by.order, a))]
}

const decomposed = (a: AnyTensor): Decomposition => {
  const [, m, n] = sizesOf(a)
  if (m >= n) return tall(a)
  const [u, s, vh] = tall(transposed(a))
  return [transposed(vh), s, transposed(u)]
}

/** x / (sⱼ² - sᵢ²) beside the diagonal, on which nothing is divided by 0 in a derivative, either. */
const gap = over((x, own, other, i, j) =>
  select(eq(i, j), like(x, 0), div(x, select(eq(i, j), like(x, 1), mul(sub(other, own), add(other, own))))))
const overGaps = (x: AnyTensor, s: AnyTensor): AnyTensor => {
  const [b, k] = s.shape as readonly [number, number]
  return gap(x.shape, x, raw.reshape(s, [b, k, 1]), raw.reshape(s, [b, 1, k]), raw.iota(x.shape, 1), raw.iota(x.shape, 2))
}
const skew = (x: AnyTensor): AnyTensor => raw.sub(x, transposed(x))
const quotient = over((x, s) => div(x, s))
const dividedColumns = (x: AnyTensor, s: AnyTensor): AnyTensor =>
  quotient(x.shape, x, raw.reshape(s, [s.shape[0], 1, s.shape[1]]))
/** x - q·qᵀ·x. */
const beside = (q: AnyTensor, x: AnyTensor): AnyTensor => raw.sub(x, raw.contract(q, raw.contract(q, x, true)))

// With E = sⱼ² - sᵢ² and P = uᵀ·da·v: ds = P's diagonal, du = u·((P·s + s·Pᵀ)/E) + (1 - u·uᵀ)·da·v/s,
// dv = v·((s·P + Pᵀ·s)/E) + (1 - v·vᵀ)·daᵀ·u/s. Backward it is
// da = u·(ds + (uᵀdu - duᵀu)/E·s + s·(vᵀdv - dvᵀv)/E)·vᵀ + (1 - u·uᵀ)·du/s·vᵀ + u/s·dvᵀ·(1 - v·vᵀ).
const derivative: Derivative = {
  pull: ({ inputs: [a], values: [u, s, vh] }, [du, ds, dvh]) => {
    const [, m, n] = sizesOf(a!)
    const k = s!.shape[1] as number
    const [v, dv] = [transposed(vh!), dvh && transposed(dvh)]
    const between = total(
      du && scaledColumns(overGaps(skew(raw.contract(u!, du, true)), s!), s!),
      dv && scaledRows(overGaps(skew(raw.contract(v, dv, true)), s!), s!))
    const inside = total(ds && scaledColumns(u!, ds), between && raw.contract(u!, between))
    return [total(
      inside && raw.contract(inside, vh!),
      m === k ? undefined : du && raw.contract(dividedColumns(beside(u!, du), s!), vh!),
      n === k ? undefined : dv && raw.contract(dividedColumns(u!, s!), beside(v, dv), false, true))]
  },
  push: ({ inputs: [a], values: [u, s, vh] }, [da]) => {
    const [, m, n] = sizesOf(a!)
    const k = s!.shape[1] as number
    const v = transposed(vh!)
    const [right, left] = [raw.contract(da!, v), raw.contract(da!, u!, true)]
    const p = raw.contract(u!, right, true)
    const back = transposed(p)
    const inU = overGaps(raw.add(scaledColumns(p, s!), scaledRows(back, s!)), s!)
    const inV = overGaps(raw.add(scaledRows(p, s!), scaledColumns(back, s!)), s!)
    const du = total(raw.contract(u!, inU), m === k ? undefined : dividedColumns(beside(u!, right), s!))
    const dv = total(raw.contract(v, inV), n === k ? undefined : dividedColumns(beside(v, left), s!))
    return [du, diagonal(p), transposed(dv!)]
  },
}

/** a = u·s·vh, s descending, as many as the lesser of the sizes. */
export const singular = (a: AnyTensor): Decomposition =>
  operation([a], (a) => ({ values: decomposed(a!) }), derivative) as Decomposition

/** `a` is u·s·vh, with s on a diagonal. */
export interface Svd<S extends Shape, D extends Float> {
  /** Left vectors, orthonormal columns, [..., m, k]. */
  readonly u: Shaped<Columns<S>, D>
  /** Singular values, descending, [..., k]. */
  readonly s: Shaped<Values<S>, D>
  /** Right vectors, orthonormal rows, [..., k, n]. */
  readonly vh: Shaped<Rows<S>, D>
}

/**
 * Singular values and vectors of each matrix of [..., m, n], k = min(m, n): the reduced decomposition, by reflections and
 * Jacobi's rotations (Z. Drmač and K. Veselić, "New fast and accurate Jacobi SVD algorithm", 2008), right to some n roundings of
 * the greatest, and small ones to more digits than that wherever it is columns that are small. The sign of a pair of vectors is
 * no matter of the matrix. Vectors of equal singular values have no derivative (it is infinite or NaN), nor have those of 0 where
 * m is not n; the values have theirs.
 *
 * @example
 * const { u, s, vh } = svd(t.of([2, 2], [0, 2, -1, 0]))
 * s // [2, 1]
 * pipe(u, t.mul(s), t.matmul(vh)) // [[0, 2], [-1, 0]]
 */
export const svd = <S extends Shape, D extends Float>(a: Fits<Matrix<S>> & Tensor<S, D>): Svd<S, D> => {
  const { shape } = expectMatrix('svd', a)
  const [u, s, vh] = singular(flattened(a)).map((x) => batched(x, shape.slice(0, -2)))
  return { u, s, vh } as unknown as Svd<S, D>
}
