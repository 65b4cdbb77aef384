/** Adadelta: steps in units of the steps before them. */
import { add, div, like, mul, sqrt, type Scalar } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { towards } from './average.js'
import { chain, type ChainRule } from './chain.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, fraction, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'

/** The moving averages of squared gradients and of squared updates. */
export interface AdadeltaState<P> {
  readonly squares: P
  readonly updates: P
}

/** What Adadelta remembers, and for how long. */
export interface AdadeltaScaling {
  /** What the averages keep at each step; 0.95 by default. */
  readonly decay?: number
  /** Added inside of both roots; 1e-6 by default. It makes the first steps as long as they are. */
  readonly epsilon?: number
}

/** `AdadeltaState` of the parameters. */
export interface ScaleByAdadeltaRule extends OptimizerRule {
  readonly state: AdadeltaState<this['in']>
}

const ranges = { decay: fraction, epsilon: positive }

/**
 * Updates to x = g·√(s + ε) / √(v + ε), with the averages v ← dv + (1 - d)g² and then s ← ds + (1 - d)x².
 *
 * @example
 * chain(scaleByAdadelta({ decay: 0.9 }), scaleByLearningRate(1))
 */
export const scaleByAdadelta = (options: AdadeltaScaling = {}): Optimizer<ScaleByAdadeltaRule> => {
  const { decay = 0.95, epsilon = 1e-6 } = checkOptions<AdadeltaScaling>('scaleByAdadelta', options, ranges)
  const average = leafwise((v, g) => towards(decay)(v, mul(g, g)))
  const root = (x: Scalar): Scalar => sqrt(add(x, like(x, epsilon)))
  const scaled = leafwise((g, v, s) => mul(div(root(s), root(v)), g))
  return {
    init: (params) => ({ squares: zerosOf(params), updates: zerosOf(params) }),
    update: (g, state) => {
      const squares = average([state.squares, g])
      const x = scaled([g, squares, state.updates])
      return [x, { squares, updates: average([state.updates, x]) }]
    },
  }
}

/** Settings of `adadelta`. */
export interface AdadeltaOptions extends AdadeltaScaling {
  /** 1 by default, which is the paper's. */
  readonly learningRate?: Rate
}

/** The averages, and the count. */
export interface AdadeltaRule extends ChainRule<readonly [ScaleByAdadeltaRule, LearningRateRule]> {}

/**
 * Adadelta (Zeiler 2012, algorithm 1): p ← p - η·x, x = g·√(s + ε) / √(v + ε).
 *
 * @example
 * adadelta()
 */
export const adadelta = (options: AdadeltaOptions = {}): Optimizer<AdadeltaRule> => {
  const { learningRate = 1, decay = 0.95, epsilon = 1e-6 } =
    checkOptions<AdadeltaOptions>('adadelta', options, { learningRate: aRate, ...ranges })
  check('adadelta', { learningRate }, { learningRate: aRate })
  return chain(scaleByAdadelta({ decay, epsilon }), scaleByLearningRate(learningRate))
}
