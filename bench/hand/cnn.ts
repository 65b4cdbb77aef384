/** Two convolutions with relu and pooling, a dense layer, sparse softmax cross-entropy, Adam: the training step by hand. */
import { adam, momentsOf } from './adam.js'
import { convolution } from './convolution.js'
import { crossEntropy } from './crossEntropy.js'
import { addBias, sumRows } from './dense.js'
import type { ByHand } from './hand.js'
import { product, reserve } from './product.js'

/** For images [side, side, 1]: 5×5 convolutions with these numbers of filters, each pooled by 2×2, then classes. */
export const cnn = (side: number, filters: readonly [number, number], classes: number): ByHand => (initial, batch) => {
  const params = initial.map((p) => p.slice())
  const [kernel1, bias1, kernel2, bias2, weights, bias] = params as [
    Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array,
  ]
  const moments = params.map(momentsOf)
  const first = convolution(batch, side, 1, filters[0])
  const second = convolution(batch, Math.floor((side - 4) / 2), filters[0], filters[1])
  const features = second.pooled.length / batch
  const flat = new Float32Array(second.pooled.length)
  const dFlat = new Float32Array(flat.length)
  const logits = new Float32Array(batch * classes)
  const dWeights = new Float32Array(weights.length)
  const dBias = new Float32Array(classes)
  const gradients = [first.dKernel, first.dBias, second.dKernel, second.dBias, dWeights, dBias]
  reserve(batch, features)
  reserve(features, batch)
  let t = 0
  return {
    params,
    step: (inputs, targets) => {
      t++
      first.images.set(inputs)
      first.forward(kernel1, bias1)
      second.images.set(first.pooled)
      second.forward(kernel2, bias2)
      flat.set(second.pooled)
      product(logits, batch, classes, features, flat, features, 1, weights, classes, 1)
      addBias(logits, bias, false)
      const loss = crossEntropy(logits, targets, batch, classes)
      sumRows(dBias, logits)
      product(dWeights, features, classes, batch, flat, 1, features, logits, classes, 1)
      product(dFlat, batch, features, classes, logits, classes, 1, weights, 1, classes)
      second.slopes.set(dFlat)
      first.slopes.fill(0)
      second.backward(kernel2, first.slopes)
      first.backward(kernel1)
      for (let i = 0; i < params.length; i++) adam(params[i]!, gradients[i]!, moments[i]!, t)
      return loss
    },
    reset: () => {
      t = 0
      params.forEach((p, i) => p.set(initial[i]!))
      for (const { mean, variance } of moments) { mean.fill(0); variance.fill(0) }
    },
  }
}
