/** Layers of the user's own. */
import { expectShape } from '../shape/error.js'
import { aFunction, aString, check, checkOptions, integers } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Key } from '../random/key.js'
import type { Tensor } from '../tensor/tensor.js'
import { aNetwork, append, expectNetwork, network, type Context, type Layer, type Network } from './network.js'

/** A layer from examples of shape `O` to examples of shape `N`, with a record of parameters `Q`. */
export interface Own<Q, O extends Shape, N extends Shape, D extends Float> {
  readonly name: string
  /** The shape of an output example, from that of an input. */
  readonly shape: (input: O) => N
  readonly init: (key: Key, input: O) => Q
  readonly apply: (params: Q, context: Context) =>
    <B extends number>(x: Tensor<readonly [B, ...O], D>) => Tensor<readonly [B, ...N], D>
  /** For a layer with parameters that training observes: outputs, and the parameters with what was observed in its place. */
  readonly train?: (params: Q, context: Context) =>
    <B extends number>(x: Tensor<readonly [B, ...O], D>) => readonly [outputs: Tensor<readonly [B, ...N], D>, params: Q]
  /** Floating-point operations for one example, for `summary`. */
  readonly operations?: (input: O) => number
}

const neededKinds = { name: aString, shape: aFunction, init: aFunction, apply: aFunction }

/**
 * A layer with parameters: a pure function of them. Its derivative comes from the operations that it uses.
 *
 * @example
 * const scale = layer({
 *   name: 'scale',
 *   shape: (input: readonly [8]) => input,
 *   init: () => ({ factor: t.ones([8]) }),
 *   apply: ({ factor }) => (x) => pipe(x, t.mul(factor)),
 * })
 * pipe(input([4]), dense(8), scale) // [8]
 */
export const layer = <Q, O extends Shape, N extends Shape, D extends Float = 'f32'>(own: Own<Q, O, N, D>) =>
  <P extends readonly unknown[], I extends Shape, X extends DType>(
    net: Network<P, I, O, D, X>,
  ): Network<readonly [...P, Q], I, N, D, X> => {
    expectNetwork('layer', net)
    checkOptions<Own<Q, O, N, D>>('layer', own, { ...neededKinds, train: aFunction, operations: aFunction })
    const { name, shape: of, init, apply } = own
    check('layer', { name, shape: of, init, apply }, neededKinds)
    const shape = own.shape(net.output)
    check(own.name, { shape }, { shape: integers })
    return append(net, {
      name: own.name,
      input: net.output,
      output: expectShape(own.name, 'shape', shape),
      init: (key) => own.init(key, net.output),
      // The record that `init` made comes back as it was: the network gives each layer its own.
      apply: (params, context) => own.apply(params as Q, context) as unknown as ReturnType<Layer['apply']>,
      ...(own.train === undefined ? {} : { train: own.train as unknown as NonNullable<Layer['train']> }),
      operations: own.operations?.(net.output) ?? 0,
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
  check('named', { name, f, network: net }, { name: aString, f: aFunction, network: aNetwork })
  const grown = f(net)
  check('named', { f: grown }, { f: { ...aNetwork, expected: 'a function from network to network' } })
  const added = grown.layers.slice(net.layers.length)
  return network(grown.input, grown.output, grown.dtype, [
    ...net.layers,
    ...added.map((l): Layer => ({ ...l, name: added.length === 1 ? name : `${name}/${l.name}` })),
  ], grown.inputDtype)
}
