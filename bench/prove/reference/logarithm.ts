/** ln x = k·ln 2 + ln m with x = 2ᵏ·m, √½ ≤ m < √2, and ln m = 2 artanh s = 2s·(1 + s²/3 + s⁴/5 + …), s = (m - 1)/(m + 1). */
import {
  add, constant, convert, eq, high, join, le, lt, mul, select, shl, shr, sub, type Scalar,
} from '../../../src/program/scalar.js'
import { ln2 as ln2Of } from '../exact/fixed.js'
import { log as logOf } from '../exact/parts.js'
import { double, exactly, f64, product, quotient, scaled, sum, twoSum, type Double, type F64 } from './double.js'
import { keepsZero } from './exponential.js'
import { horner, reciprocals } from './series.js'

const ln2 = double(ln2Of(256), 256)
const ln10 = double(logOf(10n << 256n, 256).n, 256)

/** s² < 0.0295: 15 terms leave out less than 2⁻⁸⁰. */
const coefficients = reciprocals(15, (i) => BigInt(2 * i + 1))

const u32 = (n: number): Scalar<'u32'> => constant('u32', n)

/** ln(h + l) for a pair above 0: m - 1 is exact. */
export const ln = ([h, l]: Double): Double => {
  const field = shr(high(h), u32(20))
  const inverse = join(shl(sub(u32(2046), field), u32(20)), u32(0))
  const large = le(f64(Math.SQRT2), mul(h, inverse))
  const k = sub(convert(field, 'f64'), select(large, f64(1022), f64(1023)))
  const m = scaled([h, l], select(large, mul(inverse, f64(0.5)), inverse))
  const s = quotient(twoSum(sub(m[0], f64(1)), m[1]), sum(m, exactly(f64(1))))
  return sum(product(ln2, exactly(k)), product(scaled(s, f64(2)), horner(product(s, s), coefficients, 5)))
}

/** The logarithm where 0 < x < ∞; its limits, and NaN below. */
const onDomain = (x: F64, [h, l]: Double): Double =>
  [select(le(x, f64(0)), select(eq(x, f64(0)), f64(-Infinity), f64(NaN)), select(lt(x, f64(Infinity)), h, x)), l]

export const log = (x: F64): Double => onDomain(x, ln(exactly(x)))
export const log1p = keepsZero((x) => onDomain(add(x, f64(1)), ln(twoSum(x, f64(1)))))
export const log2 = (x: F64): Double => onDomain(x, quotient(ln(exactly(x)), ln2))
export const log10 = (x: F64): Double => onDomain(x, quotient(ln(exactly(x)), ln10))
