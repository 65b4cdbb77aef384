/**
 * Logarithms to the bases 2 and 10. x = 2ᵏ·m: log₂x = k + ln m/ln 2, exact at powers of two, and log₁₀x = ln x/ln 10.
 *
 * @example t.log2(t.scalar(10)) // 3.321928024291992
 */
import { add, like, mul, type Scalar, sub } from '../scalar.js'
import { type Double, product } from './double.js'
import { byDtype, type Case, except, type F64, f64, unary } from './elementary.js'
import { lnSingle, onDomain, parts, reciprocal } from './log.js'
import { lnPair } from './pow.js'

const [ln2, ln10] = [0.6931471805599453, 2.302585092994046]
const [perLn2, perLn10]: readonly [Double, Double] = [
  [f64(1.4426950408889634), f64(2.0355273740931033e-17)], [f64(0.4342944819032518), f64(1.098319650216765e-17)],
]

/** Where the logarithm of an f32 is nearest to the middle of two. */
const hardLog10: readonly Case[] = [[9.884855422971452e-33, -32.005029678344734], [6.2845478928294454e-30, -29.201725959777836]]

/** The logarithm of an f64 by that of twice the digits. */
// @__NO_SIDE_EFFECTS__
const scaled = (by: Double) => (x: F64): F64 => onDomain(x, add(...product(lnPair(x), by)))
// @__NO_SIDE_EFFECTS__
const slope = (ln: number) => (x: Scalar): Scalar => reciprocal(mul(x, like(x, ln)))

/** The logarithm to the base 2: -∞ at 0, NaN below. */
export const log2 = unary(
  'log2',
  byDtype('log2', {
    f32: (x) => {
      const { k, m } = parts(x)
      return onDomain(x, add(k, mul(lnSingle(sub(m, f64(1)), f64(0)), perLn2[0])))
    },
    f64: scaled(perLn2),
  }),
  slope(ln2),
)

/** The logarithm to the base 10: -∞ at 0, NaN below. */
export const log10 = unary(
  'log10',
  byDtype('log10', {
    f32: (x) => {
      const { k, m } = parts(x)
      return onDomain(x, except(x, mul(lnSingle(sub(m, f64(1)), k), perLn10[0]), hardLog10))
    },
    f64: scaled(perLn10),
  }),
  slope(ln10),
)
