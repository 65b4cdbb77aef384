/** The loss whose minimum is a quantile. */
import { like, lt, max, mul, neg, select, sub, type Scalar } from '../program/scalar.js'
import { family, type ScalarFunction } from '../program/scalarFunction.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { ofOutputs, reductionKinds, type ReductionOptions } from './outputs.js'
import { finite } from './targets.js'

/** Which quantile is predicted. */
export interface QuantileOptions extends ReductionOptions {
  /** The share q of targets that lie below the prediction, above 0 and below 1; 0.5, the median, by default. */
  readonly quantile?: number
}

const inside: Kind = { expected: 'a number above 0 and below 1', holds: (x) => typeof x === 'number' && x > 0 && x < 1 }

/** max(q·e, (q - 1)·e) for e = t - p; ∂p = -q where e > 0, 1 - q where e < 0, and 0 at the kink. */
const pinball = family('pinball', (q: number): ScalarFunction<readonly [Scalar, Scalar]> => ({
  body: (p, t) => {
    const e = sub(t, p)
    return max(mul(like(p, q), e), mul(like(p, q - 1), e))
  },
  partials: ([p, t]) => {
    const slope: Scalar = select(lt(p, t), like(p, -q), select(lt(t, p), like(p, 1 - q), like(p, 0)))
    return [slope, neg(slope)]
  },
}))

/**
 * The pinball loss Σ max(q·(t - p), (q - 1)·(t - p)) over the outputs of an example, against targets of their shape: the
 * predictions that cost least are the q-quantiles of the targets (Koenker and Bassett, "Regression Quantiles", 1978). The
 * derivative at p = t is 0.
 *
 * @example
 * // 1 too low costs 0.9, 1 too high costs 0.1
 * quantile({ quantile: 0.9 }).of(t.of([1, 2], [1, 3]), t.of([1, 2], [2, 2])) // 1
 */
// @__NO_SIDE_EFFECTS__
export const quantile = (options: QuantileOptions = {}): Loss<PerOutputRule> => {
  const { quantile: q = 0.5, ...reduction } =
    checkOptions<QuantileOptions>('quantile', options, { ...reductionKinds, quantile: inside })
  const error = pinball(q)
  return ofOutputs('quantile', (p, t) => error(p, t), finite, reduction)
}
