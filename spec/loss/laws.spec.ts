/** What holds for every loss, and how losses agree with each other. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/differentiable/check.js'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import type { Loss } from '../../src/loss/index.js'
import { key } from '../../src/random/key.js'
import * as e from '../../src/program/scalar.js'
import type { DType, Shape } from '../../src/shape/shape.js'
import { add, cast, of, oneHot, ones, reshape, sub, sum, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { losses } from '../outside/losses.js'

type AnyLoss = Loss<any>

const some = (shape: Shape, values: (i: number) => number, dtype: DType = 'f64'): AnyTensor =>
  of(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => values(i)), dtype)
/** Numbers without a pattern, between -2 and 2, none of them and no difference of two at a kink. */
const spread = (i: number): number => ((i * 0.6180339887 + 0.137) % 1) * 4 - 2
const shares = (shape: readonly [...Shape, number], dtype: DType = 'f32'): AnyTensor => {
  const n = shape.at(-1) as number
  return some(shape, (i) => 2 * ((i % n) + 1) / (n * (n + 1)), dtype)
}
const labels = (shape: Shape, n: number): AnyTensor => some(shape, (i) => (i * 2 + 1) % n, 'i32')

const B = 5
const both = { labelSmoothing: 0.2, classWeights: [1, 2, 0.5, 0] }
const table: readonly (readonly [name: string, subject: AnyLoss, outputs: Shape, targets: AnyTensor])[] = [
  ['squaredError', loss.squaredError(), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['squaredError of numbers', loss.squaredError(), [], some([B], (i) => spread(i + 7), 'f32')],
  ['squaredError of images', loss.squaredError(), [3, 2, 1], some([B, 3, 2, 1], (i) => spread(i + 7), 'f32')],
  ['absoluteError', loss.absoluteError(), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['huber', loss.huber({ delta: 0.7 }), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['sigmoidBinaryCrossEntropy', loss.sigmoidBinaryCrossEntropy(), [3], some([B, 3], (i) => (i % 3) / 2, 'f32')],
  ['hinge', loss.hinge(), [3], some([B, 3], (i) => (i % 2 === 0 ? 1 : -1), 'f32')],
  ['softmaxCrossEntropy', loss.softmaxCrossEntropy(), [4], shares([B, 4])],
  ['softmaxCrossEntropy, smoothed and weighted', loss.softmaxCrossEntropy(both), [4], shares([B, 4])],
  ['softmaxCrossEntropy of sequences', loss.softmaxCrossEntropy({ classWeights: [1, 2, 0.5, 3] }), [3, 4], shares([B, 3, 4])],
  ['sparseSoftmaxCrossEntropy', loss.sparseSoftmaxCrossEntropy(), [4], labels([B], 4)],
  ['sparseSoftmaxCrossEntropy, smoothed and weighted', loss.sparseSoftmaxCrossEntropy(both), [4], labels([B], 4)],
  ['sparseSoftmaxCrossEntropy of sequences', loss.sparseSoftmaxCrossEntropy(both), [3, 4], labels([B, 3], 4)],
  ['multiclassHinge', loss.multiclassHinge(), [4], labels([B], 4)],
  ['multiclassHinge of sequences', loss.multiclassHinge(), [3, 4], labels([B, 3], 4)],
  ['klDivergence', loss.klDivergence(), [4], shares([B, 4])],
  ['sigmoidFocal', loss.sigmoidFocal({ gamma: 1.5, alpha: 0.3 }), [3], some([B, 3], (i) => (i % 3) / 2, 'f32')],
  ['sigmoidFocal without focus', loss.sigmoidFocal({ gamma: 0 }), [2, 3], some([B, 2, 3], (i) => (i % 3) / 2, 'f32')],
  ['sparseSoftmaxFocal', loss.sparseSoftmaxFocal({ gamma: 0.7 }), [4], labels([B], 4)],
  ['sparseSoftmaxFocal of sequences, weighted', loss.sparseSoftmaxFocal({ classWeights: [1, 2, 0.5, 3] }), [3, 4], labels([B, 3], 4)],
  ['poisson', loss.poisson(), [3], some([B, 3], (i) => i % 4, 'f32')],
  ['poisson of rates', loss.poisson({ logInput: false, epsilon: 2.5, full: true }), [3], some([B, 3], (i) => i % 4, 'f32')],
  ['quantile', loss.quantile({ quantile: 0.3 }), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['logCosh', loss.logCosh({ reduction: 'mean' }), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['gaussianNegativeLogLikelihood', loss.gaussianNegativeLogLikelihood({ full: true }), [2], some([B], spread, 'f32')],
  ['gaussianNegativeLogLikelihood of images', loss.gaussianNegativeLogLikelihood(), [2, 1, 2], some([B, 2, 1], spread, 'f32')],
  ['cosineSimilarity', loss.cosineSimilarity(), [3], some([B, 3], (i) => spread(i + 7), 'f32')],
  ['cosineSimilarity of sequences', loss.cosineSimilarity(), [2, 3], some([B, 2, 3], (i) => spread(i + 7), 'f32')],
  ['cosineEmbedding', loss.cosineEmbedding({ margin: -0.5 }), [2, 3], labels([B], 2)],
  ['contrastive', loss.contrastive({ margin: 3 }), [2, 3], some([B], (i) => i % 2, 'i32')],
  ['dice', loss.dice(), [2, 3], some([B, 2, 3], (i) => (i % 3) / 2, 'f32')],
  ['dice of logits, each class', loss.dice({ logits: true, squared: false, perClass: true }), [2, 3], some([B, 2, 3], (i) => (i % 3) / 2, 'f32')],
  ['ctc', loss.ctc({ length: 2 }), [4, 3], of([B, 2], [1, 2, 2, 2, 1, -1, -1, -1, 2, 1], 'i32')],
  ['ctc with another blank', loss.ctc({ length: 2, blank: 1, padding: 1 }), [3, 3], of([B, 2], [0, 2, 2, 2, 0, 1, 1, 1, 2, 0], 'i32')],
]

const plus = raw.elementwise(e.add)
const quotient = raw.elementwise(e.div)
const cube = raw.elementwise((p, t) => { const x = e.abs(e.sub(p, t)); return e.mul(x, e.mul(x, x)) })

const close = (actual: AnyTensor, expected: AnyTensor, digits = 12): void =>
  toArray(actual).forEach((x, i) => expect(x).toBeCloseTo(toArray(expected)[i]!, digits))

describe.each(table)('%s', (_, subject, outputs, targets) => {
  const predictions = some([B, ...outputs], spread)
  const weights = some([B], (i) => (i * 3) % 4)
  const rows = (x: AnyTensor, from: number, to: number): AnyTensor =>
    raw.slice(x, x.shape.map((_: number, i: number) => (i === 0 ? from : 0)), x.shape.map((n: number, i: number) => (i === 0 ? to : n)))
  const right = { _tag: 'Right' }

  test('has the derivative that differences have, and a second one', () => {
    const each = lift((p: AnyTensor) => subject.perExample(p, targets) as AnyTensor)
    const whole = lift((p: AnyTensor) => subject.of(p, targets, weights) as AnyTensor)
    expect(check(each, predictions, key(1), { order: 2 })).toMatchObject(right)
    expect(check(whole, predictions, key(2))).toMatchObject(right)
  })
  test('of an example does not depend on its batch', () => {
    const each = subject.perExample(predictions, targets)
    expect(each.shape).toEqual([B])
    const some = subject.perExample(rows(predictions, 1, 3), rows(targets, 1, 3))
    expect(toArray(some as AnyTensor)).toEqual(toArray(each as AnyTensor).slice(1, 3))
  })
  test('is its sums divided, and the sums add up over batches', () => {
    const sums = (from: number, to: number) =>
      subject.sums(rows(predictions, from, to), rows(targets, from, to), rows(weights, from, to)) as readonly [AnyTensor, AnyTensor]
    const [total, weight] = sums(0, B)
    close(subject.of(predictions, targets, weights), quotient(total, weight))
    const [[total1, weight1], [total2, weight2]] = [sums(0, 2), sums(2, B)]
    close(plus(total1, total2), total)
    close(plus(weight1, weight2), weight)
  })
  test('with equal weights is the plain mean, and an example of weight 0 is none', () => {
    close(subject.of(predictions, targets, some([B], () => 3)), subject.of(predictions, targets) as AnyTensor)
    const three = subject.of(rows(predictions, 0, 3), rows(targets, 0, 3)) as AnyTensor
    close(subject.of(predictions, targets, some([B], (i) => (i < 3 ? 1 : 0))), three)
  })
  test('refuses targets of another shape or type, whatever the types were told', () => {
    const refusal = expect.objectContaining({ name: 'TenfoldError', operation: subject.name, argument: 'targets' })
    expect(() => subject.perExample(predictions, rows(targets, 1, 3))).toThrow(refusal)
    expect(() => subject.perExample(predictions, cast('u32')<any, any>(targets))).toThrow(refusal)
  })
  test('has nothing to say against these targets', () => expect(subject.complaint(targets, outputs)).toBeUndefined())
})

const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map((values) => of([3, 4], values, 'f64'))
const options = fc.record({
  labelSmoothing: fc.constantFrom(0, 0.1, 0.5),
  classWeights: fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
})

test('a class is the same as its one-hot distribution, smoothed and weighted or not', () => fc.assert(fc.property(logits, options, (p, given) => {
  const y = of([3], [3, 0, 1], 'i32')
  const sparse = loss.sparseSoftmaxCrossEntropy(given)
  const dense = loss.softmaxCrossEntropy(given)
  close(sparse.of(p, y), dense.of(p, oneHot(4)(y)), 10)
  close(sparse.perExample(p, y), dense.perExample(p, oneHot(4)(y)), 10)
})))

test('a sequence is the mean of its positions', () => fc.assert(fc.property(logits, fc.option(options, { nil: undefined }), (p, given) => {
  const y = of([3], [3, 0, 1], 'i32')
  const alone = loss.sparseSoftmaxCrossEntropy(given).of(p, y)
  const together = loss.sparseSoftmaxCrossEntropy(given).of(reshape([1, 3, 4])(p), reshape([1, 3])(y))
  close(alone, together, 10)
})))

test('the divergence is the cross-entropy less the entropy of the targets, and none of equal distributions', () => {
  const t = shares([2, 4], 'f64') as Tensor<readonly [2, 4], any>
  const p = some([2, 4], spread) as Tensor<readonly [2, 4], 'f64'>
  const entropy = loss.softmaxCrossEntropy().perExample(zeros([2, 4], 'f64'), t)
  expect(toArray(entropy)[0]).toBeCloseTo(2 * Math.LN2, 12) // of equal chances, whatever the targets are
  const even = some([2, 4], () => 0.25) as Tensor<readonly [2, 4], any>
  const [divergence, crossed] = [loss.klDivergence(), loss.softmaxCrossEntropy()].map((l) => l.perExample(p, even))
  close(sub(divergence!)(crossed!), entropy)
  close(loss.klDivergence().perExample(zeros([2, 4], 'f64'), even), zeros([2], 'f64'))
})

test('log-probabilities are logits: the divergence has the published values', () => {
  const about = losses.find(({ name }) => name === 'klDivergenceLog')!
  const [p, t] = [about.predictions, about.targets].map((rows) => of([3, 3], rows.flat(), 'f64') as Tensor<readonly [3, 3], any>)
  close(loss.klDivergence().perExample(p!, t!), of([3], about.values as readonly number[], 'f64'))
})

test('a class that is ruled out costs nothing where it has no share', () => {
  const p = of([1, 3], [1, -Infinity, 2], 'f64')
  const subject = loss.softmaxCrossEntropy()
  const t = of([1, 3], [0.5, 0, 0.5])
  const expected = toArray(loss.softmaxCrossEntropy().of(of([1, 2], [1, 2], 'f64'), of([1, 2], [0.5, 0.5])))
  expect(toArray(subject.of(p, t))).toEqual(expected)
  expect(toArray(loss.sparseSoftmaxCrossEntropy().of(p, of([1], [0], 'i32')))[0]).toBeCloseTo(expected[0]! + 0.5, 12)
  expect(toArray(gradient(lift((x: typeof p) => subject.of(x, t)))(p)).every(Number.isFinite)).toBe(true)
})

test('binary cross-entropy keeps its digits in the tails', () => {
  const f32 = loss.sigmoidBinaryCrossEntropy()
  const [right] = toArray(f32.perExample(of([1], [30]), of([1], [1])))
  expect(right! / 9.357622968839299e-14).toBeCloseTo(1, 6)
  expect(toArray(f32.perExample(of([2], [1e30, -1e30]), of([2], [0, 1])))).toEqual([Math.fround(1e30), Math.fround(1e30)])
})

test('the worked example', () => {
  expect(toArray(loss.squaredError().of(of([1, 2], [0.6, 0]), of([1, 2], [1, 0])))[0]).toBeCloseTo(0.16, 7)
})

test('a loss of the user’s own has a mean and weights like the others', () => {
  const cubic = loss.define({
    name: 'cubicError',
    perExample: (p: AnyTensor, t: AnyTensor): AnyTensor => cube(p, t),
  })
  expect(toArray(cubic.of(of([2], [1, 2]), of([2], [0, 0]), of([2], [1, 3])))).toEqual([25 / 4])
  expect(cubic.complaint(of([2], [0, NaN]), [])).toBeUndefined()
})

describe('complaints name the place, what is there and what should be', () => {
  test.each<readonly [AnyLoss, AnyTensor, Shape, string]>([
    [loss.sparseSoftmaxCrossEntropy(), of([3], [0, 9, 10], 'i32'), [10], 'targets[2] is 10, expected a class from 0 to 9'],
    [loss.sparseSoftmaxCrossEntropy(), of([2, 2], [0, 1, -1, 1], 'i32'), [2, 2], 'targets[1, 0] is -1, expected a class from 0 to 1'],
    [loss.multiclassHinge(), of([1], [4], 'i32'), [4], 'targets[0] is 4, expected a class from 0 to 3'],
    [loss.softmaxCrossEntropy(), of([1, 2], [1.5, -0.5]), [2], 'targets[0, 1] is -0.5, expected a share of at least 0'],
    [loss.softmaxCrossEntropy(), of([2, 2], [0.5, 0.5, 0.5, 0.25]), [2],
      'targets[1] adds up to 0.75, expected a distribution, which adds up to 1'],
    [loss.klDivergence(), of([1, 2], [NaN, 1]), [2], 'targets[0, 0] is NaN, expected a share of at least 0'],
    [loss.sigmoidBinaryCrossEntropy(), of([2, 1], [1, 2]), [1], 'targets[1, 0] is 2, expected a number from 0 to 1'],
    [loss.hinge(), of([2], [1, 0]), [], 'targets[1] is 0, expected 1 or -1'],
    [loss.softmaxCrossEntropy(), of([2], [1, 0]), [2], 'targets are f32[2], expected f32 or f64[2, 2]'],
    [loss.sparseSoftmaxCrossEntropy(), of([2], [1, 0]), [2], 'targets are f32[2], expected i32[2]'],
    [loss.squaredError(), of([2], [1, Infinity]), [], 'targets[1] is Infinity, expected a finite number'],
  ])('%#', (subject, targets, outputs, text) => expect(subject.complaint(targets, outputs)).toBe(text))
})

test.each([
  ['huber', () => loss.huber({ delta: 0 }), 'delta'],
  ['softmaxCrossEntropy', () => loss.softmaxCrossEntropy({ labelSmoothing: 1 }), 'labelSmoothing'],
  ['sparseSoftmaxCrossEntropy', () => loss.sparseSoftmaxCrossEntropy({ classWeights: [1, -1] }), 'classWeights[1]'],
  ['sparseSoftmaxCrossEntropy',
    () => loss.sparseSoftmaxCrossEntropy({ classWeights: [1, 1] }).of(zeros([1, 3]), zeros([1], 'i32')), 'classWeights'],
  ['l2', () => loss.l2(NaN), 'rate'],
  ['l1', () => loss.l1(1)([ones([2])]), 'mask'],
])('%s refuses a setting out of its range', (operation, make, argument) => {
  expect(make).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, argument }))
})

describe('penalties', () => {
  const params = [{ weights: of([2], [3, -4]), bias: of([1], [5]) }, { kernel: of([1], [0.5]), bias: of([1], [9]) }] as const
  type Params = typeof params
  test('count weights and kernels, not biases', () => {
    expect(toArray(loss.l1(2)(params))).toEqual([15])
    expect(toArray(loss.l2(2)(params))).toEqual([50.5])
    expect(toArray(loss.l2(1, (path) => path === '1.bias')(params))).toEqual([81])
  })
  test('pull towards 0', () => {
    const slope = gradient(lift(loss.l2(2)))(params)
    expect([slope[0].weights, slope[0].bias, slope[1].kernel].map((x) => toArray(x as AnyTensor))).toEqual([[12, -16], [0], [2]])
    expect(toArray(gradient(lift(loss.l1(2)))(params)[0].weights)).toEqual([2, -2])
    const doubles = { weights: some([7], spread) as Tensor<readonly [7], 'f64'> }
    for (const make of [loss.l1, loss.l2])
      expect(check(lift((p: typeof doubles) => make(0.3)<typeof doubles, 'f64'>(p)), doubles, key(3))).toMatchObject({ _tag: 'Right' })
  })
  test('go together with a loss in one gradient', () => {
    const penalty = loss.l2(0.5)
    const value = lift((p: Params) => add(sum()(p[0].bias) as Tensor<readonly []>)(penalty(p)))
    expect(toArray(gradient(value)(params)[0].bias)).toEqual([1])
  })
})
