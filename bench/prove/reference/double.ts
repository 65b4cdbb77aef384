/**
 * Numbers of twice the digits of f64: unevaluated sums `[high, low]`, where high is the f64 nearest to the sum.
 *
 * Sums and products of two f64 are exact. With u = 2⁻⁵³, a sum of pairs errs by less than 4u² of its value, a product by less
 * than 8u², a quotient by less than 32u² (Joldes, Muller, Popescu 2017, theorems 3.1, 5.1 and 6.2): each by less than 2⁻¹⁰¹.
 * Nothing that is computed with them here is too large or too small for that.
 */
import { add, constant, div, mul, sub, type Scalar } from '../../../src/program/scalar.js'
import { dyadic, f64 as format, nearest } from '../exact/nearest.js'

export type F64 = Scalar<'f64'>
export type Double = readonly [high: F64, low: F64]

export const f64 = (value: number): F64 => constant('f64', value)

/** n·2⁻ᵖ to 106 digits, as two numbers and as a pair. */
export const numbers = (n: bigint, p: number): readonly [number, number] => {
  const high = nearest(n, p, format)
  const { m, e } = dyadic(high)
  return [high, nearest(n - (m << BigInt(p + e)), p, format)]
}
export const double = (n: bigint, p: number): Double => {
  const [high, low] = numbers(n, p)
  return [f64(high), f64(low)]
}
/** An f64 as a pair. */
export const exactly = (x: F64): Double => [x, f64(0)]

/** a + b exactly (Knuth 1969). */
export const twoSum = (a: F64, b: F64): Double => {
  const s = add(a, b)
  const t = sub(s, a)
  return [s, add(sub(a, sub(s, t)), sub(b, t))]
}

/** a + b exactly, where |a| ≥ |b| or a = 0 (Dekker 1971). */
export const fastTwoSum = (a: F64, b: F64): Double => {
  const s = add(a, b)
  return [s, sub(b, sub(s, a))]
}

/** Halves of 26 digits, the lower one with its sign (Veltkamp 1968). */
const split = (a: F64): Double => {
  const c = mul(a, f64(134217729))
  const upper = sub(c, sub(c, a))
  return [upper, sub(a, upper)]
}

/** a·b exactly (Dekker 1971). */
export const twoProduct = (a: F64, b: F64): Double => {
  const [p, [ah, al], [bh, bl]] = [mul(a, b), split(a), split(b)]
  return [p, add(add(add(sub(mul(ah, bh), p), mul(ah, bl)), mul(al, bh)), mul(al, bl))]
}

export const sum = ([ah, al]: Double, [bh, bl]: Double): Double => {
  const [[s, e], [t, f]] = [twoSum(ah, bh), twoSum(al, bl)]
  const [h, l] = fastTwoSum(s, add(e, t))
  return fastTwoSum(h, add(l, f))
}

export const product = ([ah, al]: Double, [bh, bl]: Double): Double => {
  const [p, e] = twoProduct(ah, bh)
  return fastTwoSum(p, add(e, add(mul(ah, bl), mul(al, bh))))
}

export const quotient = ([ah, al]: Double, b: Double): Double => {
  const q = div(ah, b[0])
  const [h, l] = product(b, exactly(q))
  return fastTwoSum(q, div(add(sub(ah, h), sub(al, l)), b[0]))
}

/** a·2ᵏ, given 2ᵏ. */
export const scaled = ([ah, al]: Double, power: F64): Double => [mul(ah, power), mul(al, power)]
