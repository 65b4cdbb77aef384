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
 * const halved = stateless((updates) => tree.map(updates, (u) => pipe(u, t.mul(t.full([], 0.5)))))
 * chain(halved, sgd({ learningRate: 0.1 })).update(t.of([1], [2]), [null, [{ count: t.scalar(0, 'i32') }]], t.of([1], [0]), { loss: t.scalar(1) })[0] // [-0.1]
 */
// @__NO_SIDE_EFFECTS__
export const stateless = (f: <P>(updates: P, params: P) => P): Optimizer<StatelessRule> => {
  check('stateless', { f }, { f: aFunction })
  return {
    init: () => null,
    update: (updates, state, params) => [f(updates, params), state],
  }
}
