/** Logarithms and powers to other bases than e, and sums of what logarithms stand for. */
import { exp2 as power } from '../program/elementary/exp2.js'
import { logAddExp as sumOfPowers } from '../program/elementary/logAddExp.js'
import * as f from '../program/elementary/logarithm.js'
import type { Float } from '../shape/shape.js'
import { floats } from './argument.js'
import { binary, type Binary } from './arithmetic.js'
import { real } from './elementwise.js'

/**
 * The logarithm to the base 2, exact at powers of two; -∞ at 0, NaN below.
 *
 * @example
 * log2(of([2], [8, 10])) // [3, 3.3219]
 * log10(of([2], [1000, 2])) // [3, 0.3010]
 * exp2(of([2], [3, 0.5])) // [8, 1.4142]
 */
export const log2 = real('log2', f.log2)
/** The logarithm to the base 10; -∞ at 0, NaN below. */
export const log10 = real('log10', f.log10)
/** 2ˣ, exact for integers. */
export const exp2 = real('exp2', power)
/**
 * ln(eᵃ + eᵇ), without overflow.
 *
 * @example
 * pipe(of([2], [1000, 0]), logAddExp(of([2], [1000, -1000]))) // [1000.6932, 0]
 */
export const logAddExp = binary('logAddExp', sumOfPowers, floats) as Binary<Float>
