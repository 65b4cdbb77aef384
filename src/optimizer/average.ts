/** Averages and sums that fade: what an optimizer remembers of the past. */
import { abs, add, like, lt, mul, select, type Scalar } from '../program/scalar.js'

/** 2⁻¹²⁶ and 2⁻¹⁰²²: below them numbers lose digits. */
const leastNormal = (x: Scalar): Scalar => like(x, x.dtype === 'f64' ? 2.2250738585072014e-308 : 1.1754943508222875e-38)

/**
 * What has faded below the least normal number is 0. By its factor alone it would never get there (0.9 of the least numbers
 * rounds to themselves), no parameter would notice, and processors are many times slower at such numbers.
 */
export const faded = (x: Scalar): Scalar => select(lt(abs(x), leastNormal(x)), like(x, 0), x)

/** The exponential moving average: βx + (1 - β)y. */
export const towards = (beta: number) => (x: Scalar, y: Scalar): Scalar =>
  faded(add(mul(like(x, beta), x), mul(like(x, 1 - beta), y)))
