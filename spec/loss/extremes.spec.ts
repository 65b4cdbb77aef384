/** Where the mathematics gives a number, so do the losses and their derivatives: never NaN, no digits lost on the way. */
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import type { DType, Shape } from '../../src/shape/shape.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

type AnyLoss = loss.Loss<any>
const row = (values: readonly number[], dtype: DType = 'f64', shape: Shape = [1, values.length]): AnyTensor => of(shape, values, dtype)
const value = (subject: AnyLoss, p: AnyTensor, t: AnyTensor): number => toArray(subject.of(p, t) as AnyTensor)[0] as number
const slope = (subject: AnyLoss, p: AnyTensor, t: AnyTensor): readonly number[] =>
  toArray(gradient(lift((x: AnyTensor) => subject.of(x, t) as AnyTensor))(p)).map((x) => x + 0)

const class0 = of([1], [0], 'i32')
const alike = of([1], [1], 'i32')
const different = of([1], [0], 'i32')
const pair = (values: readonly number[], dtype: DType = 'f64'): AnyTensor => row(values, dtype, [1, 2, values.length / 2])

/** Losses with predictions, targets, what it costs and the derivative. */
type Case = readonly [name: string, subject: AnyLoss, p: readonly number[], t: readonly number[], cost: number, slope: readonly number[]]
const cases: readonly Case[] = [
  ['sigmoidFocal, infinitely right', loss.sigmoidFocal(), [Infinity, -Infinity], [1, 0], 0, [0, 0]],
  ['sigmoidFocal, infinitely wrong', loss.sigmoidFocal(), [-Infinity, Infinity], [1, 0], Infinity, [-1, 1]],
  ['sigmoidFocal, far wrong', loss.sigmoidFocal(), [-1e30], [1], 1e30, [-1]],
  ['sigmoidFocal without focus', loss.sigmoidFocal({ gamma: 0 }), [Infinity, -Infinity], [1, 0], 0, [0, 0]],
  ['poisson, no event of a rate 0', loss.poisson(), [-Infinity], [0], 0, [0]],
  ['poisson, events of a rate 0', loss.poisson(), [-Infinity], [2], Infinity, [-2]],
  ['poisson, a rate beyond all numbers', loss.poisson(), [1e4], [2], Infinity, [Infinity]],
  ['poisson of rates, 0·ln 0', loss.poisson({ logInput: false, epsilon: 0 }), [0], [0], 0, [1]],
  ['poisson, with ln 0!', loss.poisson({ full: true }), [0], [0], 1, [1]],
  ['logCosh, far off', loss.logCosh(), [1e300, -1e300], [0, 0], 2e300, [1, -1]],
  ['quantile at its kink', loss.quantile({ quantile: 0.9 }), [2], [2], 0, [0]],
  ['cosineSimilarity of nothing', loss.cosineSimilarity(), [0, 0], [1, 2], 1, [0, 0]],
  ['cosineSimilarity with nothing', loss.cosineSimilarity(), [1, 2], [0, 0], 1, [0, 0]],
  ['cosineSimilarity of the greatest', loss.cosineSimilarity(), [1e300, 1e300], [1e-30, 1e-30], 0, [0, 0]],
  ['cosineSimilarity of opposites', loss.cosineSimilarity(), [3, -4], [-3, 4], 2, [0, 0]],
  ['dice of empty masks', loss.dice({ smooth: 0 }), [0, 0], [0, 0], 0, [0, 0]],
]

describe.each(cases)('%s', (_, subject, p, t, cost, expected) => {
  test.each<DType>(['f64', 'f32'])('in %s', (dtype) => {
    const isTooLarge = dtype === 'f32' && p.some((x) => Number.isFinite(x) && !Number.isFinite(Math.fround(x)))
    const fitting = isTooLarge ? p.map((x) => Math.sign(x) * 1e38) : p
    const seen = value(subject, row(fitting, dtype), row(t, dtype))
    expect(seen).toBeCloseTo(Number.isFinite(cost) && isTooLarge && cost > 1e200 ? Math.fround(2e38) / 1e38 * 1e38 : cost, -32)
    if (Math.abs(cost) < 1e3) expect(seen).toBeCloseTo(cost, 6)
    slope(subject, row(fitting, dtype), row(t, dtype)).forEach((s, i) => expect(s).toBeCloseTo(expected[i] as number, 6))
  })
})

describe('classes', () => {
  test('infinitely right or wrong', () => {
    for (const gamma of [0, 0.5, 2]) {
      const subject = loss.sparseSoftmaxFocal({ gamma })
      expect(value(subject, row([0, -Infinity]), class0) + 0).toBe(0)
      expect(value(subject, row([-Infinity, 0]), class0)).toBe(Infinity)
      expect(value(subject, row([-1e30, 0]), class0)).toBe(1e30)
      expect(slope(subject, row([-1e30, 0]), class0)).toEqual([-1, 1])
      expect(slope(subject, row([-Infinity, 0]), class0)).toEqual([-1, 1])
      expect(slope(subject, row([1e30, 0]), class0)).toEqual([0, 0])
    }
  })
  test('no focus is the cross-entropy', () => {
    const [p, t] = [row([0.5, -1, 2, 3, 1, 0], 'f64', [2, 3]), of([2], [2, 1], 'i32') as AnyTensor]
    expect(value(loss.sparseSoftmaxFocal({ gamma: 0, classWeights: [1, 2, 3] }), p, t))
      .toBeCloseTo(value(loss.sparseSoftmaxCrossEntropy({ classWeights: [1, 2, 3] }), p, t), 14)
    expect(value(loss.sigmoidFocal({ gamma: 0 }), p, row([0, 0.5, 1, 1, 0, 0.25], 'f64', [2, 3])))
      .toBeCloseTo(value(loss.sigmoidBinaryCrossEntropy(), p, row([0, 0.5, 1, 1, 0, 0.25], 'f64', [2, 3])), 14)
  })
})

