/**
 * Sums and products of two f64 with their rounding errors: an unevaluated pair `[high, low]` carries twice the digits.
 *
 * twoSum(a, b) = [s, e] where s = round(a + b) and s + e = a + b exactly.
 */
import { add, and, div, high, join, low, mul, sub } from '../scalar.js'
import { type F64, u32 } from './elementary.js'

export type Double = readonly [high: F64, low: F64]

/** a + b exactly (Knuth 1969, theorem 4.2.2B). */
export const twoSum = (a: F64, b: F64): Double => {
  const s = add(a, b)
  const bb = sub(s, a)
  return [s, add(sub(a, sub(s, bb)), sub(b, bb))]
}

/** a + b exactly, where |a| ≥ |b| or a = 0 (Dekker 1971). */
export const fastTwoSum = (a: F64, b: F64): Double => {
  const s = add(a, b)
  return [s, sub(b, sub(s, a))]
}

/** The upper 26 bits of the significand, and the 27 that are left. */
export const split = (a: F64): Double => {
  const upper = join(high(a), and(low(a), u32(0xf8000000)))
  return [upper, sub(a, upper)]
}

/** a·b with its error, exact but for the last bit of a product of low halves. */
export const twoProduct = (a: F64, b: F64): Double => {
  const p = mul(a, b)
  const [ah, al] = split(a)
  const [bh, bl] = split(b)
  return [p, add(add(add(sub(mul(ah, bh), p), mul(ah, bl)), mul(al, bh)), mul(al, bl))]
}

/** a + b for |a| ≥ |b|, to about 2⁻¹⁰⁴. */
export const sum = ([ah, al]: Double, [bh, bl]: Double): Double => {
  const [s, e] = twoSum(ah, bh)
  return fastTwoSum(s, add(e, add(al, bl)))
}

/** a·b to about 2⁻¹⁰². */
export const product = ([ah, al]: Double, [bh, bl]: Double): Double => {
  const [p, e] = twoProduct(ah, bh)
  return fastTwoSum(p, add(e, add(mul(ah, bl), mul(al, bh))))
}

/** a/b to about 2⁻¹⁰⁰: the quotient of the upper parts, and the remainder divided once more. */
export const quotient = ([ah, al]: Double, [bh, bl]: Double): Double => {
  const q = div(ah, bh)
  const [p, e] = twoProduct(q, bh)
  return fastTwoSum(q, div(add(sub(sub(ah, p), e), sub(al, mul(q, bl))), bh))
}
