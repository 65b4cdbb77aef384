// A residual network on images: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition" (2016).
import { dataset, loss, network as n, optimizer, pipe, random, trainer } from 'tenfold'
import type { Model } from './model.js'

const convolution = <const F extends number, const S extends readonly [number, number]>(filters: F, stride: S) =>
  n.sequential(n.conv2d({ filters, kernel: [3, 3], stride, padding: 'same', bias: false }), n.batchNorm())
const projection = <const F extends number>(filters: F) =>
  n.sequential(n.conv2d({ filters, kernel: [1, 1], stride: [2, 2], bias: false }), n.batchNorm())

// relu(x + block(x)): what the block does not change comes through as it is, and so do gradients.
const block = <const F extends number>(filters: F) => n.sequential(
  n.residual(n.sequential(convolution(filters, [1, 1]), n.relu, convolution(filters, [1, 1]))),
  n.relu,
)
// Half as high and wide; the way around the block is a projection then.
const halving = <const F extends number>(filters: F) => n.sequential(
  n.add(projection(filters), n.sequential(convolution(filters, [2, 2]), n.relu, convolution(filters, [1, 1]))),
  n.relu,
)

const network = pipe(
  n.input([28, 28, 1]),
  convolution(8, [2, 2]), n.relu,
  n.repeat(2, block(8)), // [14, 14, 8]
  halving(16), block(16), // [7, 7, 16]
  halving(32), block(32), // [4, 4, 32]
  n.globalAveragePool,
  n.dense(10),
)
const { init, fold } = trainer(network)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adamw({ learningRate: 3e-3, weightDecay: 1e-2 }),
})

const digits = dataset.drawnDigits({ count: 32, key: random.key(1) })
const lossAt = (step: number): number => fold(init(random.key(0)), pipe(digits, dataset.batches({ size: 32, epochs: step }))).loss

export const example: Model = {
  shows: 'blocks of convolutions that are stepped around, with batch normalization, as functions of their width',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
