/** A workload's network in this project's words. */
import { network as n } from '../../dist/src/index.js'

const layers = {
  dense: ({ units }) => n.dense(units),
  relu: () => n.relu,
  conv2d: ({ filters, kernel, padding }) => n.conv2d({ filters, kernel, padding }),
  maxPool2d: ({ window }) => n.maxPool2d(window),
  flatten: () => n.flatten,
}

/** @param {{ readonly input: readonly number[], readonly layers: readonly any[] }} workload */
export const networkOf = ({ input, layers: described }) =>
  described.reduce((net, layer) => layers[layer.kind](layer)(net), n.input(input))
