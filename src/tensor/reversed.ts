/**
 * Subtraction, division and powers from the other side, for pipes that have what comes second: `pipe(x, subFrom(1))` is 1 - x as
 * `pipe(x, sub(1))` is x - 1.
 */
import { pow } from '../program/elementary/pow.js'
import { div, sub } from '../program/scalar.js'
import type { Float } from '../shape/shape.js'
import { floats, numbers } from './argument.js'
import { binary, type Binary } from './arithmetic.js'
import type { Numeric } from './elementwise.js'

/**
 * b - a.
 *
 * @example
 * pipe(of([2], [0.25, 3]), subFrom(1)) // [0.75, -2]
 * pipe(of([2], [0.25, 4]), divInto(1)) // [4, 0.25]
 * pipe(of([2], [0.5, 3]), powOf(2)) // [1.4142135, 8]
 */
export const subFrom = binary('subFrom', (a, b) => sub(b, a), numbers) as Binary<Numeric>
/** b / a; integers truncate, and give 0 for a = 0. */
export const divInto = binary('divInto', (a, b) => div(b, a), numbers) as Binary<Numeric>
/** b to the power a; NaN where b is below 0 and a is a fraction. */
export const powOf = binary('powOf', (a, b) => pow(b, a), floats) as Binary<Float>
