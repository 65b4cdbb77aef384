/** AdaMax: Adam that divides by the largest of recent gradients. */
import { abs, add, div, like, max, mul } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import type { AdamOptions, Moments } from './adam.js'
import { towards } from './average.js'
import { bias } from './bias.js'
import { chain, type ChainRule } from './chain.js'
import { next, none, real, type Count } from './count.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, fraction, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule } from './rate.js'

/** The moving average of gradients, the largest of their sizes as they fade, and the number of updates that made them. */
export interface AdamaxState<P> {
  readonly count: Count
  readonly mean: P
  readonly largest: P
}

/** `AdamaxState` of the parameters. */
export interface ScaleByAdamaxRule extends OptimizerRule {
  readonly state: AdamaxState<this['in']>
}

const ranges = { beta1: fraction, beta2: fraction, epsilon: positive }

/**
 * Updates to m̂ / u, with the average m ← β₁m + (1 - β₁)g, m̂ = m / (1 - β₁ᵗ), and the largest u ← max(β₂u, |g| + ε).
 *
 * @example
 * chain(scaleByAdamax({ beta2: 0.99 }), scaleByLearningRate(2e-3))
 */
export const scaleByAdamax = (options: Moments = {}): Optimizer<ScaleByAdamaxRule> => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = checkOptions<Moments>('scaleByAdamax', options, ranges)
  const average = leafwise(towards(beta1))
  const larger = leafwise((u, g) => max(mul(like(u, beta2), u), add(abs(g), like(g, epsilon))))
  const scaled = leafwise((m, u, c) => div(mul(c, m), u))
  const correction = real((t) => div(like(t, 1), bias(beta1)(t)))
  return {
    init: (params) => ({ count: none(), mean: zerosOf(params), largest: zerosOf(params) }),
    update: (g, state) => {
      const [count, mean, largest] = [next(state.count), average([state.mean, g]), larger([state.largest, g])]
      return [scaled([mean, largest], [correction(count)]), { count, mean, largest }]
    },
  }
}

/** The moments, and the count. */
export interface AdamaxRule extends ChainRule<readonly [ScaleByAdamaxRule, LearningRateRule]> {}

/**
 * AdaMax (Kingma and Ba 2015, algorithm 2, with ε beside each |g| as PyTorch and Optax have it): p ← p - η·m̂ / u.
 * Their learning rate is 0.002.
 *
 * @example
 * adamax({ learningRate: 2e-3 })
 */
export const adamax = (options: AdamOptions): Optimizer<AdamaxRule> => {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } =
    checkOptions<AdamOptions>('adamax', options, { learningRate: aRate, ...ranges })
  check('adamax', { learningRate }, { learningRate: aRate })
  return chain(scaleByAdamax({ beta1, beta2, epsilon }), scaleByLearningRate(learningRate))
}
