/** Determinants, by triangular factors. */
import { log } from '../program/elementary/functions.js'
import { abs, eq, gt, like, lt, rem, select } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Batch, Square } from '../shape/square.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { factorsOf, type Factors } from './lu.js'
import { batched, diagonal, flattened, over } from './matrix.js'
import { repeated } from './operation.js'

/** A determinant is sign·e^logAbs. */
export interface LogDeterminant<S extends Shape, D extends Float> {
  /** 1, -1, or 0 for a singular matrix. */
  readonly sign: Shaped<Batch<S>, D>
  /** The logarithm of the absolute value; -∞ for a singular matrix. */
  readonly logAbs: Shaped<Batch<S>, D>
}

const parity = over((exchanges, x) =>
  select(eq(rem(exchanges, like(exchanges, 2)), like(exchanges, 0)), like(x, 1), like(x, -1)))
/** 1 or -1: of the permutation, [batch]. */
const signOf = ({ exchanges, u }: Factors): AnyTensor => parity(exchanges.shape, exchanges, raw.full([], 0, u.dtype))

/** From the first factor to the last, [batch]. */
const product = (initial: AnyTensor, x: AnyTensor): AnyTensor => {
  const [[result]] = repeated(([all], [one]) => [[raw.mul(all!, one!)], []], [initial], [raw.permute(x, [1, 0])])
  return result!
}

/**
 * The determinant of each matrix of [..., n, n]: [...]. That of large matrices overflows soon, where `logDeterminant` does not.
 * At a singular matrix there is no derivative (it is infinite or NaN).
 *
 * @example
 * determinant(t.of([2, 2], [2, 1, 4, 5])) // 6
 */
export const determinant = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Shaped<Batch<S>, D> => {
  const { shape } = expectSquare('determinant', a)
  const factors = factorsOf(flattened(a))
  return batched(product(signOf(factors), diagonal(factors.u)), shape.slice(0, -2)) as Shaped<Batch<S>, D>
}

const sign = raw.elementwise((x) => select(lt(x, like(x, 0)), like(x, -1), select(gt(x, like(x, 0)), like(x, 1), x)))
const logarithm = raw.elementwise((x) => log(abs(x)))

/**
 * Sign and logarithm of the absolute value of the determinant of each matrix of [..., n, n], where the determinant itself would
 * overflow: NumPy's slogdet.
 *
 * @example
 * const { sign, logAbs } = logDeterminant(t.of([2, 2], [1, 2, 3, 4]))
 * [sign, logAbs] // [-1, 0.6931472]
 */
export const logDeterminant = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): LogDeterminant<S, D> => {
  const { shape } = expectSquare('logDeterminant', a)
  const factors = factorsOf(flattened(a))
  const pivots = diagonal(factors.u)
  const [signs, logAbs] = [product(signOf(factors), sign(pivots)), raw.reduce('sum', logarithm(pivots), [1])]
    .map((x) => batched(x, shape.slice(0, -2)))
  return { sign: signs, logAbs } as unknown as LogDeterminant<S, D>
}
