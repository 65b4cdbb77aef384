/** Layers: values that do not know their network. */
import { aFunction, check, type Kind } from '../shape/options.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { isOne, typeAt, type DTypes, type Form, type KnownForm, type Shapes } from '../tensor/form.js'
import * as raw from '../tensor/untyped.js'
import { aNetwork, beginningFrom, expectNetwork, type AnyNetwork, type Network, type TensorNetwork } from './network.js'
import type { Append, NamesIn, Twice } from './params.js'
import type { Accepted, Added, Block, Gives, LayerRule, Out } from './rule.js'

/**
 * A layer: a value that takes any network it fits to a larger one. Its rule says what it does to types; it is there for the
 * compiler alone.
 */
export interface Layer<R extends LayerRule> {
  readonly rule?: R
  <P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>(
    net: Fits<Out<R, O, D> | Twice<Added<R, O, D>, NamesIn<P>>> & Network<P, I, O, D, X>,
  ): Network<Accepted<Append<P, Added<R, O, D>>, Out<R, O, D> | Twice<Added<R, O, D>, NamesIn<P>>>, I, KnownForm<Out<R, O, D>>, Gives<R, O, D>, X>
}

/** The layer that grows networks so, whatever they give. That its rule says the same of types is up to the caller. */
// @__NO_SIDE_EFFECTS__
export const formLayerOf = <R extends LayerRule>(name: string, grow: (net: AnyNetwork) => AnyNetwork): Layer<R> => {
  const layer = (net: AnyNetwork): AnyNetwork => {
    expectNetwork(name, net)
    return grow(net)
  }
  return layer as unknown as Layer<R>
}

/** A network that gives one tensor, where one is needed. */
export const expectTensors = (name: string, net: AnyNetwork): TensorNetwork => {
  if (isOne(net.output)) return net as TensorNetwork
  const message = `${name} takes one tensor, received a record: concatenate and parallel join its tensors, each changes some`
  return fail(name, { argument: 'network', expected: 'of one tensor', received: net.output, message })
}

/** The layer that grows networks of one tensor so. */
// @__NO_SIDE_EFFECTS__
export const layerOf = <R extends LayerRule>(name: string, grow: (net: TensorNetwork) => AnyNetwork): Layer<R> =>
  formLayerOf(name, (net) => grow(expectTensors(name, net)))

/** What of a record does not fit a network that takes a record, in a sentence. */
const misfit = (name: string, takes: AnyNetwork, net: AnyNetwork): string | undefined => {
  const [wanted, given] = [takes.input as Shapes, net.output as Shapes]
  for (const [key, shape] of Object.entries(wanted)) {
    const other = given[key]
    if (other === undefined) return `${name} takes a record with ${key}, received one without it`
    if (!raw.equal(shape, other)) return `${name} takes ${key} of ${shapeText(shape)}, received ${shapeText(other)}`
    const [type, received] = [typeAt(takes.inputDtype, key), typeAt(net.dtype, key)]
    if (type !== received) return `${name} takes ${key} of ${type}, received ${received}`
  }
  const other = Object.keys(given).find((key) => !Object.hasOwn(wanted, key))
  return other === undefined ? undefined : `${name} takes no ${other}`
}

const starts = (name: string, takes: Shape, received: Shape): Shape | string =>
  raw.equal(takes, received) ? takes : `${name} takes ${shapeText(takes)}, received ${shapeText(received)}`

/** A network has to take what the one before gives. */
export const expectStart = (name: string, takes: AnyNetwork, net: AnyNetwork): void => {
  check(name, { block: takes, network: net }, { block: aNetwork, network: aNetwork })
  if (isOne(takes.input)) {
    const { output, dtype } = expectTensors(name, net)
    expectShape(name, 'network', starts(name, takes.input, output), output)
    if (takes.inputDtype !== dtype) fail(name, { argument: 'network', expected: `of ${dtype}`, received: takes.inputDtype })
    return
  }
  const message = isOne(net.output) ? `${name} takes a record, received one tensor` : misfit(name, takes, net)
  if (message !== undefined) fail(name, { argument: 'network', expected: 'a record that fits', received: net.output, message })
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
  const grown = grow(beginningFrom(net))
  check(name, { block: grown }, { block: { ...aNetwork, expected: 'a layer: a function from network to network' } })
  return grown as AnyNetwork
}
