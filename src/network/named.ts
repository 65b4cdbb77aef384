/** Parts of a network that have a name. */
import { fail } from '../shape/error.js'
import { aString, check } from '../shape/options.js'
import type { DTypes } from '../tensor/form.js'
import { aBlock, blockAfter, formLayerOf, type Layer } from './layer.js'
import { follow, type AnyNetwork, type Network, type PlacedLayer } from './network.js'
import type { Append, Entries, Named, Part } from './params.js'
import type { Added, Block, BlockParams, Gives, LayerRule, Out, RuleOf } from './rule.js'

/** The parameters of a named part: of a single layer its record, else those of the block. */
type Entry<K extends string, A extends readonly unknown[], Whole> =
  A extends readonly [] ? readonly []
  : A extends readonly [infer Q] ? readonly [Named<K, Q extends Named<string, unknown> ? Whole : Q>]
  : readonly [Named<K, Whole>]

/** What is wrong with a name, among numbers of places and in paths such as `encoder.0.weights`: a sentence, or nothing. */
type NameText<K extends string> =
  K extends '' | '__proto__' | `${bigint}` | `${string}.${string}`
    ? `named needs a name that is no number and has no dot, received ${K}` : never
const nameText = (name: string): string | undefined =>
  (/^(-?\d*)$|\./.test(name) || name === '__proto__' ? `named needs a name that is no number and has no dot, received ${name}` : undefined)

/** What `named` does to types. */
export interface NamedRule<K extends string, R extends LayerRule> extends LayerRule {
  readonly name: K
  readonly out: [NameText<K>] extends [never] ? Out<R, this['in'], this['dtype']> : NameText<K>
  readonly params: Entry<K, Added<R, this['in'], this['dtype']>, BlockParams<R, this['in'], this['dtype']>>
  readonly takes: DTypes
  readonly gives: Gives<R, this['in'], this['dtype']>
}

/** What a function from network to network appends, under a name. */
export type Grown<K extends string, A, B> =
  [A, B] extends [Network<infer P, any, any, any, any>, Network<infer Q, infer I, infer O, infer D, infer X>]
    ? Entries<Q> extends readonly [...Entries<P>, ...infer New]
      ? Network<Append<P, Entry<K, New, Append<readonly [], New>>>, I, O, D, X>
      : B
    : B

/** Any network, by its own type. */
export type AnyNet = Network<any, any, any, any, any>

/** `named`, of a block or of a function from network to network. */
export interface Naming {
  <const K extends string, const B extends Block>(name: K, block: B): Layer<NamedRule<K, RuleOf<B, K>>>
  /** A function that was written for one network is given that network's type. */
  <const K extends string, A extends AnyNet, B extends AnyNet>(name: K, f: (net: A) => B): (net: A) => Grown<K, A, B>
}

/** Layers by the name of the part that they are in, in summaries, explanations and errors. */
export const labeled = (name: string, layers: readonly PlacedLayer[]): readonly PlacedLayer[] =>
  layers.map((layer) => ({ ...layer, name: layers.length === 1 ? name : `${name}/${layer.name}` }))

/**
 * A part of a network with a name: in summaries, explanations and errors, and among the parameters, which are a record then:
 * `params.encoder`, where those of other layers have the numbers of their places. The parameters of a part with one record are
 * that record, else a tuple of them.
 *
 * @example
 * const net = pipe(input([784]), named('encoder', sequential(dense(64), relu)), dense(10))
 * net.layers.map(({ name }) => name) // ['encoder/dense', 'encoder/relu', 'dense']
 * const params = net.init(random.key(0))
 * params.encoder.weights.shape // [784, 64]
 * params[1].weights.shape // [64, 10]
 */
export const named = ((name: string, block: Block) => {
  check('named', { name, block }, { name: aString, block: aBlock })
  const message = nameText(name)
  if (message !== undefined) fail('named', { argument: 'name', expected: 'a name that is no number and has no dot', received: name, message })
  return formLayerOf('named', (net) => {
    const inner = blockAfter(name, block, net)
    const part: Part = { name }
    const layers = labeled(name, inner.layers).map((layer) => ({ ...layer, parts: [part, ...layer.parts ?? []] }))
    return follow<AnyNetwork>(net, layers, inner.output, inner.dtype)
  })
}) as unknown as Naming
