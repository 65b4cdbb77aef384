/** Losses of pairs and of batches of embeddings: laws, what they refuse, and what weighs. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/differentiable/check.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import { key } from '../../src/random/key.js'
import type { Shape } from '../../src/shape/shape.js'
import { full, of, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { complaint } from '../complaint.js'

type AnyLoss = loss.Loss<any>
/** Numbers of which no two differences are near each other. */
const spread = (i: number): number => 2 * Math.sin(i * i * 1.7 + i)
const some = (shape: Shape, scale = 1): AnyTensor =>
  of(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => scale * spread(i)), 'f64')
const labels = (...list: readonly number[]): AnyTensor => of([list.length], list, 'i32')

const batchwise: readonly (readonly [name: string, subject: AnyLoss])[] = [
  ...(['hard', 'semiHard', 'all'] as const).flatMap((mining) => (['euclidean', 'squared'] as const).map((distance) =>
    [`triplet, ${mining}, ${distance}`, loss.triplet({ margin: 2.2, mining, distance })] as const)),
  ['ntXent', loss.ntXent({ temperature: 0.3 })],
]

describe.each(batchwise)('%s', (_, subject) => {
  const [p, t] = [some([7, 3]), labels(0, 1, 0, 9, 1, -4, 0)]
  const costs = (p: AnyTensor, t: AnyTensor): readonly number[] => [...toArray(subject.perExample(p, t) as AnyTensor)]
  test('has the derivative that differences have, and a second one', () => {
    const weights = of([7], [1, 2, 3, 0, 1, 4, 0.5], 'f64')
    expect(check(lift((p: AnyTensor) => subject.perExample(p, t) as AnyTensor), p, key(1), { order: 2 })).toMatchObject({ _tag: 'Right' })
    expect(check(lift((p: AnyTensor) => subject.of(p, t, weights) as AnyTensor), p, key(2))).toMatchObject({ _tag: 'Right' })
  })
  test('goes with the examples, wherever they stand', () => {
    const order = [4, 2, 6, 0, 3, 1, 5]
    const index = labels(...order)
    const moved = costs(raw.gather(p, index), raw.gather(t, index))
    order.forEach((from, to) => expect(moved[to]).toBeCloseTo(costs(p, t)[from] as number, 12))
  })
  test('asks which classes are the same, and not which they are', () =>
    expect(costs(p, labels(5, 8, 5, 7, 8, 1, 5))).toEqual(costs(p, t)))
  test('averages over those that have another of their class', () => {
    const each = costs(p, t)
    expect([each[3], each[5]].map((x) => (x as number) + 0)).toEqual([0, 0])
    expect(toArray(subject.of(p, t) as AnyTensor)[0]).toBeCloseTo(each.reduce((a, b) => a + b, 0) / 5, 12)
    expect(each.filter((x) => x > 0).length).toBeGreaterThan(2)
  })
  test('weighs anchors', () => {
    const weights = of([7], [1, 2, 3, 5, 1, 5, 0], 'f64')
    const [a, b, c, , d] = costs(p, t) as [number, number, number, number, number]
    expect(toArray(subject.of(p, t, weights) as AnyTensor)[0]).toBeCloseTo((a + 2 * b + 3 * c + d) / 7, 12)
  })
  test('looks at whole batches', () => expect(subject.rows).toBeUndefined())
  test('takes embeddings, and classes of examples', () => {
    expect(complaint(() => subject.of(some([7, 2, 3]), t)).argument).toBe('predictions')
    expect(complaint(() => subject.of(p, full([7], 1) as never)).message).toContain('targets are f32[7], expected i32[7]')
    expect(complaint(() => subject.of(p, zeros([7, 1], 'i32') as never)).argument).toBe('targets')
  })
})

const others: Readonly<Record<string, readonly [AnyLoss, AnyTensor, AnyTensor, wrong: AnyTensor, says: string, strange: AnyTensor]>> = {
  contrastive: [loss.contrastive(), some([2, 2, 3]), labels(0, 1), labels(0, -1),
    'targets[1] is -1, expected 1 of a pair that is alike or 0 of one that is not', some([2, 3, 2])],
  cosineEmbedding: [loss.cosineEmbedding(), some([2, 2, 3]), labels(0, 1), labels(2, 0),
    'targets[0] is 2, expected 1 of a pair that is alike or 0 of one that is not', some([2, 6])],
  gaussianNegativeLogLikelihood: [loss.gaussianNegativeLogLikelihood(), some([2, 3, 2]), full([2, 3], 1), full([2, 3], Infinity),
    'targets[0, 0] is Infinity, expected a finite number', some([2, 3, 3])],
  ctc: [loss.ctc({ length: 2 }), some([2, 3, 4]), of([2, 2], [1, 2, 3, -1], 'i32'), of([2, 2], [1, 2, 3, 4], 'i32'),
    'targets[1, 1] is 4, expected a class from 0 to 3 other than the blank, 0, or -1, behind which there is only -1', some([2, 12])],
}

describe.each(Object.entries(others))('%s', (name, [subject, p, t, wrong, says, strange]) => {
  test('says what is wrong', () => {
    expect(subject.complaint(t as never, p.shape.slice(1))).toBeUndefined()
    for (const f of [subject.of, subject.perExample, subject.sums]) {
      const error = complaint(() => f(p, wrong as never))
      expect([error.operation, error.argument]).toEqual([name, 'targets'])
      expect(error.message).toContain(says)
    }
    // What is taken for predictions: targets are right for them, where there are such.
    const error = complaint(() => subject.of(strange, (name.startsWith('gaussian') ? full([2, 3], 1) : t) as never))
    expect([error.operation, error.argument]).toEqual([name, 'predictions'])
  })
  test('of no weight is 0, with a derivative of 0', () => {
    const none = zeros([2], 'f64')
    expect(toArray(subject.of(p, t as never, none) as AnyTensor)).toEqual([0])
  })
})
