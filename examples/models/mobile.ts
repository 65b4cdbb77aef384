// Depthwise convolutions in bottlenecks: M. Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks" (2018).
import { dataset, loss, network as n, optimizer, pipe, random, trainer } from 'tenfold'
import type { Model } from './model.js'

const pointwise = <const F extends number>(filters: F) =>
  n.sequential(n.conv2d({ filters, kernel: [1, 1], bias: false }), n.batchNorm())
const depthwise = <const S extends readonly [number, number]>(stride: S) =>
  n.sequential(n.depthwiseConv2d({ kernel: [3, 3], stride, padding: 'same', bias: false }), n.batchNorm(), n.relu6)

// Wide inside, narrow outside: each channel is convolved by itself, so the wide part is cheap. No activation at the narrow end.
const bottleneck = <const W extends number, const F extends number, const S extends readonly [number, number]>(
  wide: W, filters: F, stride: S,
) => n.sequential(pointwise(wide), n.relu6, depthwise(stride), pointwise(filters))

const network = pipe(
  n.input([28, 28, 1]),
  n.conv2d({ filters: 8, kernel: [3, 3], stride: [2, 2], padding: 'same', bias: false }), n.batchNorm(), n.relu6,
  n.residual(bottleneck(32, 8, [1, 1])), // [14, 14, 8]
  bottleneck(32, 16, [2, 2]), n.residual(bottleneck(64, 16, [1, 1])), // [7, 7, 16]
  pointwise(64), n.relu6,
  n.globalAveragePool,
  n.dense(10),
)
const { init, fold } = trainer(network)({
  loss: loss.sparseSoftmaxCrossEntropy({ labelSmoothing: 0.1 }),
  optimizer: optimizer.rmsprop({ learningRate: 3e-3 }),
})

const digits = dataset.drawnDigits({ count: 32, key: random.key(1) })
const lossAt = (step: number): number => fold(init(random.key(0)), pipe(digits, dataset.batches({ size: 32, epochs: step }))).loss

export const example: Model = {
  shows: 'depthwise and pointwise convolutions in bottlenecks that are wide inside',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
