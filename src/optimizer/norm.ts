/**
 * Norms. Elements whose squares would overflow are made smaller by a power of two before, which is exact, and which a
 * quotient of two of them doesn't notice.
 */
import { abs, convert, div, like, lt, mul, select, sqrt, type Scalar } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** The same in f64. */
export const wide = raw.elementwise((x) => convert(x, 'f64'))
const absolute = raw.elementwise(abs)

/** The greatest |x| of a leaf, in f64. */
export const greatest = (x: AnyTensor): AnyTensor =>
  wide(raw.reduce('max', absolute(x), x.shape.map((_: number, i: number) => i)))

/** From 2⁴⁰ on, squares may overflow in f32 (2¹²⁸), from 2²⁰⁰ on those that were brought down by 2⁻⁹⁰ in f64 (2¹⁰²⁴). */
const [large, huge] = [1099511627776, 1.6069380442589903e60]
const [down, farDown] = [8.077935669463161e-28, 1.90109156629516e-211]

/** The power of two, 1, 2⁻⁹⁰ or 2⁻⁷⁰⁰, that brings numbers of this size to one whose squares don't overflow. */
export const unit = raw.elementwise((size) => {
  const above = (least: number, u: number, otherwise: Scalar): Scalar =>
    select(lt(like(size, least), size), like(size, u), otherwise)
  return above(huge, farDown, above(large, down, like(size, 1)))
})

/** Σ x² of a leaf, in f64. */
export const squareSum = (x: AnyTensor): AnyTensor => wide(raw.total(raw.square(x)))

const root = raw.elementwise(sqrt)
const unscaled = raw.elementwise((total, u) => div(sqrt(total), u))
const scaled = raw.elementwise(mul)

/** √Σ x² of a leaf, computed in f64. */
export const norm = (x: AnyTensor): AnyTensor => {
  // Squares of f32 neither overflow nor vanish in f64.
  if (x.dtype !== 'f64' || x.shape.includes(0)) return root(squareSum(wide(x)))
  const u = unit(greatest(x))
  return unscaled(squareSum(scaled(x, raw.broadcast(u, x.shape))), u)
}
