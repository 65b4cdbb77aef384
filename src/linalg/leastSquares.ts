/** Least squares of least norm, by singular values. */
import { and, div, ge, gt, like, mul, select } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { solve, type Solve } from '../shape/solve.js'
import type { Matrix, Transposed } from '../shape/square.js'
import { stopGradient } from '../tensor/stopGradient.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectMatrix } from './argument.js'
import { batched, flattened, identity, over, scaledRows, sizesOf, total, transposed } from './matrix.js'
import { operation, type Derivative, type Tensors } from './operation.js'
import { ofRightSide } from './rightSide.js'
import { epsilonOf } from './rotations.js'
import { singular } from './svd.js'

const inverse = over((s, most, cutoff) =>
  select(and(ge(s, mul(most, cutoff)), gt(s, like(s, 0))), div(like(s, 1), s), select(ge(most, like(most, 0)), like(s, 0), most)))

/** x = v·s⁺·uᵀ·b, or with the transposed matrix u·s⁺·vᵀ·b. */
const solved = ([u, inverses, v]: Tensors, b: AnyTensor, transpose: boolean): AnyTensor => {
  const [from, to] = transpose ? [v!, u!] : [u!, v!]
  return raw.contract(to, scaledRows(raw.contract(from, b, true), inverses!))
}

// Golub and Pereyra, "The differentiation of pseudo-inverses" (1973), where the rank stays what it is: with r = b - a·x,
// dx = a⁺·(db - da·x) + a⁺·a⁺ᵀ·daᵀ·r + (1 - a⁺·a)·daᵀ·a⁺ᵀ·x. Backward, with z = a⁺ᵀ·dx: db = z,
// da = -z·xᵀ + r·(a⁺·z)ᵀ + (a⁺ᵀ·x)·(dx - aᵀ·z)ᵀ.
// @__NO_SIDE_EFFECTS__
const derivative = (transpose: boolean): Derivative => ({
  pull: ({ inputs: [a, b, ...factors], values: [x] }, [dx], wanted) => {
    const there = (y: AnyTensor): AnyTensor => minimal(a!, factors, y, transpose)
    const back = (y: AnyTensor): AnyTensor => minimal(a!, factors, y, !transpose)
    const z = back(dx!)
    if (wanted[0] !== true) return [undefined, z]
    const rest = raw.sub(b!, raw.contract(a!, x!, transpose))
    const outside = raw.sub(dx!, raw.contract(a!, z, !transpose))
    const moved = total(
      raw.neg(raw.contract(z, x!, false, true)),
      raw.contract(rest, there(z), false, true),
      raw.contract(back(x!), outside, false, true))!
    return [transpose ? transposed(moved) : moved, z]
  },
  push: ({ inputs: [a, b, ...factors], values: [x] }, [da, db]) => {
    const there = (y: AnyTensor): AnyTensor => minimal(a!, factors, y, transpose)
    const back = (y: AnyTensor): AnyTensor => minimal(a!, factors, y, !transpose)
    const direct = total(db, da && raw.neg(raw.contract(da, x!, transpose)))!
    if (da === undefined) return [there(direct)]
    const rest = raw.sub(b!, raw.contract(a!, x!, transpose))
    const turned = raw.contract(da, back(x!), !transpose)
    return [total(
      there(direct),
      there(back(raw.contract(da, rest, !transpose))),
      raw.sub(turned, there(raw.contract(a!, turned, transpose))))]
  },
})

const minimal = (a: AnyTensor, factors: Tensors, b: AnyTensor, transpose: boolean): AnyTensor =>
  operation([a, b, ...factors], (_, b, ...factors) => ({ values: [solved(factors, b!, transpose)] }), derivative(transpose))[0]!

/** The x of least norm that minimizes the norm of a·x - b. Singular values below `cutoff` times the greatest count as 0. */
export const leastNorm = (a: AnyTensor, b: AnyTensor, cutoff: number): AnyTensor => {
  const [u, s, vh] = singular(stopGradient(a))
  const [batch, k] = s.shape as readonly [number, number]
  const most = raw.slice(s, [0, 0], [batch, 1])
  const inverses = inverse([batch, k], s, most, raw.full([], cutoff, s.dtype))
  return minimal(a, [u, inverses, transposed(vh)], b, false)
}

/** Which singular values count as 0. */
export interface RankOptions {
  /** Those that are less than this times the greatest; max(m, n) roundings by default, as in NumPy's lstsq. */
  readonly rcond?: number
}

/** `leastSquares(a)`: it takes any `b` that fits. */
export interface Fitting<A extends Shape, D extends Float> {
  <B extends Shape>(b: Fits<Solve<A, B>> & Tensor<B, D>): Shaped<Solve<A, B>, D>
}

const aCutoff: Kind = { expected: 'a number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }
const cutoffOf = (operation: string, a: AnyTensor, options: RankOptions): number => {
  const { rcond } = checkOptions<RankOptions>(operation, options, { rcond: aCutoff })
  return rcond ?? Math.max(...(a.shape.slice(-2) as readonly number[])) * epsilonOf(a)
}

/**
 * The x that makes the norm of a·x - b least, for matrices a of [..., m, n]: b is [..., m, k], or vectors [..., m]. Where several
 * do, as of matrices that are wide or of less rank, it is the one of least norm. By singular values; the derivative is that at
 * constant rank.
 *
 * @example
 * pipe(t.of([3], [1, 2, 6]), leastSquares(t.ones([3, 1]))) // [3], the mean
 */
export const leastSquares = <A extends Shape, D extends Float>(
  a: Fits<Matrix<A>> & Tensor<A, D>, options: RankOptions = {},
): Fitting<A, D> => {
  expectMatrix('leastSquares', a)
  const cutoff = cutoffOf('leastSquares', a, options)
  return (b: AnyTensor) => ofRightSide('leastSquares', a, b, solve, (a, b) => leastNorm(a, b, cutoff)) as never
}

/**
 * The pseudo-inverse of Moore and Penrose of each matrix of [..., m, n], [..., n, m], by singular values: the inverse, where
 * there is one. The derivative is that at constant rank.
 *
 * @example
 * pinv()(t.of([2, 2], [2, 0, 0, 0])) // [[0.5, 0], [0, 0]]
 */
export const pinv = (options: RankOptions = {}) => {
  checkOptions<RankOptions>('pinv', options, { rcond: aCutoff })
  return <S extends Shape, D extends Float>(a: Fits<Matrix<S>> & Tensor<S, D>): Shaped<Transposed<S>, D> => {
    const { shape } = expectMatrix('pinv', a)
    const flat = flattened(a)
    const [b, m] = sizesOf(flat)
    const x = leastNorm(flat, identity([b, m, m], flat.dtype), cutoffOf('pinv', a, options))
    return batched(x, shape.slice(0, -2)) as Shaped<Transposed<S>, D>
  }
}
