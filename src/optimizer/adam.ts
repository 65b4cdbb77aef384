/** Adam and its variants: a step in units of how much the gradient varies. */
import { add, div, like, mul, sqrt, type Scalar } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { towards } from './average.js'
import { bias } from './bias.js'
import { chain, type ChainRule } from './chain.js'
import { next, none, real, type Count } from './count.js'
import { addDecayedWeights, type DecayOptions } from './decay.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import { aRate, check, decayKinds, fraction, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'
import type { StatelessRule } from './stateless.js'

/** The moving averages of gradients and of their squares, and the number of updates that made them. */
export interface AdamState<P> {
  readonly count: Count
  readonly mean: P
  readonly variance: P
}

/** `AdamState` of the parameters. */
export interface ScaleByAdamRule extends OptimizerRule {
  readonly state: AdamState<this['in']>
}

/** What Adam remembers, and for how long. */
export interface Moments {
  /** What the mean keeps at each step; 0.9 by default. */
  readonly beta1?: number
  /** What the variance keeps at each step; 0.999 by default. */
  readonly beta2?: number
  /** Added to the root of the variance, against division by 0; 1e-8 by default. */
  readonly epsilon?: number
}

const moments = { beta1: fraction, beta2: fraction, epsilon: positive }
const rated = { learningRate: aRate, ...moments }

/**
 * Updates to m̂ / (√v̂ + ε), with the averages m = β₁m + (1 - β₁)g and v = β₂v + (1 - β₂)g² and what they lack at step t
 * for having begun at 0 made up: m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ).
 *
 * Computed as a·m / (√v + e), a = √(1 - β₂ᵗ) / (1 - β₁ᵗ) and e = ε·√(1 - β₂ᵗ): one division for each element.
 * `nesterov` looks a step ahead: m̂ = β₁m / (1 - β₁ᵗ⁺¹) + (1 - β₁)g / (1 - β₁ᵗ).
 *
 * @example
 * chain(scaleByAdam({ beta2: 0.98 }), scaleByLearningRate(1e-3))
 */
export const scaleByAdam = (options: Moments & { readonly nesterov?: boolean } = {}): Optimizer<ScaleByAdamRule> => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, nesterov = false } =
    checkOptions<typeof options>('scaleByAdam', options, { ...moments, nesterov: aBoolean })
  const first = bias(beta1)
  const root = (t: Scalar): Scalar => sqrt(bias(beta2)(t))
  const average = leafwise(towards(beta1))
  const spread = leafwise((v, g) => towards(beta2)(v, mul(g, g)))
  const deviation = (v: Scalar, e: Scalar): Scalar => add(sqrt(v), e)
  const plain = leafwise((m, v, a, e) => div(mul(a, m), deviation(v, e)))
  const ahead = leafwise((m, v, g, a, b, e) => div(add(mul(a, m), mul(b, g)), deviation(v, e)))
  const now = real((t) => div(root(t), first(t)))
  const later = real((t) => div(mul(like(t, beta1), root(t)), first(add(t, like(t, 1)))))
  const fresh = real((t) => div(mul(like(t, 1 - beta1), root(t)), first(t)))
  const least = real((t) => mul(like(t, epsilon), root(t)))
  return {
    init: (params) => ({ count: none(), mean: zerosOf(params), variance: zerosOf(params) }),
    update: (g, state) => {
      const [count, mean, variance] = [next(state.count), average([state.mean, g]), spread([state.variance, g])]
      const updates = nesterov
        ? ahead([mean, variance, g], [later(count), fresh(count), least(count)])
        : plain([mean, variance], [now(count), least(count)])
      return [updates, { count, mean, variance }]
    },
  }
}

/** Settings of `adam` and `nadam`. */
export interface AdamOptions extends Moments {
  readonly learningRate: Rate
}

const settings = (operation: string, options: AdamOptions, known = rated): Required<AdamOptions> => {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = checkOptions<AdamOptions>(operation, options, known)
  check(operation, { learningRate }, { learningRate: aRate })
  return { learningRate, beta1, beta2, epsilon }
}

/** The moments, and the count. */
export interface AdamRule extends ChainRule<readonly [ScaleByAdamRule, LearningRateRule]> {}

/**
 * Adam (Kingma and Ba 2015, algorithm 1): p ← p - η·m̂ / (√v̂ + ε).
 *
 * @example
 * adam({ learningRate: 1e-3 })
 */
export const adam = (options: AdamOptions): Optimizer<AdamRule> => {
  const { learningRate, ...kept } = settings('adam', options)
  return chain(scaleByAdam(kept), scaleByLearningRate(learningRate))
}

/**
 * Adam with Nesterov's look ahead (Dozat 2016, with β₁ the same at every step).
 *
 * @example
 * nadam({ learningRate: 1e-3 })
 */
export const nadam = (options: AdamOptions): Optimizer<AdamRule> => {
  const { learningRate, ...kept } = settings('nadam', options)
  return chain(scaleByAdam({ ...kept, nesterov: true }), scaleByLearningRate(learningRate))
}

/** Settings of `adamw`, whose weight decay is 0.01 by default. */
export interface AdamWOptions extends AdamOptions, DecayOptions {}

/** The moments, nothing of the decay, and the count. */
export interface AdamWRule extends ChainRule<readonly [ScaleByAdamRule, StatelessRule, LearningRateRule]> {}

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019): p ← p - η·(m̂ / (√v̂ + ε) + λp).
 *
 * @example
 * adamw({ learningRate: 1e-3, weightDecay: 0.05 })
 */
export const adamw = (options: AdamWOptions): Optimizer<AdamWRule> => {
  const { learningRate, ...kept } = settings('adamw', options, { ...rated, ...decayKinds })
  const { weightDecay = 0.01, mask } = options
  return chain(scaleByAdam(kept), addDecayedWeights({ rate: weightDecay, mask }), scaleByLearningRate(learningRate))
}
