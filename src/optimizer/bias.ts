/** What a moving average that begins at 0 lacks. */
import { constant, mul, neg, type Scalar } from '../program/scalar.js'
import { expm1, log } from '../program/elementary/functions.js'

/** 1 - βᵗ = -expm1(t·ln β), to the last digits also where β is close to 1. */
// @__NO_SIDE_EFFECTS__
export const bias = (beta: number) => (t: Scalar): Scalar => neg(expm1(mul(t, log(constant('f64', beta)))))
