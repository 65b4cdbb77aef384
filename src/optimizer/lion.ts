/** Lion: a step of one size for every element, in the direction that the gradients agree on. */
import { like, lt, select, type Scalar } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { towards } from './average.js'
import { chain, type ChainRule } from './chain.js'
import { addDecayedWeights, type DecayOptions } from './decay.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, decayKinds, fraction } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'
import type { StatelessRule } from './stateless.js'

/** The moving average of gradients. */
export interface LionState<P> {
  readonly mean: P
}

/** `LionState` of the parameters. */
export interface ScaleByLionRule extends OptimizerRule {
  readonly state: LionState<this['in']>
}

/** What Lion remembers, and for how long. */
export interface LionScaling {
  /** What the average keeps where the direction is taken; 0.9 by default. */
  readonly beta1?: number
  /** What the average keeps from step to step; 0.99 by default. */
  readonly beta2?: number
}

const ranges = { beta1: fraction, beta2: fraction }

const sign = (x: Scalar): Scalar => {
  const zero = like(x, 0)
  return select(lt(x, zero), like(x, -1), select(lt(zero, x), like(x, 1), x)) // 0 and NaN stay
}

/**
 * Updates to sign(β₁m + (1 - β₁)g), then m ← β₂m + (1 - β₂)g; the sign of 0 is 0.
 *
 * @example
 * chain(scaleByLion(), scaleByLearningRate(1e-4))
 */
export const scaleByLion = (options: LionScaling = {}): Optimizer<ScaleByLionRule> => {
  const { beta1 = 0.9, beta2 = 0.99 } = checkOptions<LionScaling>('scaleByLion', options, ranges)
  const direction = leafwise((m, g) => sign(towards(beta1)(m, g)))
  const average = leafwise(towards(beta2))
  return {
    init: (params) => ({ mean: zerosOf(params) }),
    update: (g, { mean }) => [direction([mean, g]), { mean: average([mean, g]) }],
  }
}

/** Settings of `lion`. */
export interface LionOptions extends LionScaling, DecayOptions {
  readonly learningRate: Rate
}

/** The average, nothing of the decay, and the count. */
export interface LionRule extends ChainRule<readonly [ScaleByLionRule, StatelessRule, LearningRateRule]> {}

/**
 * Lion (Chen et al. 2023): p ← p - η·(sign(β₁m + (1 - β₁)g) + λp), then m ← β₂m + (1 - β₂)g. Steps are larger than Adam's:
 * a third to a tenth of its learning rate is a good start. λ is 0 by default.
 *
 * @example
 * lion({ learningRate: 1e-4, weightDecay: 0.1 })
 */
export const lion = (options: LionOptions): Optimizer<LionRule> => {
  const { learningRate, beta1 = 0.9, beta2 = 0.99, weightDecay = 0, mask } =
    checkOptions<LionOptions>('lion', options, { learningRate: aRate, ...ranges, ...decayKinds })
  check('lion', { learningRate }, { learningRate: aRate })
  const decay = addDecayedWeights({ rate: weightDecay, mask })
  return chain(scaleByLion({ beta1, beta2 }), decay, scaleByLearningRate(learningRate))
}
