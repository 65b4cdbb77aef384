// A temporal convolutional network says the next value of a series, looking back only: S. Bai, J. Kolter, V. Koltun, "An
// empirical evaluation of generic convolutional and recurrent networks for sequence modeling" (2018).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

// Zeros before the series, as many as the kernel reaches back, make a convolution causal.
const causal = <const D extends number, const R extends number>(dilation: D, reach: R) => n.sequential(
  n.zeroPad1d([reach, 0]), n.conv1d({ filters: 8, kernel: 3, dilation }), n.relu,
)
const block = <const D extends number, const R extends number>(dilation: D, reach: R) =>
  n.residual(n.sequential(causal(dilation, reach), causal(dilation, reach)))

// Each step sees the 28 before it: 4 by the first block, 8 by the second and 16 by the third.
export const forecaster = pipe(n.input([48, 1]), n.dense(8), block(1, 2), block(2, 4), block(4, 8), n.dense(1))

// Waves of two lengths and of any phase, and what comes one step later.
export const series = (key: random.Key) => {
  const phase = random.uniform(key, [32, 2, 1], { low: 0, high: 2 * Math.PI })
  const time = pipe(t.range(49), t.cast('f32'), t.mul(t.of([2, 1], [0.3, 0.7])))
  const waves = pipe(phase, t.add(time), t.sin, t.sum(1), t.expandDims(2))
  return dataset.of({ inputs: pipe(waves, t.at(null, [0, 48])), targets: pipe(waves, t.at(null, [1, 49])) })
}

const data = series(random.key(1))
const { init, fold } = trainer(forecaster)({
  loss: loss.meanSquaredError(), optimizer: optimizer.adam({ learningRate: 5e-3 }),
})
export const trained = (epochs: number) => fold(init(random.key(0)), pipe(data, dataset.batches({ size: 32, epochs })))

export const example: Model = {
  shows: 'causal convolutions with dilation in residual blocks, whose shapes the compiler follows',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
