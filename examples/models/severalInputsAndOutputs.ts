// Several inputs and outputs: words and numbers go in, a price and a kind come out: R. Caruana, "Multitask learning" (1997).
import { dataset, loss, metric, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

const offers = pipe(
  n.input({ words: n.input([8], 'i32'), numbers: [4] }),
  n.parallel({ words: n.sequential(n.embedding(30, 8), n.globalAveragePool), numbers: n.sequential(n.dense(8), n.relu) }),
  n.dense(16),
  n.relu,
  n.outputs({ price: n.dense(1), kind: n.dense(3) }),
)

// The words are of one of three kinds, ten of each; the price is a sum of the numbers, more of the later kinds.
const drawn = (key: random.Key) => {
  const [a, b, c] = random.split(key, 3)
  const kind = random.integers(a, [96], { low: 0, high: 3 })
  const words = pipe(random.integers(b, [96, 8], { low: 0, high: 10 }), t.add(pipe(kind, t.mul(10), t.expandDims(1))))
  const numbers = random.uniform(c, [96, 4])
  const price = pipe(numbers, t.matmul(t.of([4, 1], [1, 2, -1, 0.5])), t.add(pipe(kind, t.cast('f32'), t.expandDims(1))))
  return dataset.of({ inputs: { words, numbers }, targets: { price, kind } })
}

const data = drawn(random.key(1))
const { init, fold, evaluate } = trainer(offers)({
  loss: loss.outputs({ price: loss.squaredError(), kind: { loss: loss.sparseSoftmaxCrossEntropy(), weight: 0.5 } }),
  optimizer: optimizer.adam({ learningRate: 1e-2 }),
})
export const trained = (epochs: number) => fold(init(random.key(0)), pipe(data, dataset.batches({ size: 96, epochs })))
export const scores = (state: ReturnType<typeof trained>) =>
  evaluate(state, data, { loss: metric.loss, price: { r2: metric.r2 }, kind: { accuracy: metric.accuracy } })

export const example: Model = {
  shows: 'records of inputs, of outputs, of losses and of metrics, all by the same names',
  train: (steps) => ({ first: scores(init(random.key(0))).loss, last: scores(trained(steps)).loss }),
}
