/** Dense layers with relu between them, sparse softmax cross-entropy, Adam: the training step by hand. */
import { adam, momentsOf } from './adam.js'
import { crossEntropy } from './crossEntropy.js'
import { addBias, mask, sumRows } from './dense.js'
import type { ByHand } from './hand.js'
import { product, reserve } from './product.js'

/** For layers of these sizes; `params` are weights and bias of each in turn. */
export const mlp = (...sizes: readonly number[]): ByHand => (initial, batch) => {
  const params = initial.map((p) => p.slice())
  const layers = sizes.slice(1).map((units, i) => {
    const inputs = sizes[i]!
    const [weights, bias] = [params[2 * i]!, params[2 * i + 1]!]
    reserve(batch, inputs)
    reserve(batch, units)
    reserve(inputs, batch)
    return {
      inputs, units, weights, bias,
      first: [momentsOf(weights), momentsOf(bias)] as const,
      outputs: new Float32Array(batch * units),
      slopes: new Float32Array(batch * units),
      dWeights: new Float32Array(weights.length),
      dBias: new Float32Array(units),
    }
  })
  const last = layers.length - 1
  let t = 0
  return {
    params,
    step: (inputs, targets) => {
      t++
      let x = inputs
      for (let i = 0; i <= last; i++) {
        const { inputs: k, units: n, weights, bias, outputs } = layers[i]!
        product(outputs, batch, n, k, x, k, 1, weights, n, 1)
        addBias(outputs, bias, i < last)
        x = outputs
      }
      const loss = crossEntropy(x, targets, batch, sizes.at(-1)!)
      let dy = x
      for (let i = last; i >= 0; i--) {
        const { inputs: k, units: n, weights, bias, first, dWeights, dBias } = layers[i]!
        const from = i > 0 ? layers[i - 1]!.outputs : inputs
        sumRows(dBias, dy)
        product(dWeights, k, n, batch, from, 1, k, dy, n, 1)
        if (i > 0) {
          const dx = layers[i - 1]!.slopes
          product(dx, batch, k, n, dy, n, 1, weights, 1, n)
          mask(dx, from)
          dy = dx
        }
        adam(weights, dWeights, first[0], t)
        adam(bias, dBias, first[1], t)
      }
      return loss
    },
    reset: () => {
      t = 0
      params.forEach((p, i) => p.set(initial[i]!))
      for (const { first } of layers) for (const { mean, variance } of first) { mean.fill(0); variance.fill(0) }
    },
  }
}
