/** What is drawn of a network. */
import { count } from '../program/program.js'
import { expectNetwork, type AnyNetwork, type PlacedLayer } from '../network/network.js'
import { parametersOf } from '../network/summary.js'
import { isOne, shapesOf, type Form } from '../tensor/form.js'
import type { LayerFacts, NetworkFacts } from './network.js'

type Shapes = LayerFacts['output']

const shapesIn = (form: Form): Shapes =>
  (isOne(form) ? [...form] : Object.fromEntries(shapesOf(form).map(([name, shape]) => [name, [...shape]])))

const layerFacts = (layer: PlacedLayer, net: AnyNetwork): LayerFacts => {
  const { name, output, branches } = layer
  const own = parametersOf(layer, net).reduce((n, { shape }) => n + count(shape), 0)
  const facts = { name, output: shapesIn(output), parameters: own }
  return branches === undefined ? facts : {
    ...facts,
    branches: Object.fromEntries(Object.entries(branches.blocks).map(([branch, block]) => [branch, factsOf(block)])),
  }
}

const factsOf = (net: AnyNetwork): readonly LayerFacts[] => net.layers.map((layer) => layerFacts(layer, net))

/**
 * A network as plain data: its inputs, and what each layer gives and has, with the layers of branches inside. A layer's parameters
 * are all that it has, those in its branches included. No number is drawn.
 *
 * @example
 * run.network(pipe(n.input([784]), n.dense(10))) // { input: [784], layers: [{ name: 'dense', output: [10], parameters: 7850 }] }
 */
export const network = (net: AnyNetwork): NetworkFacts => {
  expectNetwork('run.network', net)
  return { input: shapesIn(net.input), layers: factsOf(net) }
}
