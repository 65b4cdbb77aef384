/** A workload's network in this project's words. */
import { network as n } from '../../dist/src/index.js'

const layers = {
  dense: ({ units }) => n.dense(units),
  relu: () => n.relu,
  conv2d: ({ filters, kernel, padding }) => n.conv2d({ filters, kernel, padding }),
  maxPool2d: ({ window }) => n.maxPool2d(window),
  flatten: () => n.flatten,
  embedding: ({ vocabulary, width }) => n.embedding(vocabulary, width),
  rmsNorm: () => n.rmsNorm(),
  attention: ({ heads }) => n.attention({ heads, causal: true, rotary: true }),
  residual: ({ layers: body }) => (net) => n.residual(grown(body)(n.input(net.output)))(net),
  gru: ({ units }) => n.recurrent(n.gru(units)),
}

const grown = (described) => (net) => described.reduce((before, layer) => layers[layer.kind](layer)(before), net)
/** Whether a network's layers begin with tokens. */
export const isTokens = ([first]) => first.kind === 'embedding'

/** @param {{ readonly input: readonly number[], readonly layers: readonly any[] }} workload */
export const networkOf = ({ input, layers: described }) =>
  grown(described)(isTokens(described) ? n.input(input, 'i32') : n.input(input))

/** Parameters by the way to them: `params.2.1.weights`. */
export const named = (params, way = 'params') => ('shape' in params ? [[way, params]]
  : Object.entries(params).flatMap(([key, part]) => named(part, `${way}.${key}`)))
