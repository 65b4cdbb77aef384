/** Layers of the user's own. */
import { expectShape, fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { foldIn, type Key } from '../random/key.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { append, contextOf, network, operationsOf, type Context, type Layer, type Network, type Params } from './network.js'
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
  /** The layer's own parameters; none by default. */
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
 */
export const layer = <Q, O extends Shape, N extends Shape, D extends Float = 'f32', H extends Held = {}>(
  own: Own<Q, O, N, D, H>,
) => {
  const held = Object.entries(own.networks ?? {}) as readonly (readonly [string, Network<unknown, Shape, Shape>])[]
  const { name } = own
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
  return <P extends readonly unknown[], I extends Shape, X extends DType>(
    net: Network<P, I, O, D, X>,
  ): Network<readonly [...P, OwnParams<Q, H>], I, N, D, X> =>
    append(net, {
      name,
      input: net.output,
      output: expectShape(name, 'shape', own.shape(net.output)),
      init: (key) => init(key, net.output),
      // The record that `init` made comes back as it was: the network gives each layer its own.
      apply: (params, context) => {
        const { observed } = context
        if (own.train === undefined || observed === undefined)
          return own.apply(params as All, ...within(params as All, context)) as unknown as ReturnType<Layer['apply']>
        const now = latest(context, params as All)
        const pass = own.train(now, ...within(now, context)) as unknown as (x: AnyTensor) => readonly [AnyTensor, All]
        return (x) => {
          const [outputs, after] = pass(x)
          observe(context, params as All, now, after)
          return outputs
        }
      },
      operations: own.operations?.(net.output) ?? held.reduce((n, [, inner]) => n + operationsOf(inner), 0),
    })
}

/**
 * What `f` appends under one name, in summaries, explanations and errors.
 *
 * @example
 * pipe(input([784]), named('encoder', dense(64)), relu).layers.map(({ name }) => name) // ['encoder', 'relu']
 */
export const named = <A extends Network<any, any, any, any, any>, B extends Network<any, any, any, any, any>>(
  name: string,
  f: (net: A) => B,
) => (net: A): B => {
  const grown = f(net)
  const added = grown.layers.slice(net.layers.length)
  return network(grown.input, grown.output, grown.dtype, [
    ...net.layers,
    ...added.map((l): Layer => ({ ...l, name: added.length === 1 ? name : `${name}/${l.name}` })),
  ], grown.inputDtype)
}
