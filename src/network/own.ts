/** Layers of the user's own. */
import { expectShape, fail } from '../shape/error.js'
import { aFunction, aRecord, aString, check, checkOptions, integers } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import type { DTypes, Form } from '../tensor/form.js'
import { foldIn, type Key } from '../random/key.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { layerOf, type Layer } from './layer.js'
import {
  aNetwork, append, contextOf, operationsOf, type Context, type Network, type Params, type TensorLayer,
} from './network.js'
import type { Append } from './params.js'
import type { Added, LayerRule, Starts } from './rule.js'
import { latest, observe } from './train.js'

/** Networks that a layer holds, by name. */
export type Held = Readonly<Record<string, Network<any, any, any, any, any>>>

/** Their parameters, which are among the layer's by the same names. */
export type HeldParams<H extends Held> = { readonly [K in keyof H]: Params<H[K]> }

/** The record of a layer's parameters: its own and theirs. */
export type OwnParams<Q, H extends Held> = keyof H extends never ? Q : Q & HeldParams<H>

/** What they are inside the layer: from inputs to outputs. */
export type HeldPasses<H extends Held> = { readonly [K in keyof H]: ReturnType<H[K]['apply']> }

/**
 * A layer from examples of shape `O` to examples of shape `N`, with a record of parameters `Q`, and those of the networks `H`
 * that it holds.
 */
export interface Own<Q, O extends Shape, N extends Shape, D extends Float, H extends Held = {}> {
  readonly name: string
  /** The shape of an output example, from that of an input. */
  readonly shape: (input: O) => N
  /**
   * The networks inside. Their parameters begin as their own `init` says, with keys of their own; every use draws from a key of
   * its own; and what training observes in them takes its place.
   */
  readonly networks?: H
  /** The layer's own parameters. Without them and without networks inside, the layer takes no place among the parameters. */
  readonly init?: (key: Key, input: O) => Q
  readonly apply: (params: OwnParams<Q, H>, context: Context, networks: HeldPasses<H>) =>
    <B extends number>(x: Tensor<readonly [B, ...O], D>) => Tensor<readonly [B, ...N], D>
  /** For a layer with parameters that training observes: outputs, and the parameters with what was observed in its place. */
  readonly train?: (params: OwnParams<Q, H>, context: Context, networks: HeldPasses<H>) =>
    <B extends number>(x: Tensor<readonly [B, ...O], D>) =>
      readonly [outputs: Tensor<readonly [B, ...N], D>, params: OwnParams<Q, H>]
  /** Floating-point operations for one example, for `summary`; those of the networks by default. */
  readonly operations?: (input: O) => number
}

/** What a layer of one's own, written for one shape, does to types. */
export interface OwnRule<Q, O extends Shape, N extends Shape, D extends Float, H extends Held> extends LayerRule {
  readonly name: 'layer'
  readonly out: [this['in']] extends [O] ? N : Starts<'layer', O, this['in']>
  readonly params: unknown extends Q ? keyof H extends never ? readonly [] : readonly [OwnParams<Q, H>] : readonly [OwnParams<Q, H>]
  readonly takes: D
}

/** A layer of one's own, written for one shape: a layer that takes networks with outputs of that shape. */
export interface OwnLayer<Q, O extends Shape, N extends Shape, D extends Float, H extends Held> {
  readonly rule?: OwnRule<Q, O, N, D, H>
  <P, I extends Form, X extends DTypes>(net: Network<P, I, O, D, X>):
    Network<Append<P, OwnRule<Q, O, N, D, H>['params']>, I, N, D, X>
}

/** The parameters of a layer of one's own by its rule, as far as they are known before a shape comes. */
type RuledParams<R extends LayerRule> = Added<R, Shape, Float> extends readonly [infer Q] ? Q : undefined

/**
 * A layer by a rule of one's own, for every shape that the rule has one for: inside of it shapes are known at run time alone.
 */
export interface Ruling<R extends LayerRule> {
  readonly name: string
  readonly shape: (input: Shape) => Shape
  readonly init?: (key: Key, input: Shape) => object
  readonly apply: (params: RuledParams<R>, context: Context) => (x: AnyTensor) => AnyTensor
  readonly operations?: (input: Shape) => number
}

/** `layer`, in the forms that it has. */
export interface DefineLayer {
  /** By the rule that the layer is declared with. */
  <R extends LayerRule>(own: LayerRule extends R ? never : Ruling<R>): Layer<R>
  <Q, O extends Shape, N extends Shape, D extends Float = 'f32', H extends Held = {}>(
    own: Own<Q, O, N, D, H>,
  ): OwnLayer<Q, O, N, D, H>
}

const neededKinds = { name: aString, shape: aFunction, apply: aFunction }

