/** A mean over nothing is 0, and so is its derivative: class weights of 0, examples of weight 0, classes that are ignored. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import type { Loss } from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { key } from '../../src/random/key.js'
import type { Shape } from '../../src/shape/shape.js'
import { full, of, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'
import { complaint } from '../complaint.js'

type AnyLoss = Loss<any>
const numbers = (shape: Shape): AnyTensor =>
  of(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 0.6180339887 + 0.137) % 1) * 4 - 2), 'f64')
const labels = (...list: readonly number[]): AnyTensor => of([list.length], list, 'i32')
const slope = (subject: AnyLoss, p: AnyTensor, t: AnyTensor, w?: AnyTensor): readonly number[] =>
  toArray(gradient(lift((x: AnyTensor) => subject.of(x, t, w) as AnyTensor))(p))

const zero = (length: number): readonly number[] => Array.from({ length }, () => 0)

/** Every loss with targets of outputs [2, 3]. */
const all: Readonly<Record<string, readonly [AnyLoss, AnyTensor]>> = {
  squaredError: [loss.squaredError(), numbers([2, 3])],
  meanSquaredError: [loss.meanSquaredError(), numbers([2, 3])],
  absoluteError: [loss.absoluteError(), numbers([2, 3])],
  meanAbsoluteError: [loss.meanAbsoluteError(), numbers([2, 3])],
  huber: [loss.huber(), numbers([2, 3])],
  sigmoidBinaryCrossEntropy: [loss.sigmoidBinaryCrossEntropy(), full([2, 3], 0.5)],
  hinge: [loss.hinge(), full([2, 3], 1)],
  softmaxCrossEntropy: [loss.softmaxCrossEntropy(), full([2, 3], 1 / 3)],
  klDivergence: [loss.klDivergence(), full([2, 3], 1 / 3)],
  sparseSoftmaxCrossEntropy: [loss.sparseSoftmaxCrossEntropy(), labels(0, 2)],
  multiclassHinge: [loss.multiclassHinge(), labels(0, 2)],
  sigmoidFocal: [loss.sigmoidFocal(), full([2, 3], 0.5)],
  sparseSoftmaxFocal: [loss.sparseSoftmaxFocal(), labels(0, 2)],
  poisson: [loss.poisson(), full([2, 3], 2)],
  quantile: [loss.quantile(), numbers([2, 3])],
  logCosh: [loss.logCosh(), numbers([2, 3])],
  cosineSimilarity: [loss.cosineSimilarity(), numbers([2, 3])],
  dice: [loss.dice(), full([2, 3], 0.5)],
  triplet: [loss.triplet(), labels(0, 2)],
  ntXent: [loss.ntXent(), labels(0, 0)],
}
/** Losses of other outputs than these: `embeddings.spec.ts` says the same of them. */
const ofOthers = ['contrastive', 'cosineEmbedding', 'ctc', 'gaussianNegativeLogLikelihood']

test('the losses are all of them', () =>
  expect([...Object.keys(all), ...ofOthers].sort()).toEqual(Object.keys(loss).filter((name) => !['define', 'outputs', 'l1', 'l2'].includes(name)).sort()))

/** Kinds of nothing: of examples, of classes. */
const nothings: readonly (readonly [name: string, subject: AnyLoss, targets: AnyTensor, weights?: AnyTensor])[] = [
  ...Object.entries(all).map(([name, [subject, targets]]) => [`${name}, all weights 0`, subject, targets, zeros([2], 'f64')] as const),
  ['sparse, a class of weight 0', loss.sparseSoftmaxCrossEntropy({ classWeights: [0, 1, 1] }), labels(0, 0)],
  ['sparse, smoothed', loss.sparseSoftmaxCrossEntropy({ classWeights: [0, 1, 1], labelSmoothing: 0.1 }), labels(0, 0)],
  ['distributions', loss.softmaxCrossEntropy({ classWeights: [0, 1, 1] }), of([2, 3], [1, 0, 0, 1, 0, 0])],
  ['sparse, an ignored class', loss.sparseSoftmaxCrossEntropy({ ignore: 0 }), labels(0, 0)],
  ['sparse, one that is none', loss.sparseSoftmaxCrossEntropy({ ignore: -100, classWeights: [1, 2, 3] }), labels(-100, -100)],
  ['multiclassHinge', loss.multiclassHinge({ ignore: 1 }), labels(1, 1)],
  ['sparseSoftmaxFocal, an ignored class', loss.sparseSoftmaxFocal({ ignore: -1, classWeights: [1, 2, 3] }), labels(-1, -1)],
  ['triplet, one class alone', loss.triplet(), labels(1, 1)],
  ['triplet, none of a class', loss.triplet({ mining: 'semiHard' }), labels(1, 2)],
  ['ntXent, none of a class', loss.ntXent(), labels(1, 2)],
]

