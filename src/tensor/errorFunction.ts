/** The complement and the inverse of the error function. */
import { erfc as complement } from '../program/elementary/erfc.js'
import { erfInverse as inverse } from '../program/elementary/erfInverse.js'
import { real } from './elementwise.js'

/**
 * 1 - erf(x), to the last digits also where erf(x) is close to 1.
 *
 * @example
 * erfc(of([2], [0, 3])) // [1, 0.0000220905]
 * erfInverse(of([2], [0, 0.5])) // [0, 0.4769363]
 */
export const erfc = real('erfc', complement)
/** The number whose `erf` is x (Giles 2012): ±∞ at ±1, NaN beyond. */
export const erfInverse = real('erfInverse', inverse)
