/** The likelihood of counts. */
import { exp, log } from '../program/elementary/functions.js'
import { add, constant, div, eq, like, lt, mul, neg, select, sub, type Scalar } from '../program/scalar.js'
import { family, named, type ScalarFunction } from '../program/scalarFunction.js'
import { nonNegative } from '../optimizer/hyperparameter.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { ofOutputs, reductionKinds, type ReductionOptions } from './outputs.js'
import { counts } from './targets.js'

/** What predictions of a Poisson distribution are. */
export interface PoissonOptions extends ReductionOptions {
  /** Whether predictions are logarithms of rates, which is the default, or rates, none below 0. */
  readonly logInput?: boolean
  /** Of rates: what is added to them before the logarithm is taken, at least 0; 10⁻⁸ by default. */
  readonly epsilon?: number
  /** Whether ln t!, which doesn't depend on the predictions, is added by Stirling's formula where t > 1; false by default. */
  readonly full?: boolean
}

/** eᵖ - t·p, without the undefined 0·∞ and ∞ - ∞: e⁰ of no event, and eᵖ where that is beyond all numbers. */
const ofLogarithm = named({
  name: 'poissonOfLogarithm',
  body: (p, t) => {
    const [rate, zero] = [exp(p), like(p, 0)]
    return select(eq(rate, constant(p.dtype, Infinity)), rate, sub(rate, select(eq(t, zero), zero, mul(t, p))))
  },
  partials: ([p, t]) => [sub(exp(p), t), neg(p)],
})

/** p - t·ln(p + ε), with 0·ln 0 = 0. */
const ofRate = family('poissonOfRate', (epsilon: number): ScalarFunction<readonly [Scalar, Scalar]> => ({
  body: (p, t) => {
    const zero = like(p, 0)
    return sub(p, select(eq(t, zero), zero, mul(t, log(add(p, like(p, epsilon))))))
  },
  partials: ([p, t]) => {
    const [zero, one, rate] = [like(p, 0), like(p, 1), add(p, like(p, epsilon))]
    return [select(eq(t, zero), one, sub(one, div(t, rate))), neg(log(rate))]
  },
}))

/** t·ln t - t + ½·ln(2π·t) where t > 1, else 0, where ln t! is near it. */
const stirling = (t: Scalar): Scalar => {
  const [one, half] = [like(t, 1), like(t, 0.5)]
  const isMany = lt(one, t)
  const n = select(isMany, t, one)
  const value = add(sub(mul(n, log(n)), n), mul(half, log(mul(like(t, 2 * Math.PI), n))))
  return select(isMany, value, like(t, 0))
}

/**
 * The negative log-likelihood of counts t ≥ 0 under Poisson distributions, added up over the outputs of an example, whose shape
 * targets have: eᵖ - t·p of log-rates p, or p - t·ln(p + ε) of rates, in both without ln t! (Cameron and Trivedi, "Regression
 * Analysis of Count Data", 1998; as PyTorch's PoissonNLLLoss). Rates below 0 have no likelihood: NaN.
 *
 * @example
 * poisson().of(t.of([1, 1], [0]), t.of([1, 1], [3])) // 1
 * poisson({ logInput: false }).of(t.of([1, 1], [3]), t.of([1, 1], [3])) // -0.2958
 */
// @__NO_SIDE_EFFECTS__
export const poisson = (options: PoissonOptions = {}): Loss<PerOutputRule> => {
  const { logInput = true, epsilon = 1e-8, full = false, ...reduction } = checkOptions<PoissonOptions>(
    'poisson', options, { ...reductionKinds, logInput: aBoolean, epsilon: nonNegative, full: aBoolean })
  const each = logInput ? ofLogarithm : ofRate(epsilon)
  return ofOutputs('poisson', (p, t) => (full ? add(each(p, t), stirling(t)) : each(p, t)), counts, reduction)
}
