/** eˣ, eˣ - 1, 2ˣ and hyperbolic functions by the power series of (eʳ - 1)/r on |r| ≤ ½ ln 2. */
import {
  abs, add, bitcast, constant, convert, eq, join, lt, max, min, mul, neg, round, select, shl, sub,
} from '../../../src/program/scalar.js'
import { ln2 as ln2Of } from '../exact/fixed.js'
import { double, exactly, f64, fastTwoSum, numbers, product, quotient, scaled, sum, twoSum, type Double, type F64 } from './double.js'
import { factorial, horner, reciprocals } from './series.js'

/** ln 2 as two integers of 31 digits times 2⁻³¹ and 2⁻⁶², and the rest: their products with |k| < 2⁸ are exact. */
const digits = 256
const ln2 = ln2Of(digits)
const cut = (n: bigint, places: number): bigint => (n >> BigInt(digits - places)) << BigInt(digits - places)
const first = cut(ln2, 31)
const second = cut(ln2 - first, 62)
const parts = [first, second, ln2 - first - second].map((n) => numbers(n, digits)[0]) as [number, number, number]

/** (eʳ - 1)/r = 1 + r/2! + r²/3! + …: 17 terms leave out less than 0.347¹⁷/18! < 2⁻⁷⁸. */
const coefficients = reciprocals(17, (i) => factorial(i + 1))

/** 2ᵏ for a whole k from -1022 to 1023. */
const powerOfTwo = (k: F64): F64 => {
  const field = add(convert(k, 'i32'), constant('i32', 1023))
  return join(shl(bitcast(field, 'u32'), constant('u32', 20)), constant('u32', 0))
}

/**
 * x = k·ln 2 + r with r as a pair; p = eʳ - 1, and 2ᵏ. x is a multiple of 2⁻⁴⁸ where k is not 0, and |x| < 128, so that the
 * first difference is exact, and r errs by less than 2⁻¹⁰³.
 */
const reduced = (x: F64): { readonly p: Double; readonly power: F64 } => {
  const k = round(mul(x, f64(Math.LOG2E)))
  const [a, b, c] = parts.map((part) => mul(k, f64(part))) as [F64, F64, F64]
  const [h, l] = twoSum(sub(x, a), neg(b))
  const r = fastTwoSum(h, sub(l, c))
  return { p: product(r, horner(r, coefficients, 8)), power: powerOfTwo(k) }
}

export const clamp = (x: F64, low: number, high: number): F64 => max(min(x, f64(high)), f64(low))
const one = exactly(f64(1))

/** eˣ for |x| < 128. */
export const power = (x: F64): Double => {
  const { p, power: two } = reduced(x)
  return scaled(sum(one, p), two)
}

/** eˣ - 1 = 2ᵏ·p + (2ᵏ - 1): no more than a factor of 4 is lost where the two cancel, at |x| = ½ ln 2. */
const powerLess1 = (x: F64): Double => {
  const { p, power: two } = reduced(x)
  return sum(twoSum(two, f64(-1)), scaled(p, two))
}

/** A function with f(±0) = ±0. */
export const keepsZero = (f: (x: F64, ...given: readonly F64[]) => Double) => (x: F64, ...given: readonly F64[]): Double => {
  const [h, l] = f(x, ...given)
  return [select(eq(x, f64(0)), x, h), l]
}

/** Beyond these bounds the nearest f32 is 0 or ∞, as it is there: e⁻¹⁰⁴ < 2⁻¹⁵⁰ and e⁸⁹ > 2¹²⁸. */
export const exp = (x: F64): Double => power(clamp(x, -104, 89))
export const expm1 = keepsZero((x) => powerLess1(clamp(x, -104, 89)))
/** E/(E + 2) with E = e²ˣ - 1; 1 - tanh 20 < 2⁻⁵⁶ no longer shows. */
export const tanh = keepsZero((x) => {
  const e = powerLess1(mul(clamp(x, -20, 20), f64(2)))
  return quotient(e, sum(e, exactly(f64(2))))
})
const ln2Pair = double(ln2, digits)
/** 2ˣ = 2ᵏ·2ʳ with r = x - k exactly. */
export const exp2 = (x: F64): Double => {
  const at = clamp(x, -152, 130)
  const k = round(at)
  const r = product(exactly(sub(at, k)), ln2Pair)
  return scaled(sum(one, product(r, horner(r, coefficients, 8))), powerOfTwo(k))
}
/** ½·(E + E/(E + 1)) for the size of x. Beyond 100 both have long reached ∞. */
export const sinh = keepsZero((x) => {
  const e = powerLess1(min(abs(x), f64(100)))
  const [h, l] = scaled(sum(e, quotient(e, sum(e, one))), f64(0.5))
  const negative = lt(x, f64(0))
  return [select(negative, neg(h), h), select(negative, neg(l), l)]
})
export const cosh = (x: F64): Double => {
  const e = power(min(abs(x), f64(100)))
  return scaled(sum(e, quotient(one, e)), f64(0.5))
}
