/** Hyperbolic functions and their inverses. */
import * as f from '../program/elementary/hyperbolic.js'
import { real } from './elementwise.js'

/**
 * (eˣ - e⁻ˣ) / 2.
 *
 * @example
 * sinh(of([2], [0, 1])) // [0, 1.1752]
 * cosh(of([2], [0, 1])) // [1, 1.5431]
 * asinh(of([2], [0, 1])) // [0, 0.8814]
 * acosh(of([2], [1, 2])) // [0, 1.3170]
 * atanh(of([2], [0, 0.5])) // [0, 0.5493]
 */
export const sinh = real('sinh', f.sinh)
/** (eˣ + e⁻ˣ) / 2. */
export const cosh = real('cosh', f.cosh)
/** The inverse of `sinh`: ln(x + √(x² + 1)). */
export const asinh = real('asinh', f.asinh)
/** The inverse of `cosh` from 0: ln(x + √(x² - 1)); NaN below 1. Its derivative at 1 is ∞. */
export const acosh = real('acosh', f.acosh)
/** The inverse of `tanh`: ½·ln((1 + x)/(1 - x)); ±∞ at ±1, NaN beyond. */
export const atanh = real('atanh', f.atanh)
