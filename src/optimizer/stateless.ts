import { aFunction, check } from '../shape/options.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'

/** Nothing is kept. */
export interface StatelessRule extends OptimizerRule {
  readonly state: null
}

/**
 * A part that remembers nothing, from what it makes of updates and parameters; its state is null.
 *
 * @example
 * // p ← p - 0.1·(g + p)
 * const decayed = chain(stateless((updates, params) => applyUpdates(updates, params)), sgd({ learningRate: 0.1 }))
 * const [params, gradient] = [t.of([1], [4]), t.of([1], [2])]
 * decayed.update(gradient, decayed.init(params), params, { loss: t.scalar(1) })[0] // [-0.6]
 */
// @__NO_SIDE_EFFECTS__
export const stateless = (f: <P>(updates: P, params: P) => P): Optimizer<StatelessRule> => {
  check('stateless', { f }, { f: aFunction })
  return {
    init: () => null,
    update: (updates, state, params) => [f(updates, params), state],
  }
}