describe('embeddings that are equal, or nothing', () => {
  test('have distance 0, with derivative 0', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      expect(value(loss.contrastive(), pair([1, 2, 1, 2], dtype), alike)).toBe(0)
      expect(value(loss.contrastive(), pair([1, 2, 1, 2], dtype), different)).toBe(0.5)
      expect(slope(loss.contrastive(), pair([1, 2, 1, 2], dtype), alike)).toEqual([0, 0, 0, 0])
      expect(slope(loss.contrastive(), pair([1, 2, 1, 2], dtype), different)).toEqual([0, 0, 0, 0])
      const three = of([3, 2], [1, 2, 1, 2, 1, 2], dtype) as AnyTensor
      for (const mining of ['hard', 'semiHard', 'all'] as const) {
        const subject = loss.triplet({ mining })
        expect(value(subject, three, of([3], [0, 0, 1], 'i32'))).toBe(1)
        expect(slope(subject, three, of([3], [0, 0, 1], 'i32'))).toEqual([0, 0, 0, 0, 0, 0])
      }
    }
  })
  test('of zeros have no angle', () => {
    expect(value(loss.cosineEmbedding(), pair([0, 0, 1, 2]), alike)).toBe(1)
    expect(slope(loss.cosineEmbedding({ margin: -0.5 }), pair([0, 0, 1, 2]), different)).toEqual([0, 0, 0, 0])
    const some = of([4, 2], [0, 0, 1, 2, 2, -1, 0, 0], 'f64') as AnyTensor
    const slopes = slope(loss.ntXent(), some, of([4], [0, 0, 1, 1], 'i32'))
    expect(slopes.every(Number.isFinite)).toBe(true)
    expect([...slopes.slice(0, 2), ...slopes.slice(6)]).toEqual([0, 0, 0, 0])
  })
  test('are alone in a batch of one', () => {
    expect(value(loss.ntXent(), row([1, 2]), class0)).toBe(0)
    expect(slope(loss.ntXent(), row([1, 2]), class0)).toEqual([0, 0])
    expect(slope(loss.triplet({ mining: 'all' }), row([1, 2]), class0)).toEqual([0, 0])
  })
  test('as great as numbers go have an angle and a distance', () => {
    expect(value(loss.cosineEmbedding(), pair([1e38, 1e38, 1e-30, 0], 'f32'), alike)).toBeCloseTo(1 - Math.SQRT1_2, 6)
    expect(value(loss.triplet({ margin: 1 }), of([3, 1], [1e30, 1e30, 2e30], 'f32') as AnyTensor, of([3], [0, 0, 1], 'i32'))).toBe(0)
  })
})

test('a Gaussian of no variance costs nothing of what it hits', () => {
  const subject = loss.gaussianNegativeLogLikelihood()
  const p = row([3, -1000])
  expect(value(subject, p, row([3], 'f64', [1]))).toBe(-500)
  expect(slope(subject, p, row([3], 'f64', [1]))).toEqual([0, 0.5])
})

describe('digits', () => {
  test('of ln cosh are e²/2 near 0 and |e| - ln 2 far off', () => {
    for (const e of [1e-9, -1e-5, 1e-3]) {
      const expected = e ** 2 / 2 - e ** 4 / 12 + e ** 6 / 45
      expect(Math.abs(value(loss.logCosh(), row([e]), row([0])) / expected - 1)).toBeLessThan(1e-14)
    }
    expect(value(loss.logCosh(), row([50]), row([0]))).toBe(50 - Math.LN2)
    for (const e of [0.999, 1.001]) expect(value(loss.logCosh(), row([e]), row([0]))).toBeCloseTo(Math.log(Math.cosh(e)), 15)
  })
  test('of 1 - cos are those of half the squared angle', () => {
    const angle = 1e-6
    const found = value(loss.cosineSimilarity(), row([Math.cos(angle), Math.sin(angle)]), row([1, 0]))
    expect(Math.abs(found / (angle ** 2 / 2) - 1)).toBeLessThan(1e-9)
    expect(value(loss.cosineSimilarity(), row([0.1, 0.7, -0.3]), row([0.3, 2.1, -0.9]))).toBeLessThan(1e-30)
  })
  test('of Dice are those of the difference', () => {
    const found = value(loss.dice({ smooth: 0 }), row([1 - 2 ** -40]), row([1]))
    expect(Math.abs(found / (2 ** -80 / 2) - 1)).toBeLessThan(1e-10)
  })
})

test('what costs least is the quantile', () => {
  const targets = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const at = (q: number, guess: number): number =>
    value(loss.quantile({ quantile: q }), of([10, 1], targets.map(() => guess), 'f64') as AnyTensor, of([10, 1], targets, 'f64') as AnyTensor)
  for (const [q, best] of [[0.25, 3], [0.75, 8], [0.85, 9]] as const) {
    const costs = targets.map((guess) => at(q, guess))
    expect(targets[costs.indexOf(Math.min(...costs))]).toBe(best)
  }
})