describe.each(nothings.map(([name, subject, targets, weights]) => ({ name, subject, targets, weights })))('a mean over nothing: $name', ({ subject, targets, weights }) => {
  const p = numbers([2, 3])
  test('is 0, with a derivative of 0', () => {
    expect(toArray(subject.of(p, targets, weights) as AnyTensor)).toEqual([0])
    expect(slope(subject, p, targets, weights).map((x) => x + 0)).toEqual(zero(6))
  })
})

describe.each(backends.map((backend) => [backend.name, backend] as const))('training on %s', (_, backend) => {
  test('goes on through batches in which nothing counts', () => {
    const { init, fold } = trainer(pipe(n.input([2]), n.dense(3)), { backend })({
      loss: loss.sparseSoftmaxCrossEntropy({ classWeights: [0, 1, 1] }), optimizer: optimizer.sgd({ learningRate: 1 }),
    })
    const start = init(key(1))
    const inputs = of([2, 2], [1, 2, 3, 4])
    const nothing = fold(start, [{ inputs, targets: of([2], [0, 0], 'i32') }])
    expect(nothing.loss).toBe(0)
    expect(nothing.params).toEqual(start.params)
    expect(fold(start, [{ inputs, targets: of([2], [0, 1], 'i32') }]).loss).toBeGreaterThan(0)
  })
})

describe('an ignored class', () => {
  const [p, t] = [numbers([4, 3]), labels(1, 7, 2, 7)]
  const some = (x: AnyTensor, rows: readonly number[]): AnyTensor =>
    raw.concatenate(rows.map((row) => raw.slice(x, [row, ...zero(x.shape.length - 1)], [row + 1, ...x.shape.slice(1)])), 0)
  test.each<[string, (ignore?: number) => AnyLoss]>([
    ['sparseSoftmaxCrossEntropy', (ignore) => loss.sparseSoftmaxCrossEntropy(ignore === undefined ? {} : { ignore })],
    ['smoothed and weighted', (ignore) => loss.sparseSoftmaxCrossEntropy(
      { classWeights: [1, 2, 3], labelSmoothing: 0.2, ...(ignore === undefined ? {} : { ignore }) })],
    ['multiclassHinge', (ignore) => loss.multiclassHinge(ignore === undefined ? {} : { ignore })],
  ])('leaves the others as they are without it: %s', (_, make) => {
    const kept = toArray(make().of(some(p, [0, 2]), some(t, [0, 2])) as AnyTensor)
    expect(toArray(make(7).of(p, t) as AnyTensor)).toEqual(kept)
    const slopes = slope(make(7), p, t)
    expect([slopes.slice(3, 6), slopes.slice(9)].map((row) => row.map((x) => x + 0))).toEqual([zero(3), zero(3)])
    expect([...slopes.slice(0, 3), ...slopes.slice(6, 9)]).toEqual(slope(make(), some(p, [0, 2]), some(t, [0, 2])))
    // Over positions of one sequence it is the same mean.
    const sequence = make(7).of(raw.reshape(p, [1, 4, 3]), raw.reshape(t, [1, 4])) as AnyTensor
    expect(toArray(sequence)[0]).toBeCloseTo(kept[0] as number, 12)
  })
  test('may be given, others may not', () => {
    const subject = loss.sparseSoftmaxCrossEntropy({ ignore: -1 })
    expect(subject.complaint(labels(0, -1, 2), [3])).toBeUndefined()
    expect(subject.complaint(labels(0, -2, 2), [3])).toBe('targets[1] is -2, expected a class from 0 to 2 or -1, which is ignored')
    expect(complaint(() => loss.multiclassHinge({ ignore: 0.5 })).argument).toBe('ignore')
  })
})

