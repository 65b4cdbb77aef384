/**
 * An optimizer for each part of the parameters. Parts have the names that parameters have for them: the positions of layers,
 * and what `network.named` calls them.
 */
import { fail } from '../shape/error.js'
import type { Said } from '../shape/fits.js'
import { aFunction, aRecord, check } from '../shape/options.js'
import * as tree from '../tensor/tree.js'
import {
  anOptimizer, type AnyOptimizer, type Optimizer, type OptimizerRule, type OptimizerRuleOf, type OptimizerState,
} from './optimizer.js'
import { expectNames, masked, namesOf, only, type Masked, type NoPart, type Only, type PartName } from './part.js'

/** Optimizers by name. */
export type Optimizers = Readonly<Record<string, AnyOptimizer>>

/** The names of the parts that have optimizers of their own. */
export type Keys<Os> = `${keyof Os & (string | number)}`
type Named<Os> = Exclude<Keys<Os>, 'rest'>
/** The names of parts that an optimizer is for. */
type PartsOf<Os, K extends keyof Os, P> = K extends 'rest' ? Exclude<PartName<P>, Named<Os>> : `${K & (string | number)}`

type NoOptimizer<P, Left> = unknown extends P ? never : Left extends string ? `no optimizer for the part ${Left}` : never
/** What is wrong with the names. */
type Wrong<Os, P> =
  | NoPart<P, Named<Os>>
  | ('rest' extends keyof Os ? never : NoOptimizer<P, Exclude<PartName<P>, Named<Os>>>)

/** A record of states, or what one of them says. */
type Together<S> = [SaidIn<S>] extends [never] ? S : SaidIn<S>
type SaidIn<S> = { readonly [K in keyof S]: Said<S[K]> }[keyof S]

/** What each optimizer keeps of its part, or a sentence about a part that is not there. */
export interface PartitionRule<Os extends Optimizers> extends OptimizerRule {
  // Of `any`, which the compiler asks about to see whether it is an optimizer at all, the names would lead in a circle.
  readonly state: 0 extends 1 & this['in'] ? any
    : [Wrong<Os, this['in']>] extends [never]
    ? Together<{ readonly [K in keyof Os]: OptimizerState<OptimizerRuleOf<Os[K]>, Only<this['in'], PartsOf<Os, K, this['in']>>> }>
    : Wrong<Os, this['in']>
}

/** What each optimizer keeps of the leaves that have its label. */
export interface LabelRule<Os extends Optimizers> extends OptimizerRule {
  readonly state: 0 extends 1 & this['in'] ? any
    : Together<{ readonly [K in keyof Os]: OptimizerState<OptimizerRuleOf<Os[K]>, Masked<this['in']>> }>
}

/** Optimizers by the names of parts, or by a label for each leaf. */
export interface Partition {
  <const Os extends Optimizers>(optimizers: Os): Optimizer<PartitionRule<Os>>
  <const Os extends Optimizers>(optimizers: Os, label: (path: string) => Keys<NoInfer<Os>>): Optimizer<LabelRule<Os>>
}

/** What each optimizer is for, as a function that takes it from trees of the parameters' form. */
interface Split {
  readonly expect: (params: unknown) => void
  readonly of: (name: string, tree: unknown) => unknown
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

const byName = (optimizers: Optimizers): Split => {
  const named = Object.keys(optimizers).filter((name) => name !== 'rest')
  const hasRest = Object.hasOwn(optimizers, 'rest')
  return {
    expect: (params) => {
      expectNames('partition', 'optimizers', named, params)
      const left = namesOf(params).filter((name) => !named.includes(name))
      if (hasRest || left.length === 0) return
      const message = `no optimizer for the part ${left.join(', ')}; \`rest\` is for all parts without one`
      fail('partition', { argument: 'optimizers', expected: 'an optimizer for every part', received: left, message })
    },
    of: (name, params) => only(params, name === 'rest' ? (part) => !named.includes(part) : (part) => part === name),
  }
}

const byLabel = (optimizers: Optimizers, label: (path: string) => string): Split => {
  const named = Object.keys(optimizers)
  return {
    expect: (params) => tree.leaves(params).forEach(({ path }) => {
      const given = label(path)
      if (named.includes(given)) return
      const expected = `one of ${quoted(named) || 'none'}`
      const message = `label gives ${JSON.stringify(given) ?? 'undefined'} for ${path}, expected ${expected}`
      fail('partition', { argument: 'label', expected, received: given, message })
    }),
    of: (name, params) => masked(params, (path) => label(path) === name),
  }
}

/**
 * Each part of the parameters by an optimizer of its own: the one of its name, and `rest` for all parts that have none. With
 * `label`, which names the optimizer of each leaf by its path, by that. Each keeps a state for its part alone, and norms that it
 * takes are those of its part. A name that the parameters don't have, and a part without an optimizer, is an error.
 *
 * @example
 * const parts = partition({ encoder: sgd({ learningRate: 0.1 }), rest: sgd({ learningRate: 1 }) })
 * const params = { encoder: t.of([1], [1]), head: t.of([1], [2]) }
 * parts.update(params, parts.init(params), params, { loss: t.scalar(1) })[0] // { encoder: [-0.1], head: [-2] }
 * partition({ 0: freeze(), rest: adam({ learningRate: 1e-3 }) })
 * const [fast, slow] = [sgd({ learningRate: 0.1 }), sgd({ learningRate: 0.01 })]
 * partition({ fast, slow }, (path) => (isWeights(path) ? 'slow' : 'fast'))
 */
// @__NO_SIDE_EFFECTS__
export const partition = ((optimizers: Optimizers, label?: (path: string) => string): AnyOptimizer => {
  check('partition', { optimizers }, { optimizers: aRecord })
  const entries = Object.entries(optimizers)
  for (const [name, optimizer] of entries) check('partition', { [name]: optimizer }, { [name]: anOptimizer })
  if (label !== undefined) check('partition', { label }, { label: aFunction })
  const { expect, of } = label === undefined ? byName(optimizers) : byLabel(optimizers, label)
  return {
    rate: () => NaN,
    init: (params) => {
      expect(params)
      return Object.fromEntries(entries.map(([name, { init }]) => [name, init(of(name, params))]))
    },
    update: (g, states, params, moment) => {
      const done = entries.map(([name, { update }]) =>
        [name, ...update(of(name, g), states[name], of(name, params), moment)] as const)
      return [
        done.reduce((all, [, updates]) => tree.merged(all, updates), g),
        Object.fromEntries(done.map(([name, , state]) => [name, state])),
      ]
    },
  }
// What each keeps, only its rule knows.
}) as unknown as Partition
