/** Adagrad: each element's rate falls with what its gradients have added up to. */
import { add, div, like, mul, sqrt } from '../program/scalar.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { chain, type ChainRule } from './chain.js'
import { checkOptions } from '../shape/options.js'
import { aRate, check, nonNegative, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { scaleByLearningRate, type LearningRateRule, type Rate } from './rate.js'

/** The sum of squared gradients. */
export interface AdagradState<P> {
  readonly squares: P
}

/** `AdagradState` of the parameters. */
export interface ScaleByAdagradRule extends OptimizerRule {
  readonly state: AdagradState<this['in']>
}

/** What Adagrad divides by. */
export interface AdagradScaling {
  /** What the sum of squares begins with; 0 by default. */
  readonly initial?: number
  /** Added to the root, against division by 0; 1e-10 by default. */
  readonly epsilon?: number
}

const ranges = { initial: nonNegative, epsilon: positive }

/**
 * Updates to g / (√s + ε), with the sum of squares s ← s + g².
 *
 * @example
 * chain(scaleByAdagrad({ initial: 0.1 }), scaleByLearningRate(0.01))
 */
export const scaleByAdagrad = (options: AdagradScaling = {}): Optimizer<ScaleByAdagradRule> => {
  const { initial = 0, epsilon = 1e-10 } = checkOptions<AdagradScaling>('scaleByAdagrad', options, ranges)
  const summed = leafwise((s, g) => add(s, mul(g, g)))
  const scaled = leafwise((g, s) => div(g, add(sqrt(s), like(s, epsilon))))
  return {
    init: (params) => ({ squares: tree.map(params, ({ shape, dtype }) => raw.full(shape, initial, dtype)) }),
    update: (g, state) => {
      const squares = summed([state.squares, g])
      return [scaled([g, squares]), { squares }]
    },
  }
}

/** Settings of `adagrad`. */
export interface AdagradOptions extends AdagradScaling {
  readonly learningRate: Rate
}

/** The sum of squares, and the count. */
export interface AdagradRule extends ChainRule<readonly [ScaleByAdagradRule, LearningRateRule]> {}

/**
 * Adagrad (Duchi, Hazan and Singer 2011): s ← s + g², p ← p - η·g / (√s + ε).
 *
 * @example
 * adagrad({ learningRate: 0.01 })
 */
export const adagrad = (options: AdagradOptions): Optimizer<AdagradRule> => {
  const { learningRate, initial = 0, epsilon = 1e-10 } =
    checkOptions<AdagradOptions>('adagrad', options, { learningRate: aRate, ...ranges })
  check('adagrad', { learningRate }, { learningRate: aRate })
  return chain(scaleByAdagrad({ initial, epsilon }), scaleByLearningRate(learningRate))
}
