/** The tangent, and angles of sines, cosines, tangents and points. Angles are in radians. */
import { acos as arccosine, asin as arcsine } from '../program/elementary/asin.js'
import { atan as arctangent, atan2 as angle } from '../program/elementary/atan.js'
import { tan as tangent } from '../program/elementary/tan.js'
import type { Float } from '../shape/shape.js'
import { floats } from './argument.js'
import { binary, type Binary } from './arithmetic.js'
import { real } from './elementwise.js'

/**
 * The tangent of x in radians.
 *
 * @example
 * tan(of([2], [0, 1])) // [0, 1.5574077]
 * asin(of([2], [0, 0.5])) // [0, 0.5235988]
 * acos(of([2], [1, 0.5])) // [0, 1.0471976]
 * atan(of([2], [0, 1])) // [0, 0.7853982]
 */
export const tan = real('tan', tangent)
/** The angle whose sine is x, in [-π/2, π/2]; NaN outside of [-1, 1]. Its derivative at ±1 is ∞. */
export const asin = real('asin', arcsine)
/** The angle whose cosine is x, in [0, π]; NaN outside of [-1, 1]. Its derivative at ±1 is -∞. */
export const acos = real('acos', arccosine)
/** The angle whose tangent is x, in [-π/2, π/2]. */
export const atan = real('atan', arctangent)
/**
 * The angle of the point (b, a), in [-π, π]: of a as y, and b as x. Its derivatives at the origin are 0.
 *
 * @example
 * pipe(of([3], [1, 0, -1]), atan2(-1)) // [2.3561945, 3.1415927, -2.3561945]
 */
export const atan2 = binary('atan2', angle, floats) as Binary<Float>
