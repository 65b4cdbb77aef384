/** Weight decay: parameters shrink a little at every step. */
import { add, like, mul } from '../program/scalar.js'
import * as tree from '../tensor/tree.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { aFunction, checkOptions } from '../shape/options.js'
import { check, nonNegative } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import { expectChosen, isWeights, type Mask } from './mask.js'
import type { Optimizer } from './optimizer.js'
import type { StatelessRule } from './stateless.js'

/** Weight decay as part of a recipe. */
export interface DecayOptions {
  /** λ, at least 0. */
  readonly weightDecay?: number
  /** Which leaves decay; weights and kernels by default, not biases. */
  readonly mask?: Mask | undefined
}

/** How much decays, and what. */
export interface AddDecayOptions {
  /** λ, at least 0. */
  readonly rate: number
  /** Which leaves decay; weights and kernels by default, not biases. */
  readonly mask?: Mask | undefined
}

/**
 * Updates plus λ times the parameters, on the leaves of the mask. A mask that picks no leaf is an error of `init`.
 *
 * @example
 * chain(scaleByAdam(), addDecayedWeights({ rate: 0.01 }), scaleByLearningRate(1e-3))
 */
export const addDecayedWeights = (options: AddDecayOptions): Optimizer<StatelessRule> => {
  const { rate, mask = isWeights } =
    checkOptions<AddDecayOptions>('addDecayedWeights', options, { rate: nonNegative, mask: aFunction })
  check('addDecayedWeights', { rate }, { rate: nonNegative })
  const decayed = leafwise((u, p) => add(u, mul(like(p, rate), p)))
  return {
    init: (params) => {
      if (rate > 0) expectChosen('addDecayedWeights', mask, params)
      return null
    },
    update: (updates, state, params) => {
      if (rate === 0) return [updates, state]
      const weights = tree.byPath(params)
      return [tree.map(updates, (u, path) => (mask(path) ? decayed<AnyTensor>([u, weights.get(path) ?? u]) : u)), state]
    },
  }
}
