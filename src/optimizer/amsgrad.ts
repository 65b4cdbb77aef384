/** AMSGrad: Adam whose divisor never falls. */
import { add, div, like, max, mul, sqrt, type Scalar } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import type { AdamOptions, AdamState, Moments } from './adam.js'
import { towards } from './average.js'
import { bias } from './bias.js'
import { chain, type ChainRule } from './chain.js'
import { next, none, real } from './count.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, fraction, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule } from './rate.js'

/** Adam's averages, and the greatest that the variance of each element has been. */
export interface AmsgradState<P> extends AdamState<P> {
  readonly greatest: P
}

/** `AmsgradState` of the parameters. */
export interface ScaleByAmsgradRule extends OptimizerRule {
  readonly state: AmsgradState<this['in']>
}

const ranges = { beta1: fraction, beta2: fraction, epsilon: positive }

/**
 * Updates to m̂ / (√v̂ + ε) as `scaleByAdam` makes them, with the greatest variance so far in place of the last one:
 * v̂ = max(v₁, …, vₜ) / (1 - β₂ᵗ). PyTorch and Keras define it so; the paper leaves out both corrections, and Optax takes the
 * greatest of the corrected variances.
 *
 * @example
 * chain(scaleByAmsgrad({ beta2: 0.98 }), scaleByLearningRate(1e-3))
 */
export const scaleByAmsgrad = (options: Moments = {}): Optimizer<ScaleByAmsgradRule> => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = checkOptions<Moments>('scaleByAmsgrad', options, ranges)
  const root = (t: Scalar): Scalar => sqrt(bias(beta2)(t))
  const average = leafwise(towards(beta1))
  const spread = leafwise((v, g) => towards(beta2)(v, mul(g, g)))
  const larger = leafwise(max)
  const scaled = leafwise((m, v, a, e) => div(mul(a, m), add(sqrt(v), e)))
  const rate = real((t) => div(root(t), bias(beta1)(t)))
  const least = real((t) => mul(like(t, epsilon), root(t)))
  return {
    init: (params) => ({ count: none(), mean: zerosOf(params), variance: zerosOf(params), greatest: zerosOf(params) }),
    update: (g, state) => {
      const [count, mean, variance] = [next(state.count), average([state.mean, g]), spread([state.variance, g])]
      const greatest = larger([state.greatest, variance])
      return [scaled([mean, greatest], [rate(count), least(count)]), { count, mean, variance, greatest }]
    },
  }
}

/** The moments, and the count. */
export interface AmsgradRule extends ChainRule<readonly [ScaleByAmsgradRule, LearningRateRule]> {}

/**
 * AMSGrad (Reddi, Kale and Kumar 2018, with Adam's corrections): p ← p - η·m̂ / (√v̂ + ε), where v̂ = max(v₁, …, vₜ) / (1 - β₂ᵗ).
 *
 * @example
 * amsgrad({ learningRate: 1e-3 })
 */
export const amsgrad = (options: AdamOptions): Optimizer<AmsgradRule> => {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } =
    checkOptions<AdamOptions>('amsgrad', options, { learningRate: aRate, ...ranges })
  check('amsgrad', { learningRate }, { learningRate: aRate })
  return chain(scaleByAmsgrad({ beta1, beta2, epsilon }), scaleByLearningRate(learningRate))
}
