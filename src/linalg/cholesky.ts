/** The Cholesky factor of [batch, n, n], column by column. */
import { add, and, constant, div, eq, gt, le, like, lt, mul, select, sqrt, sub } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Square } from '../shape/square.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { batched, diagonal, flattened, lower, lowerHalf, over, pick, sizesOf, symmetric } from './matrix.js'
import { operation, repeated, type Derivative } from './operation.js'
import { substitute, substituteRight } from './triangular.js'

const position = over((b, n, k) => add(mul(b, n), k))
const scaled = over((x, d, j, k) =>
  select(lt(j, k), like(x, 0), select(eq(j, k), sqrt(d), div(x, sqrt(d)))))
const without = over((s, a, b) => sub(s, mul(a, b)))
const positive = raw.elementwise((x) => select(gt(x, like(x, 0)), like(x, 1), like(x, 0)))
const known = over((l, isPositive, i, j) =>
  select(and(eq(isPositive, like(isPositive, 0)), le(j, i)), constant(l.dtype, NaN), l))

/** What is left of a symmetric matrix is symmetric to the bit: its rows are its columns. */
const factored = (a: AnyTensor): AnyTensor => {
  const [b, n] = sizesOf(a)
  const row = [b, n]
  const [, [columns]] = repeated(([rest], [k]) => {
    const pivot = pick(raw.gather(rest!, k!), position([b], raw.iota([b], 0), raw.scalar(n, 'i32'), k!))
    const column = scaled(row, raw.gather(rest!, k!), raw.reshape(pivot, [b, 1]), raw.iota(row, 1), k!)
    const down = raw.reshape(raw.permute(column, [1, 0]), [n, b, 1])
    return [[without([n, b, n], rest!, down, raw.reshape(column, [1, b, n]))], [column]]
  }, [raw.permute(a, [1, 0, 2])], [raw.iota([n], 0)])
  const l = raw.permute(columns!, [1, 2, 0])
  const isPositive = raw.reduce('min', positive(diagonal(l)), [1])
  return known(l.shape, l, raw.reshape(isPositive, [b, 1, 1]), raw.iota(l.shape, 1), raw.iota(l.shape, 2))
}

// Murray, "Differentiation of the Cholesky decomposition" (2016), with Φ the lower triangle and half the diagonal:
// dL = L·Φ(L⁻¹·dA·L⁻ᵀ), backward dA = L⁻ᵀ·Φ(Lᵀ·dL)·L⁻¹ and its transpose, halved.
const derivative: Derivative = {
  pull: ({ values: [l] }, [dl]) => {
    const inner = lowerHalf(raw.contract(l!, lower(dl!), true))
    return [substituteRight(l!, substitute(l!, inner, { lower: true, transpose: true }), { lower: true })]
  },
  push: ({ values: [l] }, [da]) => {
    const inner = substituteRight(l!, substitute(l!, da!, { lower: true }), { lower: true, transpose: true })
    return [raw.contract(l!, lowerHalf(inner))]
  },
}

/** The lower triangular l of l·lᵀ = a, for symmetric a; NaN where there is none. */
const choleskyFactor = (a: AnyTensor): AnyTensor =>
  operation([a], (a) => ({ values: [factored(a!)] }), derivative)[0]!

/**
 * The lower triangular l with l·lᵀ = a of each symmetric positive definite matrix of [..., n, n]. What is not symmetric is taken
 * to be (a + aᵀ) / 2. A matrix that is not positive definite has none: its triangle is NaN, and no other's in the batch.
 *
 * @example
 * const l = cholesky(t.of([2, 2], [4, 2, 2, 5]))
 * l // [[2, 0], [1, 2]]
 * cholesky(t.of([1, 1], [-1])) // [[NaN]]
 */
export const cholesky = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Tensor<S, D> => {
  const { shape } = expectSquare('cholesky', a)
  return batched(choleskyFactor(symmetric(flattened(a))), shape.slice(0, -2)) as Tensor<S, D>
}
