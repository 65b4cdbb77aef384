// Sentences by their phrases, with convolutions of several widths over embedded words: Y. Kim, "Convolutional neural networks
// for sentence classification" (2014).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

const phrases = <const K extends number>(kernel: K) =>
  n.sequential(n.conv1d({ filters: 8, kernel }), n.relu, n.globalMaxPool)

export const classifier = pipe(
  n.input([12], 'i32'),
  n.embedding(20, 8),
  n.parallel(phrases(2), phrases(3), phrases(4)),
  n.dropout(0.2),
  n.dense(2),
)

// Words 1 and 2 stand beside each other somewhere in every sentence; their order is the class, which no bag of words could tell.
export const sentences = (key: random.Key) => {
  const [a, b, c] = random.split(key, 3)
  const words = random.integers(a, [96, 12], { low: 3, high: 20 })
  const at = random.integers(b, [96, 1], { low: 0, high: 11 })
  const targets = random.integers(c, [96], { low: 0, high: 2 })
  const first = pipe(targets, t.add(1), t.expandDims(1))
  const second = pipe(first, t.neg, t.add(3))
  const places = t.range(12)
  const isFirst = pipe(places, t.equal(at))
  const isSecond = pipe(places, t.equal(pipe(at, t.add(1))))
  return dataset.of({ inputs: pipe(isFirst, t.where(first, pipe(isSecond, t.where(second, words)))), targets })
}

const data = sentences(random.key(1))
const { init, fold } = trainer(classifier)({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }),
})
export const trained = (epochs: number) => fold(init(random.key(0)), pipe(data, dataset.batches({ size: 96, epochs })))

export const example: Model = {
  shows: 'branches side by side, one for each width of phrase, over embedded words',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
