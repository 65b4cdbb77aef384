/** Trainings that go to the other engine: twenty steps of each, which are taken here, too. */
import { networks as words } from '../../../examples/characters/networks.js'
import { networks as digits } from '../../../examples/digits/networks.js'
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../../src/index.js'
import type { State } from '../../../src/trainer/state.js'
import { job, type Job, type JobOptions, type Learner } from '../../../src/xla/index.js'
import { right } from '../../either.js'

/** A training, without its types. */
export interface Training {
  readonly codec: Learner['codec']
  /** The state that it begins from. */
  readonly start: State<unknown, unknown>
  /** Writes it as a job into a folder that is not there. */
  readonly write: (folder: string) => Promise<Job>
  /** The states after each step, as they are here. */
  readonly states: () => Iterable<State<unknown, unknown>>
}

/** Steps of each training. */
export const steps = 20

interface Stepping extends Learner {
  readonly init: (key: random.Key) => any
  readonly step: (state: any, batch: any) => any
}

/** A training from random parameters, on shuffled data in batches of one size, with as many epochs as the steps need. */
const training = <const L extends Stepping>(learn: L, data: any, size: number): Training => {
  const start = learn.init(random.key(0))
  const perEpoch = Math.ceil(data.size / size)
  const batches = { size, epochs: Math.ceil(steps / perEpoch), shuffle: random.key(1) }
  return {
    codec: learn.codec,
    start,
    write: async (folder) => right(await job({ learn, state: start, data, batches, steps } as unknown as JobOptions<L>)(folder)()),
    *states() {
      let state = start
      for (const batch of dataset.batches(batches)(data as never)) {
        if (state.step === steps) return
        yield state = learn.step(state, batch)
      }
    },
  }
}

const adam = optimizer.adam({ learningRate: 1e-3 })
const classes = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: adam }

/** Points of the plane; the class is whether both coordinates have the same sign. */
const quadrants = () => {
  const inputs = random.normal(random.key(2), [128, 2])
  const points = t.toArray(inputs)
  return dataset.of({ inputs, targets: t.of([128], Array.from({ length: 128 }, (_, i) => (points[2 * i]! * points[2 * i + 1]! > 0 ? 1 : 0)), 'i32') })
}
const images = () => dataset.drawnDigits({ count: 128, key: random.key(3) })
/** As in bench/workloads.ts: no pixel is nearly always the same. */
const lists = () => dataset.of({
  inputs: random.uniform(random.key(8), [128, 784]), targets: random.integers(random.key(9), [128], { low: 0, high: 10 }),
})
const sequences = () => dataset.of({
  inputs: random.normal(random.key(4), [64, 12, 3]), targets: random.integers(random.key(5), [64], { low: 0, high: 4 }),
})
const characters = 28
const context = 16
/** That of the example, in its first steps. */
const rising = pipe(optimizer.schedule.cosineDecay({ initial: 3e-3, steps: 1900 }), optimizer.schedule.warmup({ steps: 100 }))
const texts = () => {
  const tokens = random.integers(random.key(6), [64, context + 1], { low: 0, high: characters })
  const from = (start: number) => t.slice([[0, 64], [start, start + context]])(tokens)
  return dataset.of({ inputs: from(0), targets: from(1) })
}
const offers = () => {
  const [a, b, c] = random.split(random.key(7), 3)
  const kind = random.integers(a, [64], { low: 0, high: 3 })
  const tokens = pipe(random.integers(b, [64, 8], { low: 0, high: 10 }), t.add(pipe(kind, t.mul(10), t.expandDims(1))))
  const numbers = random.uniform(c, [64, 4])
  const price = pipe(numbers, t.matmul(t.of([4, 1], [1, 2, -1, 0.5])), t.add(pipe(kind, t.cast('f32'), t.expandDims(1))))
  return dataset.of({ inputs: { words: tokens, numbers }, targets: { price, kind } })
}

/**
 * By name: those of `bench` (tiny, mlp-small, cnn) and of the examples (lenet; the transformer at half of its width), and small
 * ones of what these do not have. Batches are of 8 to 32 examples, sequences of 12 or 16 steps: what is compiled is no other for
 * it, and few numbers are so near to the kink of a relu that the last bit decides on which side they are, which Adam makes whole
 * steps of.
 */
export const trainings = {
  tiny: () => training(trainer(pipe(n.input([2]), n.dense(16), n.relu, n.dense(16), n.relu, n.dense(2)))(classes), quadrants(), 32),
  'mlp-small': () => training(trainer(pipe(n.input([784]), n.dense(128), n.relu, n.dense(10)))(classes), lists(), 32),
  cnn: () => training(trainer(digits.cnn)(classes), images(), 16),
  'lenet with dropout': () => training(trainer(digits.lenet)(classes), images(), 16),
  'convolution and batchNorm': () => training(trainer(pipe(
    n.input([28, 28, 1]), n.conv2d({ filters: 4, kernel: [5, 5], stride: [3, 3] }), n.batchNorm(), n.relu, n.flatten, n.dense(10),
  ))(classes), images(), 16),
  GRU: () => training(trainer(pipe(n.input([12, 3]), n.recurrent(n.gru(8), { returns: 'last' }), n.dense(4)))(classes), sequences(), 16),
  LSTM: () => training(trainer(pipe(n.input([12, 3]), n.recurrent(n.lstm(8), { returns: 'last' }), n.dense(4)))(classes), sequences(), 16),
  transformer: () => training(trainer(words.transformer(characters, { context, width: 32 }))({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adamw({ learningRate: rising, beta2: 0.99, weightDecay: 0.1 })),
  }), texts(), 8),
  'several inputs and outputs': () => training(trainer(pipe(
    n.input({ words: n.input([8], 'i32'), numbers: [4] }),
    n.parallel({ words: n.sequential(n.embedding(30, 8), n.globalAveragePool), numbers: n.sequential(n.dense(8), n.relu) }),
    n.dense(16), n.relu, n.outputs({ price: n.dense(1), kind: n.dense(3) }),
  ))({
    loss: loss.outputs({ price: loss.squaredError(), kind: { loss: loss.sparseSoftmaxCrossEntropy(), weight: 0.5 } }),
    optimizer: optimizer.adam({ learningRate: 1e-3 }),
  }), offers(), 16),
} as const satisfies Readonly<Record<string, () => Training>>

export type TrainingName = keyof typeof trainings
