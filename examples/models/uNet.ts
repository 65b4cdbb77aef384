// Every pixel classified: O. Ronneberger, P. Fischer, T. Brox, "U-Net: convolutional networks for biomedical image segmentation"
// (2015).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

const twice = <const F extends number>(filters: F) =>
  n.repeat(2, n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.relu))

// A level holds all deeper ones: down, through them, up again, beside what was there before. What is fine comes around, what is
// coarse through the depth.
const level = <const F extends number, const B extends n.Block>(filters: F, deeper: B) => n.sequential(
  twice(filters),
  n.concatenate(-1)(n.identity, n.sequential(
    n.maxPool2d([2, 2]), deeper, n.convTranspose2d({ filters, kernel: [2, 2], stride: [2, 2] }),
  )),
  twice(filters),
)

const network = pipe(n.input([16, 16, 1]), level(8, level(16, twice(32))), n.conv2d({ filters: 2, kernel: [1, 1] }))
const { init, fold } = trainer(network)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: 3e-3 }),
})

// Discs in noise, of any place and size; which pixels are theirs?
const discs = <const B extends number>(count: B, key: random.Key) => {
  const [places, sizes, noise] = random.split(key, 3)
  const center = random.uniform(places, [count, 2, 1, 1], { low: 4, high: 12 })
  const radius = random.uniform(sizes, [count, 1, 1], { low: 2, high: 5 })
  const grid = t.stack(0)(t.meshgrid()([t.arange(16), t.arange(16)])) // [2, 16, 16]
  const distance = pipe(grid, t.cast('f32'), t.sub(center), t.norm({ axes: 1 })) // [count, 16, 16]
  const inside = pipe(distance, t.less(radius))
  return dataset.of({
    inputs: pipe(random.normal(noise, [count, 16, 16, 1]), t.mul(0.5), t.add(pipe(inside, t.cast('f32'), t.expandDims(-1)))),
    targets: pipe(inside, t.cast('i32')),
  })
}
const images = discs(16, random.key(1))
const lossAt = (step: number): number => fold(init(random.key(0)), pipe(images, dataset.batches({ size: 16, epochs: step }))).loss

export const example: Model = {
  shows: 'a block that holds a block: an encoder and a decoder with skip connections at every level',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