/**
 * A layer with parameters: a pure function of them. Its derivative comes from the operations that it uses, and from the rules of
 * `differentiable` functions in it.
 *
 * Networks inside are named in `networks`: `apply` gets them as functions from inputs to outputs. Without a name there a network
 * is run by its own `apply`, with its parameters as they are and the layer's context; in a context of its own, or none, it is at
 * inference. Inside `lift` or `scan` what batches move there can't come out, which is an error in training; and all steps of a
 * `scan` draw from one key.
 *
 * @example
 * const scale = layer({
 *   name: 'scale',
 *   shape: (input: readonly [8]) => input,
 *   init: () => ({ factor: t.ones([8]) }),
 *   apply: ({ factor }) => (x) => pipe(x, t.mul(factor)),
 * })
 * pipe(input([4]), dense(8), scale) // [8]
 *
 * @example
 * // Twice through one block, each time with other dropout; its statistics are of both.
 * const twice = layer({
 *   name: 'twice',
 *   shape: (input: readonly [8]) => input,
 *   networks: { block: pipe(input([8]), dense(8), batchNorm(), relu, dropout(0.1)) },
 *   apply: (params, context, { block }) => (x) => block(block(x)),
 * })
 * pipe(input([8]), twice).init(random.key(0))[0].block[0].weights.shape // [8, 8]
 *
 * @example
 * // For every shape, by a rule: what it says of types depends on what comes in.
 * interface ScaleParams<N extends number> { readonly factor: Tensor<readonly [N]> }
 * interface ScaleRule extends LayerRule {
 *   readonly out: this['in']
 *   readonly params: readonly [ScaleParams<LastAxis<this['in']>>]
 * }
 * const scaled: Layer<ScaleRule> = layer({
 *   name: 'scaled',
 *   shape: (input) => input,
 *   init: (key, input) => ({ factor: t.ones([input.at(-1) ?? 1]) }),
 *   apply: ({ factor }) => (x) => pipe(x, t.mul(factor)),
 * })
 * pipe(input([4, 8]), scaled).init(random.key(0))[0].factor.shape // [8]
 */
export const layer = (<Q, O extends Shape, N extends Shape, D extends Float, H extends Held>(
  own: Own<Q, O, N, D, H>,
) => {
  checkOptions<Own<Q, O, N, D, H>>('layer', own, {
    ...neededKinds, init: aFunction, train: aFunction, operations: aFunction, networks: aRecord,
  })
  const { name, shape, apply } = own
  check('layer', { name, shape, apply }, neededKinds)
  const held = Object.entries(own.networks ?? {}) as readonly (readonly [string, Network<unknown, Shape, Shape>])[]
  held.forEach(([network, net]) => check(name, { [network]: net }, { [network]: aNetwork }))
  type All = OwnParams<Q, H>
  /** The networks in one pass. Key 0 is the layer's, and each use of a network has one. */
  const within = (params: All, context: Context): readonly [Context, HeldPasses<H>] => {
    const passes = held.map(([key, net], i) => {
      const inner = contextOf(context, i + 1)
      let uses = 0
      const { [key]: theirs } = params as Readonly<Record<string, unknown>>
      return [key, (x: AnyTensor) => net.apply(theirs, contextOf(inner, uses++))(x as never)]
    })
    return [held.length === 0 ? context : contextOf(context, 0), Object.fromEntries(passes) as HeldPasses<H>]
  }
  const init = (key: Key, input: O): All => {
    if (held.length === 0) return (own.init?.(key, input) ?? {}) as All
    const first = own.init?.(foldIn(key, 0), input) ?? {}
    for (const [network] of held)
      if (Object.hasOwn(first, network))
        fail(name, { argument: 'init', expected: 'no parameter of the name of a network', received: network })
    return { ...first, ...Object.fromEntries(held.map(([network, net], i) => [network, net.init(foldIn(key, i + 1))])) } as All
  }
  const isOwner = own.init !== undefined || held.length > 0
  return layerOf('layer', (net) => {
    const input = net.output as unknown as O
    const output = shape(input)
    check(name, { shape: output }, { shape: integers })
    return append(net, {
      name,
      input,
      output: expectShape(name, 'shape', output),
      ...(isOwner ? { init: (key: Key) => init(key, input) } : {}),
      // The record that `init` made comes back as it was: the network gives each layer its own.
      apply: (params, context) => {
        const { observed } = context
        if (own.train === undefined || observed === undefined)
          return own.apply(params as All, ...within(params as All, context)) as unknown as ReturnType<TensorLayer['apply']>
        const now = latest(context, params as All)
        const pass = own.train(now, ...within(now, context)) as unknown as (x: AnyTensor) => readonly [AnyTensor, All]
        return (x) => {
          const [outputs, after] = pass(x)
          observe(context, params as All, now, after)
          return outputs
        }
      },
      operations: own.operations?.(input) ?? held.reduce((n, [, inner]) => n + operationsOf(inner), 0),
    })
  })
}) as unknown as DefineLayer
