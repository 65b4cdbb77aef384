/** Gradient descent, with and without momentum. */
import { add, like, mul } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { faded } from './average.js'
import { chain, type ChainRule } from './chain.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import { aRate, check, fraction } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'

/** Settings of `sgd`. */
export interface DescentOptions {
  readonly learningRate: Rate
}

/** The count. */
export interface DescentRule extends ChainRule<readonly [LearningRateRule]> {}

/**
 * Gradient descent, on batches stochastic (Robbins and Monro 1951): p ← p - ηg.
 *
 * @example
 * sgd({ learningRate: 0.1 })
 */
export const sgd = (options: DescentOptions): Optimizer<DescentRule> => {
  const { learningRate } = checkOptions<DescentOptions>('sgd', options, { learningRate: aRate })
  check('sgd', { learningRate }, { learningRate: aRate })
  return chain(scaleByLearningRate(learningRate))
}

/** The sum of past gradients, each step of the way back fading by the decay. */
export interface TraceState<P> {
  readonly velocity: P
}

/** `TraceState` of the parameters. */
export interface TraceRule extends OptimizerRule {
  readonly state: TraceState<this['in']>
}

/** How past gradients fade. */
export interface TraceOptions {
  /** What the velocity keeps at each step, μ in [0, 1). */
  readonly decay: number
  readonly nesterov?: boolean
}

/**
 * Updates to the velocity v ← μv + g, or with `nesterov` to where it will be, μv + g.
 *
 * @example
 * chain(trace({ decay: 0.9 }), scaleByLearningRate(0.1))
 */
export const trace = (options: TraceOptions): Optimizer<TraceRule> => {
  const { decay, nesterov = false } = checkOptions<TraceOptions>('trace', options, { decay: fraction, nesterov: aBoolean })
  check('trace', { decay }, { decay: fraction })
  const fading = leafwise((v, g) => faded(add(g, mul(like(v, decay), v))))
  return {
    init: (params) => ({ velocity: zerosOf(params) }),
    update: (g, state) => {
      const velocity = fading([state.velocity, g])
      return [nesterov ? fading([velocity, g]) : velocity, { velocity }]
    },
  }
}

/** Settings of `momentum` and `nesterov`. */
export interface MomentumOptions extends DescentOptions {
  /** What the velocity keeps at each step, μ in [0, 1); 0.9 by default. */
  readonly decay?: number
}

/** The velocity, and the count. */
export interface MomentumRule extends ChainRule<readonly [TraceRule, LearningRateRule]> {}

const withTrace = (operation: string, nesterov: boolean, options: MomentumOptions): Optimizer<MomentumRule> => {
  const { learningRate, decay = 0.9 } =
    checkOptions<MomentumOptions>(operation, options, { learningRate: aRate, decay: fraction })
  check(operation, { learningRate }, { learningRate: aRate })
  return chain(trace({ decay, nesterov }), scaleByLearningRate(learningRate))
}

/**
 * The heavy ball (Polyak 1964): v ← μv + g, p ← p - ηv.
 *
 * @example
 * momentum({ learningRate: 0.1 })
 */
export const momentum = (options: MomentumOptions): Optimizer<MomentumRule> => withTrace('momentum', false, options)

/**
 * Nesterov's momentum (Nesterov 1983, as Sutskever et al. 2013 write it): v ← μv + g, p ← p - η(μv + g).
 *
 * @example
 * nesterov({ learningRate: 0.1, decay: 0.95 })
 */
export const nesterov = (options: MomentumOptions): Optimizer<MomentumRule> => withTrace('nesterov', true, options)
