/**
 * Parts one after another: each takes the updates that the one before it made. `chain()` changes nothing, and a chain of
 * chains updates as the chain of all their parts; only the states are nested.
 */
import type { Said } from '../shape/fits.js'
import { check, listOf } from '../shape/options.js'
import {
  anOptimizer, type AnyOptimizer, type Optimizer, type OptimizerRule, type OptimizerRuleOf, type OptimizerState,
} from './optimizer.js'

/** The rules of a list of parts. */
export type RulesOf<Parts extends readonly unknown[]> = { readonly [K in keyof Parts]: OptimizerRuleOf<Parts[K]> }

type States<Rules extends readonly unknown[], P> = { readonly [K in keyof Rules]: OptimizerState<Rules[K] & OptimizerRule, P> }
type SaidOf<S extends readonly unknown[]> = { readonly [K in keyof S]: Said<S[K]> }[number]
type Together<S extends readonly unknown[]> = [SaidOf<S>] extends [never] ? S : SaidOf<S>

/** The tuple of what the parts keep, or the sentence of one that the parameters don't fit. */
export interface ChainRule<Rules extends readonly unknown[]> extends OptimizerRule {
  readonly state: Together<States<Rules, this['in']>>
}

/**
 * The optimizer of these parts in this order; its state is the tuple of theirs. A part of one's own is an `Optimizer` of a
 * rule of its own, `stateless`, or a pair of functions `init` and `update` that is written for the parameters of one network.
 *
 * @example
 * chain(clipByGlobalNorm(1), scaleByAdam(), scaleByLearningRate(1e-3))
 */
// @__NO_SIDE_EFFECTS__
export const chain = <const Parts extends readonly AnyOptimizer[]>(...parts: Parts): Optimizer<ChainRule<RulesOf<Parts>>> => {
  check('chain', { parts }, { parts: listOf('optimizers', anOptimizer) })
  const untyped: AnyOptimizer = {
    parts: (states) => parts.map((part, i) => [part, states[i]]),
    init: (params) => parts.map((part) => part.init(params)),
    update: (gradients, states, params, moment) =>
      parts.reduce<readonly [unknown, readonly unknown[]]>(([before, done], part, i) => {
        const [after, state] = part.update(before, states[i], params, moment)
        return [after, [...done, state]]
      }, [gradients, []]),
  }
  // A list forgets which state is whose, but keeps their order.
  return untyped as Optimizer<any>
}
