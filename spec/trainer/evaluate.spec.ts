/** Evaluation runs as programs: the loss over a data set has the bits of `loss.of`, whatever the loss, however many examples. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import type { Loss } from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { meanLoss } from '../../src/trainer/evaluate.js'
import * as raw from '../../src/tensor/untyped.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'

const classes = 8
/** More elements than go without a program, and no multiple of what a program takes at once. */
const many = 2500

const kinds = {
  classes: (k: random.Key, size: number) => random.integers(k, [size], { low: 0, high: classes }),
  distributions: (k: random.Key, size: number) => tensor.softmax(random.normal(k, [size, classes])),
  numbers: (k: random.Key, size: number) => random.normal(k, [size, classes]),
  chances: (k: random.Key, size: number) => random.uniform(k, [size, classes]),
  signs: (k: random.Key, size: number) =>
    pipe(random.bernoulli(k, 0.5, [size, classes]), tensor.cast('f32'), tensor.mul(2), tensor.sub(1)),
  counts: (k: random.Key, size: number) => tensor.cast('f32')(random.integers(k, [size, classes], { low: 0, high: 9 })),
  alike: (k: random.Key, size: number) => random.integers(k, [size], { low: 0, high: 2 }),
  fours: (k: random.Key, size: number) => random.normal(k, [size, 4]),
  words: (k: random.Key, size: number) => random.integers(k, [size, 2], { low: 1, high: classes }),
}
/** A loss, what its targets are, and the shape of its outputs where it is not that of scores. */
type Made = readonly [loss: Loss<any>, targets: keyof typeof kinds, outputs?: readonly number[]]
const classWeights = Array.from({ length: classes }, (_, i) => i / 3)

/** A loss of examples beside each other: of what each differs from the sum of all. */
const together = loss.define({
  name: 'together',
  perExample: (p, t) => {
    const off = raw.sub(p, t)
    const sums = raw.expand(raw.reduce('sum', off, [0]), [0], off.shape)
    return raw.reduce('sum', raw.square(raw.sub(off, sums)), [1]) as any
  },
})

const losses: Readonly<Record<string, Made>> = {
  sparseSoftmaxCrossEntropy: [loss.sparseSoftmaxCrossEntropy(), 'classes'],
  'sparseSoftmaxCrossEntropy, smoothed and weighted': [
    loss.sparseSoftmaxCrossEntropy({ labelSmoothing: 0.1, classWeights }), 'classes',
  ],
  softmaxCrossEntropy: [loss.softmaxCrossEntropy(), 'distributions'],
  'softmaxCrossEntropy, smoothed and weighted': [
    loss.softmaxCrossEntropy({ labelSmoothing: 0.1, classWeights }), 'distributions',
  ],
  squaredError: [loss.squaredError(), 'numbers'],
  absoluteError: [loss.absoluteError(), 'numbers'],
  meanSquaredError: [loss.meanSquaredError(), 'numbers'],
  meanAbsoluteError: [loss.meanAbsoluteError(), 'numbers'],
  'sparseSoftmaxCrossEntropy, one class ignored': [loss.sparseSoftmaxCrossEntropy({ ignore: 3 }), 'classes'],
  huber: [loss.huber({ delta: 0.5 }), 'numbers'],
  hinge: [loss.hinge(), 'signs'],
  sigmoidBinaryCrossEntropy: [loss.sigmoidBinaryCrossEntropy(), 'chances'],
  multiclassHinge: [loss.multiclassHinge(), 'classes'],
  klDivergence: [loss.klDivergence(), 'distributions'],
  logCosh: [loss.logCosh(), 'numbers'],
  quantile: [loss.quantile({ quantile: 0.9 }), 'numbers'],
  poisson: [loss.poisson({ full: true }), 'counts'],
  sigmoidFocal: [loss.sigmoidFocal({ alpha: 0.25 }), 'chances'],
  sparseSoftmaxFocal: [loss.sparseSoftmaxFocal({ classWeights, ignore: 3 }), 'classes'],
  dice: [loss.dice({ logits: true }), 'chances'],
  cosineSimilarity: [loss.cosineSimilarity(), 'numbers'],
  cosineEmbedding: [loss.cosineEmbedding(), 'alike', [2, 4]],
  contrastive: [loss.contrastive(), 'alike', [2, 4]],
  gaussianNegativeLogLikelihood: [loss.gaussianNegativeLogLikelihood(), 'fours', [4, 2]],
  ctc: [loss.ctc({ length: 2 }), 'words', [6, classes]],
  triplet: [loss.triplet(), 'classes'],
  ntXent: [loss.ntXent(), 'classes'],
  'a loss of one\'s own': [together, 'numbers'],
}

describe.each(Object.entries(losses))('%s', (name, [own, kind, outputs = [classes]]) => {
  const mean = (compared: Parameters<ReturnType<typeof meanLoss>>[0]): number => meanLoss(own)(compared).loss
  // Those that compare the examples of a batch with each other grow with its square.
  const most = name === 'triplet' || name === 'ntXent' ? 200 : many
  test.each([most, most - 1, 1, 3])('of %i examples', (size) => {
    const predictions: AnyTensor = random.normal(random.key(size), [size, ...outputs] as number[])
    const targets = kinds[kind](random.key(2), size) as AnyTensor
    const weights = random.uniform(random.key(3), [size])
    expect(mean({ predictions, targets })).toBe(elements(own.of(predictions, targets))[0])
    expect(mean({ predictions, targets, weights })).toBe(elements(own.of(predictions, targets, weights))[0])
  })
})

test('no loss is missing', () => {
  const made = new Set(Object.keys(losses).map((name) => name.split(',')[0]))
  expect(Object.keys(loss).filter((name) => !made.has(name)).sort()).toEqual(['define', 'l1', 'l2', 'outputs'])
})

test('evaluate: the evidence and the loss that the network itself gives, on every backend', () => {
  const net = pipe(n.input([5]), n.dense(6), n.relu, n.dense(classes))
  const data = dataset.of({ inputs: random.normal(random.key(1), [many, 5]), targets: kinds.classes(random.key(2), many) })
  const own = loss.sparseSoftmaxCrossEntropy()
  const evidence: metric.Metric<metric.Evidence> = { name: 'evidence', of: (e) => e }
  for (const backend of backends) {
    const { init, evaluate } = trainer(net, { backend })({ loss: own, optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    const state = init(random.key(4))
    const predictions = net.apply(state.params)(data.inputs)
    expect(evaluate(state, data, { evidence, loss: metric.loss })).toEqual({
      evidence: { predictions, targets: data.targets, loss: tensor.item(own.of(predictions, data.targets)) },
      loss: tensor.item(own.of(predictions, data.targets)),
    })
  }
})
