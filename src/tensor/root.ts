/** Roots other than √x. */
import { hypot as length } from '../program/elementary/hypot.js'
import * as f from '../program/elementary/roots.js'
import type { Float } from '../shape/shape.js'
import { floats } from './argument.js'
import { binary, type Binary } from './arithmetic.js'
import { real } from './elementwise.js'

/**
 * 1 / √x, rounded once for f32; ±∞ at ±0, NaN below.
 *
 * @example
 * rsqrt(of([2], [4, 0.25])) // [0.5, 2]
 * cbrt(of([2], [27, -8])) // [3, -2]
 */
export const rsqrt = real('rsqrt', f.rsqrt)
/** The cube root, of negative numbers too. Its derivative at 0 is ∞. */
export const cbrt = real('cbrt', f.cbrt)
/**
 * √(a² + b²), without overflow. Its derivatives at the origin are 0.
 *
 * @example
 * pipe(of([2], [3, 5]), hypot(of([2], [4, 12]))) // [5, 13]
 */
export const hypot = binary('hypot', length, floats) as Binary<Float>
