/** Quotients in whole numbers and what they leave, of floats and integers. */
import * as f from '../program/elementary/remainder.js'
import { numbers } from './argument.js'
import { binary, type Binary } from './arithmetic.js'
import type { Numeric } from './elementwise.js'

/**
 * a - b·⌊a/b⌋, with the sign of b, as in Python and NumPy: exact for floats of any size, but for one rounding where the sign
 * changes. NaN for b = 0, 0 for integers. The derivative is 1 for a and -⌊a/b⌋ for b.
 *
 * @example
 * pipe(of([3], [7, -7, 7.5]), mod(3)) // [1, 2, 1.5]
 * pipe(of([3], [7, -7, 7.5]), fmod(3)) // [1, -1, 1.5]
 * pipe(of([3], [7, -7, 7.5]), floorDivide(3)) // [2, -3, 2]
 */
export const mod = binary('mod', f.mod, numbers) as Binary<Numeric>
/** a - b·trunc(a/b), with the sign of a, as in C: exact for floats of any size. NaN for b = 0, 0 for integers. */
export const fmod = binary('fmod', f.fmod, numbers) as Binary<Numeric>
/** ⌊a/b⌋, of which `mod` is the remainder; a/b for b = 0, 0 for integers. Its derivative is 0. */
export const floorDivide = binary('floorDivide', f.floorDivide, numbers) as Binary<Numeric>
