/** Layers: values that do not know their network. */
import { aFunction, check, type Kind } from '../shape/options.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import type { DType, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import * as raw from '../tensor/untyped.js'
import { aNetwork, expectNetwork, network, type AnyNetwork, type Network } from './network.js'
import type { Append, NamesIn, Twice } from './params.js'
import type { Added, Block, Gives, LayerRule, Out } from './rule.js'

/**
 * A layer: a value that takes any network it fits to a larger one. Its rule says what it does to types; it is there for the
 * compiler alone.
 */
export interface Layer<R extends LayerRule> {
  readonly rule?: R
  <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Out<R, O, D> | Twice<Added<R, O, D>, NamesIn<P>>>,
  ): Network<Append<P, Added<R, O, D>>, I, Known<Out<R, O, D>>, Gives<R, O, D>, X>
}

/** The layer that grows networks so. That its rule says the same of types is up to the caller. */
// @__NO_SIDE_EFFECTS__
export const layerOf = <R extends LayerRule>(name: string, grow: (net: AnyNetwork) => AnyNetwork): Layer<R> => {
  const layer = (net: AnyNetwork): AnyNetwork => {
    expectNetwork(name, net)
    return grow(net)
  }
  return layer as unknown as Layer<R>
}

const starts = (name: string, takes: Shape, received: Shape): Shape | string =>
  raw.equal(takes, received) ? takes : `${name} takes ${shapeText(takes)}, received ${shapeText(received)}`

/** A network has to take what the one before gives. */
export const expectStart = (name: string, takes: AnyNetwork, net: AnyNetwork): void => {
  check(name, { block: takes, network: net }, { block: aNetwork, network: aNetwork })
  expectShape(name, 'network', starts(name, takes.input, net.output), net.output)
  if (takes.inputDtype !== net.dtype)
    fail(name, { argument: 'network', expected: `of ${net.dtype}`, received: takes.inputDtype })
}

export const aBlock: Kind = {
  expected: 'a layer, a block of layers or a network', holds: (x) => aFunction.holds(x) || aNetwork.holds(x),
}

/** A block after a network, as a network of its own: a layer begins with the network's outputs, a network has to take them. */
export const blockAfter = (name: string, block: Block, net: AnyNetwork): AnyNetwork => {
  check(name, { block }, { block: aBlock })
  if (typeof block !== 'function') {
    expectStart(name, block as AnyNetwork, net)
    return block as AnyNetwork
  }
  const grow = block as (net: AnyNetwork) => unknown
  const grown = grow(network(net.output, net.output, net.dtype, []))
  check(name, { block: grown }, { block: { ...aNetwork, expected: 'a layer: a function from network to network' } })
  return grown as AnyNetwork
}
