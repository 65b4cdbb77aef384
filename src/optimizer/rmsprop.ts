/** RMSprop: a step in units of the root mean square of recent gradients. */
import { add, div, like, max, mul, sqrt, sub } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { towards } from './average.js'
import { chain, type ChainRule } from './chain.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, fraction, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'

/** The moving average of squared gradients. */
export interface RmsState<P> {
  readonly squares: P
}

/** `RmsState` of the parameters. */
export interface ScaleByRmsRule extends OptimizerRule {
  readonly state: RmsState<this['in']>
}

/** What RMSprop remembers, and what it divides by. */
export interface RmsScaling {
  /** What the average keeps at each step; 0.9 by default. */
  readonly decay?: number
  /** Added to the root, against division by 0; 1e-8 by default. */
  readonly epsilon?: number
}

const ranges = { decay: fraction, epsilon: positive }
const squared = (decay: number) => leafwise((v, g) => towards(decay)(v, mul(g, g)))

/**
 * Updates to g / (√v + ε), with the average of squares v ← dv + (1 - d)g².
 *
 * @example
 * chain(scaleByRms({ decay: 0.99 }), scaleByLearningRate(1e-3))
 */
export const scaleByRms = (options: RmsScaling = {}): Optimizer<ScaleByRmsRule> => {
  const { decay = 0.9, epsilon = 1e-8 } = checkOptions<RmsScaling>('scaleByRms', options, ranges)
  const average = squared(decay)
  const scaled = leafwise((g, v) => div(g, add(sqrt(v), like(v, epsilon))))
  return {
    init: (params) => ({ squares: zerosOf(params) }),
    update: (g, state) => {
      const squares = average([state.squares, g])
      return [scaled([g, squares]), { squares }]
    },
  }
}

/** The moving averages of gradients and of their squares. */
export interface CenteredRmsState<P> extends RmsState<P> {
  readonly mean: P
}

/** `CenteredRmsState` of the parameters. */
export interface ScaleByCenteredRmsRule extends OptimizerRule {
  readonly state: CenteredRmsState<this['in']>
}

/**
 * Updates to g / (√(v - m²) + ε), with the averages m ← dm + (1 - d)g and v ← dv + (1 - d)g² (Graves 2013): the gradient's
 * deviation in place of its size. Rounding may take m² above v; their difference then counts as 0.
 *
 * @example
 * chain(scaleByCenteredRms(), scaleByLearningRate(1e-3))
 */
export const scaleByCenteredRms = (options: RmsScaling = {}): Optimizer<ScaleByCenteredRmsRule> => {
  const { decay = 0.9, epsilon = 1e-8 } = checkOptions<RmsScaling>('scaleByCenteredRms', options, ranges)
  const average = leafwise(towards(decay))
  const averageSquare = squared(decay)
  const scaled = leafwise((g, v, m) => div(g, add(sqrt(max(like(v, 0), sub(v, mul(m, m)))), like(v, epsilon))))
  return {
    init: (params) => ({ squares: zerosOf(params), mean: zerosOf(params) }),
    update: (g, state) => {
      const [squares, mean] = [averageSquare([state.squares, g]), average([state.mean, g])]
      return [scaled([g, squares, mean]), { squares, mean }]
    },
  }
}

/** Settings of `rmsprop`. */
export interface RmspropOptions extends RmsScaling {
  readonly learningRate: Rate
}

/** The average of squares, and the count. */
export interface RmspropRule extends ChainRule<readonly [ScaleByRmsRule, LearningRateRule]> {}

/**
 * RMSprop (Tieleman and Hinton 2012, lecture 6.5): v ← dv + (1 - d)g², p ← p - η·g / (√v + ε).
 *
 * With momentum it is `chain(scaleByRms(), trace({ decay: 0.9 }), scaleByLearningRate(0.01))`.
 *
 * @example
 * rmsprop({ learningRate: 1e-3 })
 */
export const rmsprop = (options: RmspropOptions): Optimizer<RmspropRule> => {
  const { learningRate, decay = 0.9, epsilon = 1e-8 } =
    checkOptions<RmspropOptions>('rmsprop', options, { learningRate: aRate, ...ranges })
  check('rmsprop', { learningRate }, { learningRate: aRate })
  return chain(scaleByRms({ decay, epsilon }), scaleByLearningRate(learningRate))
}
