/** Optimizers on a part of the parameters, by name or by a mask, and none on a part. */
import { check, optional } from '../shape/options.js'
import * as tree from '../tensor/tree.js'
import type { Mask } from './mask.js'
import {
  anOptimizer, type AnyOptimizer, type Optimizer, type OptimizerRule, type OptimizerRuleOf, type OptimizerState,
} from './optimizer.js'
import { aPart, selection, type Masked, type NoPart, type Only } from './part.js'
import type { StatelessRule } from './stateless.js'
import { still } from './still.js'

/** What is kept of the leaves of a mask. */
export interface MaskedRule<R extends OptimizerRule> extends OptimizerRule {
  readonly state: OptimizerState<R, Masked<this['in']>>
}

/** What is kept of the parts of these names, or a sentence about one that is not there. */
export interface PartRule<R extends OptimizerRule, Name extends string> extends OptimizerRule {
  readonly state: [NoPart<this['in'], Name>] extends [never]
    ? OptimizerState<R, Only<this['in'], Name>> : NoPart<this['in'], Name>
}

/** `inner` on the leaves of a mask, or on the parts of these names. */
export interface MaskOptimizer {
  <const I extends AnyOptimizer>(inner: I, part: Mask): Optimizer<MaskedRule<OptimizerRuleOf<I>>>
  <const I extends AnyOptimizer, const Name extends string>(
    inner: I, part: Name | readonly Name[],
  ): Optimizer<PartRule<OptimizerRuleOf<I>, Name>>
}

/**
 * `inner` on a part of the parameters: a name, names, or a function of the path of each leaf. Updates of the others go on as
 * they are. `inner` keeps nothing for those, and norms that it takes are of its part alone. A name that the parameters don't
 * have, and a function that chooses nothing, is an error of `init`.
 *
 * @example
 * chain(masked(scaleByTrustRatio(), isWeights), sgd({ learningRate: 0.1 }))
 * const { init, update } = masked(scale(-0.5), 'encoder')
 * const params = { encoder: t.of([1], [1]), head: t.of([1], [2]) }
 * update(params, init(params), params, { loss: t.scalar(1) })[0] // { encoder: [-0.5], head: [2] }
 */
// @__NO_SIDE_EFFECTS__
export const masked = ((inner: AnyOptimizer, part: string | readonly string[] | Mask): AnyOptimizer => {
  check('masked', { inner, part }, { inner: anOptimizer, part: aPart })
  const { expect, of } = selection('masked', part)
  return {
    parts: (state) => [[inner, state]],
    init: (params) => {
      expect(params)
      return inner.init(of(params))
    },
    update: (g, state, params, moment) => {
      const [updates, next] = inner.update(of(g), state, of(params), moment)
      return [tree.merged(g, updates), next]
    },
  }
// What `inner` keeps, only its rule knows.
}) as unknown as MaskOptimizer

/** Nothing is kept, or a sentence about a name that is not there. */
export interface FreezeRule<Name extends string> extends OptimizerRule {
  readonly state: [NoPart<this['in'], Name>] extends [never] ? null : NoPart<this['in'], Name>
}

/** Nothing moves: of the leaves of a mask or of all, or of the parts of these names. */
export interface Freeze {
  (part?: Mask): Optimizer<StatelessRule>
  <const Name extends string>(part: Name | readonly Name[]): Optimizer<FreezeRule<Name>>
}

/**
 * No updates for a part of the parameters (a name, names, or a function of the path of each leaf), or for all that it is
 * given: these keep every bit. It comes last, after whatever else would move them. What is kept before it is kept for all;
 * in a `partition`, nothing is kept for a frozen part. Statistics of `batchNorm` are observed, not updated: they go on.
 *
 * @example
 * chain(adamw({ learningRate: 1e-3 }), freeze((path) => path.endsWith('bias')))
 * partition({ encoder: freeze(), rest: adam({ learningRate: 1e-3 }) })
 */
// @__NO_SIDE_EFFECTS__
export const freeze = ((part?: string | readonly string[] | Mask): Optimizer<any> => {
  check('freeze', { part }, { part: optional(aPart) })
  const chosen = part === undefined ? undefined : selection('freeze', part)
  const frozen = <P>(updates: P): P => tree.map(updates, still)
  return {
    init: (params) => {
      chosen?.expect(params)
      return null
    },
    update: (updates, state) => [chosen === undefined ? frozen(updates) : tree.merged(updates, frozen(chosen.of(updates))), state],
  }
}) as Freeze
