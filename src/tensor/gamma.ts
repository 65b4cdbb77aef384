/** The gamma function's logarithm and its derivative. */
import * as f from '../program/elementary/gamma.js'
import { real } from './elementwise.js'

/**
 * ln |Γ(x)|, with Γ(n + 1) = n!; ∞ at 0 and at negative integers. Its derivative is `digamma`.
 *
 * @example
 * lgamma(of([3], [1, 4, 0.5])) // [0, 1.7917595, 0.5723649]
 * digamma(of([2], [1, 4])) // [-0.5772157, 1.2561177]
 */
export const lgamma = real('lgamma', f.lgamma)
/** The derivative of ln |Γ(x)|, also written ψ; ∓∞ at ±0, NaN at negative integers. */
export const digamma = real('digamma', f.digamma)
