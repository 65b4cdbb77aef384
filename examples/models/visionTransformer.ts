// Patches as words: A. Dosovitskiy et al., "An image is worth 16x16 words: transformers for image recognition at scale" (2021).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

const width = 32

// Patches of 7x7 pixels, each as a vector: [28, 28, 1] to [16, 49].
const patches = n.layer({
  name: 'patches',
  shape: (_: readonly [28, 28, 1]) => [16, 49] as const,
  apply: () => (x) => pipe(x, t.reshape([x.shape[0], 4, 7, 4, 7]), t.permute([0, 1, 3, 2, 4]), t.reshape([x.shape[0], 16, 49])),
})

// A learned word before all others, which gathers what is to be known: [16, width] to [17, width].
const classToken = n.layer({
  name: 'classToken',
  shape: (_: readonly [16, typeof width]) => [17, width] as const,
  init: (key) => ({ token: pipe(random.normal(key, [1, width]), t.mul(0.02)) }),
  apply: ({ token }) => (x) => t.concatenate(1)([pipe(token, t.broadcastTo([x.shape[0], 1, width])), x]),
})

const network = pipe(
  n.input([28, 28, 1]),
  patches,
  n.dense(width),
  classToken,
  n.positionEmbedding(),
  n.repeat(2, n.transformerBlock({ heads: 4, hidden: 64 })),
  n.layerNorm(),
  n.slice([[0, 1]]), n.flatten, // the class token alone
  n.dense(10),
)
const { init, fold } = trainer(network)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adamw({ learningRate: 3e-3 }),
})

const digits = dataset.drawnDigits({ count: 32, key: random.key(1) })
const lossAt = (step: number): number => fold(init(random.key(0)), pipe(digits, dataset.batches({ size: 32, epochs: step }))).loss

export const example: Model = {
  shows: 'layers of one\'s own, patches and a class token, in front of transformer blocks',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