describe('what is wrong is said by every function that sees it', () => {
  const wrong: Readonly<Record<string, AnyTensor>> = {
    squaredError: full([2, 3], NaN), meanSquaredError: full([2, 3], NaN), absoluteError: full([2, 3], Infinity),
    meanAbsoluteError: full([2, 3], Infinity), huber: full([2, 3], NaN), sigmoidBinaryCrossEntropy: full([2, 3], 2),
    hinge: zeros([2, 3]), softmaxCrossEntropy: full([2, 3], 1), klDivergence: full([2, 3], -1),
    sparseSoftmaxCrossEntropy: labels(0, 7), multiclassHinge: labels(-1, 0),
    sigmoidFocal: full([2, 3], -1), sparseSoftmaxFocal: labels(0, 3), poisson: full([2, 3], -1), quantile: full([2, 3], NaN),
    logCosh: full([2, 3], Infinity), cosineSimilarity: full([2, 3], NaN), dice: full([2, 3], 1.5), triplet: full([2], 1), ntXent: full([2], 1),
  }
  test.each(Object.entries(all))('%s', (name, [subject, targets]) => {
    const p = numbers([2, 3])
    const bad = wrong[name] as AnyTensor
    for (const f of [subject.of, subject.perExample, subject.sums, lift((x: AnyTensor) => subject.of(x, bad) as AnyTensor)]) {
      const error = complaint(() => f(p, bad))
      expect([error.operation, error.argument]).toEqual([name, 'targets'])
    }
    const refused: readonly AnyTensor[] = [of([2], [1, -1]), of([2], [NaN, 1]), of([2], [Infinity, 1]), of([3], [1, 1, 1])]
    for (const weights of refused)
      expect(complaint(() => subject.of(p, targets, weights)).argument).toMatch(/^weights/)
  })
  test('class 7 of 3, by its place', () => expect(complaint(() => loss.sparseSoftmaxCrossEntropy().of(numbers([2, 3]), labels(0, 7))).message)
    .toContain('targets[1] is 7, expected a class from 0 to 2'))
})

describe('the trainer refuses probabilities where logits belong', () => {
  const before = pipe(n.input([4]), n.dense(3))
  const learn = (net: n.Network<any, any, any, any, any>, subject: AnyLoss): unknown =>
    trainer(net)({ loss: subject, optimizer: optimizer.sgd({ learningRate: 1 }) })
  const logits = Object.entries(all).filter(([, [subject]]) => subject.logits === true)
  test.each(logits)('%s', (name, [subject]) => {
    for (const net of [pipe(before, n.softmax), pipe(before, n.sigmoid), pipe(before, n.named('shares', n.softmax)),
      pipe(before, n.softmax, n.reshape([3, 1]), n.flatten), pipe(n.input([4]), n.andThen(pipe(before, n.softmax)))]) {
      expect(complaint(() => learn(net, subject)).message).toContain(`${name} takes logits`)
    }
    for (const net of [before, pipe(before, n.softmax, n.dense(3)), pipe(before, n.tanh)]) learn(net, subject)
  })
  test('and not where they don’t', () => {
    expect(logits.map(([name]) => name).sort())
      .toEqual(['klDivergence', 'sigmoidBinaryCrossEntropy', 'sigmoidFocal', 'softmaxCrossEntropy', 'sparseSoftmaxCrossEntropy',
        'sparseSoftmaxFocal'])
    learn(pipe(before, n.softmax), loss.squaredError())
  })
})

test('the means are the sums divided by the number of outputs, and what the metrics of those names say', () => {
  const [p, t]: readonly AnyTensor[] = [numbers([2, 3]), full([2, 3], 0.5)]
  const value = (subject: AnyLoss): number => toArray(subject.of(p as AnyTensor, t as AnyTensor) as AnyTensor)[0] as number
  expect(value(loss.meanSquaredError())).toBeCloseTo(value(loss.squaredError()) / 3, 14)
  expect(value(loss.meanAbsoluteError())).toBeCloseTo(value(loss.absoluteError()) / 3, 14)
  const evidence = { predictions: p as AnyTensor, targets: t as AnyTensor, loss: 0 }
  expect(value(loss.meanSquaredError())).toBeCloseTo(metric.meanSquaredError.of(evidence), 14)
  expect(value(loss.meanAbsoluteError())).toBeCloseTo(metric.meanAbsoluteError.of(evidence), 14)
})
