/** LAMB: steps of each leaf in units of its size, for large batches. */
import { add, div, eq, isFloat, like, mul, or, select } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { scaleByAdam, type AdamOptions, type ScaleByAdamRule } from './adam.js'
import { chain, type ChainRule } from './chain.js'
import { addDecayedWeights, type DecayOptions } from './decay.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, decayKinds, fraction, nonNegative, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import { norm } from './norm.js'
import type { Optimizer } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule } from './rate.js'
import { stateless, type StatelessRule } from './stateless.js'

/** How far a leaf may be trusted to move. */
export interface TrustOptions {
  /** What the ratio is multiplied with; 1 by default. */
  readonly coefficient?: number
  /** Added to the update's norm; 0 by default. */
  readonly epsilon?: number
}

const times = leafwise(mul)

/**
 * Updates of each leaf times c·‖p‖ / (‖u‖ + ε), the norm of its parameters over that of its update; times 1 where one of them
 * is 0. Norms are computed in f64.
 *
 * @example
 * const { update } = scaleByTrustRatio()
 * update(t.of([2], [0.3, 0.4]), null, t.of([2], [6, 8]), { loss: t.scalar(1) })[0] // [6, 8]
 */
export const scaleByTrustRatio = (options: TrustOptions = {}): Optimizer<StatelessRule> => {
  const { coefficient = 1, epsilon = 0 } =
    checkOptions<TrustOptions>('scaleByTrustRatio', options, { coefficient: positive, epsilon: nonNegative })
  const ratio = raw.elementwise((p, u) =>
    select(or(eq(p, like(p, 0)), eq(u, like(u, 0))), like(p, 1), mul(like(p, coefficient), div(p, add(u, like(u, epsilon))))))
  return stateless((updates, params) => tree.zip((u, p) => {
    const [update, leaf] = [u, p] as readonly [AnyTensor, AnyTensor]
    return isFloat(update.dtype) ? times<AnyTensor>([update], [ratio(norm(leaf), norm(update))]) : update
  }, updates, params))
}

/** Settings of `lamb`, whose ε is 1e-6 and whose weight decay is 0.01 by default. */
export interface LambOptions extends AdamOptions, DecayOptions {}

/** The moments, nothing of decay and ratios, and the count. */
export interface LambRule extends ChainRule<readonly [ScaleByAdamRule, StatelessRule, StatelessRule, LearningRateRule]> {}

/**
 * LAMB (You et al. 2020, algorithm 2, φ the identity): r = m̂ / (√v̂ + ε) + λp, and for each leaf p ← p - η·(‖p‖ / ‖r‖)·r.
 *
 * @example
 * lamb({ learningRate: 0.01, weightDecay: 0.1 })
 */
export const lamb = (options: LambOptions): Optimizer<LambRule> => {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weightDecay = 0.01, mask } = checkOptions<LambOptions>(
    'lamb', options, { learningRate: aRate, beta1: fraction, beta2: fraction, epsilon: positive, ...decayKinds })
  check('lamb', { learningRate }, { learningRate: aRate })
  const decay = addDecayedWeights({ rate: weightDecay, mask })
  return chain(scaleByAdam({ beta1, beta2, epsilon }), decay, scaleByTrustRatio(), scaleByLearningRate(learningRate))
}
