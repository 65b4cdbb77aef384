/** Definitions of models: what a raw case is, what the outputs mean, and the network between them. */
import type { Json } from 'fp-ts/lib/Json.js'
import { input as inputOf } from '../network/input.js'
import type { AnyNet } from '../network/named.js'
import { aNetwork, type AnyNetwork, type Network } from '../network/network.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { check, checkOptions, type Kind } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import * as raw from '../tensor/untyped.js'
import { anArchitecture, type Architecture } from './architecture.js'
import { anInput, type ExampleOf, type Input } from './input.js'
import { anOutput, type Output, type TargetField } from './output.js'

/** A network from the numbers of raw cases of an input to outputs of a meaning. */
export type NetworkOf<P, I extends Input, O extends Output> = Network<P, I['shape'], O['shape'], 'f32', I['dtype']>

/** A model that is not trained yet: it says all but the numbers. */
export interface Definition<I extends Input = Input, O extends Output = Output, P = any> {
  readonly input: I
  readonly output: O
  /** The network, whose outputs are logits or numbers of mean 0 and variance 1. */
  readonly network: NetworkOf<P, I, O>
  /** The architecture as plain data; absent where the network is code. */
  readonly architecture?: Json
}

/** What a model is defined by; the network by code, or as plain data. */
export interface Parts<I extends Input, O extends Output, P> {
  readonly input: I
  readonly output: O
  readonly network: Architecture | ((
    input: Network<readonly [], I['shape'], I['shape'], I['dtype'], I['dtype']>,
  ) => NetworkOf<P, I, O>)
}

/** An example: a raw case with its target under the name of the output. */
export type LabeledBy<I extends Input, O extends Output> = ExampleOf<I> & TargetField<O>

/** An example of a definition. */
export type LabeledOf<D extends Definition<any, any, any>> = D extends Definition<infer I, infer O, any> ? LabeledBy<I, O> : never

export const aDefinition: Kind = {
  expected: 'a definition, as model.define makes it',
  holds: (x) => anInput.holds(x?.input) && anOutput.holds(x?.output) && aNetwork.holds(x?.network),
}

const isArchitecture = (network: unknown): network is Architecture => anArchitecture.holds(network)

/** A network of other outputs than their meaning has would be read wrongly. */
const expectOutputs = ({ output, dtype }: AnyNetwork, meant: Shape, kind: string): void => {
  if (raw.equal(output as Shape, meant) && dtype === 'f32') return
  const [expected, received] = [{ shape: meant, dtype: 'f32' }, { shape: output, dtype }].map((type) => printType(type as never))
  const message = `the network gives ${received}, but ${kind} takes ${expected}`
  fail('model.define', { argument: 'network', expected: `a network that gives ${expected}`, received, message })
}

/**
 * Defines a model: the schema of a raw case, the meaning of the outputs, and the network, of the input to logits (of `classes` and
 * `truth`) or to one number (of `quantity`). The network is an architecture, which is plain data, so that a saved model can be
 * loaded without this definition; or a function, which can be any network. A network of other outputs, or an output with the
 * name of a field of the cases, is an error.
 *
 * @example
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.integer }),
 *   output: quantity('price', { unit: 'dollars' }),
 *   network: (input) => pipe(input, n.dense(8), n.relu, n.dense(1)),
 * })
 * flats.network.output // [1]
 */
export const define = <I extends Input, O extends Output, P = any>(parts: Parts<I, O, P>): Definition<I, O, P> => {
  const { input, output, network } = checkOptions<Parts<I, O, P>>('model.define', parts, { input: true, output: true, network: true })
  check('model.define', { input, output }, { input: anInput, output: anOutput })
  if (typeof network !== 'function') check('model.define', { network }, { network: anArchitecture })
  if (input.fields.includes(output.name)) {
    const message = `${JSON.stringify(output.name)} is a field of the raw case and the name of the output`
    fail('model.define', { argument: 'output', expected: 'a name that no field has', received: output.name, message })
  }
  const begin = inputOf(input.shape as Shape, input.dtype) as unknown as AnyNet
  const net: AnyNet = isArchitecture(network) ? network.build(begin, output.shape[0] as number)
    : (network as (begin: AnyNet) => AnyNet)(begin)
  check('model.define', { network: net }, { network: aNetwork })
  if (!raw.equal(net.input as Shape, input.shape))
    fail('model.define', { argument: 'network', expected: 'a network that grows from the input it is given', received: net.input })
  expectOutputs(net, output.shape, `model.${output.kind}`)
  return Object.freeze<Definition<I, O, P>>({
    input, output, network: net, ...(isArchitecture(network) ? { architecture: network.description } : {}),
  })
}
