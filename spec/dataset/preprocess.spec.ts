import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as preprocess from '../../src/dataset/preprocess/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { complaint } from '../complaint.js'

const table = (rows: readonly (readonly number[])[]): Tensor<readonly [number, number], 'f64'> =>
  tensor.of([rows.length, rows[0]?.length ?? 0], rows.flat(), 'f64')
const columnOf = (values: readonly number[]): Tensor<readonly [number], 'f64'> => tensor.of([values.length], values, 'f64')
const near = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length)
  const isNear = (a: number, b: number): boolean => (Number.isNaN(b) ? Number.isNaN(a) : Math.abs(a - b) < 1e-12)
  expect(expected.every((e, i) => isNear(actual[i] as number, e)), `${actual} is not ${expected}`).toBe(true)
}
const fitted = (step: preprocess.Unfitted, train: Tensor<any, 'f64'>, other: Tensor<any, 'f64'> = train): readonly number[] =>
  tensor.toArray(preprocess.apply(preprocess.fit([step])(train))(other))
const train = table([[1, 10, 5], [2, 20, 5], [3, 60, 5], [6, 10, 5]])
const test = table([[3, 25, 7], [-9, 110, 5]])

describe('a transform', () => {
  it('standardises by the training part, a constant feature to 0', () => {
    const root = [Math.sqrt(3.5), Math.sqrt(425)] as const
    near(fitted(preprocess.standardise(), train, test), [0, 0, 2, -12 / root[0], 85 / root[1], 0])
    expect(fitted(preprocess.standardise(), columnOf([0.1, 0.1, 0.1]))).toEqual([0, 0, 0].map(() => expect.closeTo(0, 12)))
    expect(preprocess.fit([preprocess.standardise()])(columnOf([0.1, 0.1, 0.1]))).toMatchObject([{ deviation: [1] }])
  })

  it('takes features to a range', () => {
    near(fitted(preprocess.minMax(), train, test), [0.4, 0.3, 2, -2, 2, 0])
    near(fitted(preprocess.minMax({ to: [-1, 1], columns: [1] }), train), [1, -1, 5, 2, -0.6, 5, 3, 1, 5, 6, -1, 5])
  })

  const fillings: [preprocess.Filling, number][] = [['mean', 3.75], ['median', 2.5], ['mostFrequent', 2], [{ constant: -1 }, -1]]
  it.each(fillings)('fills what is missing by %j', (by, value) => {
    near(fitted(preprocess.impute(by), columnOf([2, NaN, 8, 2, 3])), [2, value, 8, 2, 3])
  })

  it('fills with the smallest of the most frequent', () => {
    near(fitted(preprocess.impute('mostFrequent'), columnOf([3, 1, 3, 1, NaN])), [3, 1, 3, 1, 1])
  })

  it.each<[preprocess.Bounds, number, number]>([
    [{ quantiles: [0.1, 0.9] }, 1.4, 61.6],
    [{ interquartile: 1.5 }, -1, 7],
    [{ deviations: 1 }, 22 - Math.sqrt(1522), 22 + Math.sqrt(1522)],
  ])('clips outliers by %j', (bounds, low, high) => {
    const step = preprocess.clipOutliers(bounds)
    near(fitted(step, columnOf([1, 2, 3, 4, 100]), columnOf([-1000, 2.5, 1000, NaN])), [low, 2.5, high, NaN])
  })

  it('smooths along an axis of the example', () => {
    const signal = tensor.of([2, 5], [1, 1, 10, 1, 1, 0, 3, 6, 9, 12], 'f64')
    near(fitted(preprocess.smooth({ window: 3 }), signal), [1, 4, 4, 4, 1, 1.5, 3, 6, 9, 10.5])
    near(fitted(preprocess.smooth({ window: 3, by: 'median' }), signal), [1, 1, 1, 1, 1, 1.5, 3, 6, 9, 10.5])
    const image = tensor.of([1, 3, 2], [0, 9, 3, 9, 6, 9], 'f64')
    near(fitted(preprocess.smooth({ window: 3, axis: 0 }), image), [1.5, 9, 3, 9, 4.5, 9])
    near(fitted(preprocess.smooth({ window: 3, axis: -1 }), image), [4.5, 4.5, 6, 6, 7.5, 7.5])
    near(fitted(preprocess.smooth({ window: 1, axis: -1 }), image), [0, 9, 3, 9, 6, 9])
    const gap = tensor.of([1, 5], [1, 2, NaN, 3, 4], 'f64')
    near(fitted(preprocess.smooth({ window: 3, by: 'median' }), gap), [1.5, NaN, NaN, NaN, 3.5])
  })

  it('is fitted step by step, each to what the others make', () => {
    const steps = [preprocess.impute('median'), preprocess.clipOutliers({ quantiles: [0, 0.75] }), preprocess.minMax()]
    const transform = preprocess.fit(steps)(columnOf([0, 1, NaN, 2, 3, 50]))
    expect(transform.map((step) => step.kind)).toEqual(['impute', 'clip', 'minMax'])
    near(tensor.toArray(preprocess.apply(transform)(columnOf([NaN, 2.75, 99, -1]))), [2 / 2.75, 1, 1, 0])
  })

  it('keeps shapes and element types, and is applied to data sets', () => {
    const data = dataset.of({ inputs: tensor.of([2, 2], [1, 2, 3, 4]), targets: tensor.zeros([2], 'i32') })
    const scaled = pipe(data, dataset.mapInputs(preprocess.apply(preprocess.fit([preprocess.standardise()])(data.inputs))))
    expectTypeOf(scaled).toEqualTypeOf<typeof data>()
    expect(tensor.toArray(scaled.inputs)).toEqual([-1, -1, 1, 1])
    const images = tensor.of([1, 2, 2, 1], [0, 1, 2, 3])
    expectTypeOf(preprocess.apply([])(images)).toEqualTypeOf<Tensor<readonly [1, 2, 2, 1]>>()
    expect(preprocess.fit([preprocess.minMax()])(images)).toMatchObject([{ low: [0], high: [3] }])
  })

  const values = fc.double({ noNaN: true, min: -1e6, max: 1e6 })
  const anyTable = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 8 })).chain(([columns, rows]) =>
    fc.array(fc.array(values, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }))
  const all = [
    preprocess.impute('mean'), preprocess.clipOutliers({ interquartile: 1.5 }), preprocess.clipOutliers({ deviations: 2 }),
    preprocess.smooth({ window: 3, by: 'median' }), preprocess.minMax({ to: [-1, 1] }), preprocess.standardise(),
    preprocess.smooth({ window: 3 }),
  ]

  it('saved as JSON and loaded gives the same bits', () => {
    fc.assert(fc.property(anyTable, (rows) => {
      const inputs = table(rows)
      const transform = preprocess.fit(all)(inputs)
      const loaded = preprocess.codec.decode(JSON.parse(JSON.stringify(preprocess.codec.encode(transform))))
      if (E.isLeft(loaded)) throw new Error('it did not load')
      expect(tensor.toArray(preprocess.apply(loaded.right)(inputs))).toEqual(tensor.toArray(preprocess.apply(transform)(inputs)))
    }))
  })

  it('depends on an example and the training part alone', () => {
    fc.assert(fc.property(anyTable, (rows) => {
      const inputs = table(rows)
      const transform = preprocess.fit(all)(inputs)
      const together = tensor.toArray(preprocess.apply(transform)(inputs))
      expect(rows.flatMap((row) => tensor.toArray(preprocess.apply(transform)(table([row]))))).toEqual(together)
    }))
  })

  it.each<[string, unknown]>([
    ['another kind', [{ kind: 'whiten' }]],
    ['fewer statistics than columns', [{ kind: 'impute', features: 2, columns: [0, 1], value: [1] }]],
    ['a column that is none', [{ kind: 'impute', features: 2, columns: [2], value: [1] }]],
    ['a deviation of 0', [{ kind: 'standardise', features: 1, columns: [0], mean: [0], deviation: [0] }]],
    ['bounds the wrong way round', [{ kind: 'clip', features: 1, columns: [0], low: [1], high: [0] }]],
    ['a number that JSON lacks', [{ kind: 'impute', features: 1, columns: [0], value: [null] }]],
    ['an even window', [{ kind: 'smooth', by: 'mean', window: 2, axis: 0 }]],
    ['no list', { kind: 'smooth' }],
  ])('with %s does not load', (_, json) => expect(preprocess.codec.decode(json)._tag).toBe('Left'))

  it.each<[string, () => unknown, string]>([
    ['other features', () => fitted(preprocess.standardise(), train, table([[1, 2]])),
      'inputs should be 3 features, as in what it was fitted to, but is [1, 2]'],
    ['integers', () => preprocess.fit([preprocess.standardise()])(tensor.zeros([2, 2], 'i32') as never),
      'inputs should be a tensor of f32 or f64'],
    ['nothing', () => preprocess.fit([preprocess.standardise()])(tensor.zeros([0, 2])), 'inputs should be at least 1 example'],
    ['a feature without values', () => fitted(preprocess.impute('mean'), columnOf([NaN, NaN])),
      'feature 0 should be at least 1 value that is not missing'],
    ['an infinite value', () => fitted(preprocess.standardise(), columnOf([1, Infinity])),
      'feature 0 should be finite numbers, but is Infinity'],
    ['a column that is none', () => fitted(preprocess.standardise({ columns: [0, 3] }), train),
      'columns[1] should be another whole number from 0 to 2, but is 3'],
    ['a column twice', () => fitted(preprocess.standardise({ columns: [1, 1] }), train), 'columns[1]'],
    ['an even window', () => preprocess.smooth({ window: 4 }), 'window should be an odd whole number of at least 1, but is 4'],
    ['the axis of examples', () => fitted(preprocess.smooth({ window: 3, axis: -2 }), train),
      'axis should be an axis of an example of [3], but is -2'],
    ['quantiles the wrong way round', () => preprocess.clipOutliers({ quantiles: [0.9, 0.1] }), 'quantiles'],
    ['no reach', () => preprocess.clipOutliers({ deviations: 0 }), 'deviations should be a finite number above 0, but is 0'],
    ['an empty range', () => preprocess.minMax({ to: [1, 1] }), 'to should be two finite numbers'],
  ])('of %s is an error', (_, f, message) => expect(complaint(f).message).toContain(message))
})

describe('categories', () => {
  it('become vectors', () => {
    const categories = preprocess.fitCategories()(tensor.of([4], [7, 3, 7, 5], 'i32'))
    expect(categories).toEqual({ categories: [3, 5, 7], unknown: 'error' })
    const vectors = preprocess.oneHot(categories)(tensor.of([2], [7, 3], 'i32'))
    expectTypeOf(vectors).toEqualTypeOf<Tensor<readonly [2, number]>>()
    expect(vectors.shape).toEqual([2, 3])
    expect(tensor.toArray(vectors)).toEqual([0, 0, 1, 1, 0, 0])
  })

  it('that training data lack are an error or zeros', () => {
    const seen = tensor.of([2], [0, 1], 'i32')
    const unseen = tensor.of([1], [2], 'i32')
    const error = complaint(() => preprocess.oneHot(preprocess.fitCategories()(seen))(unseen))
    expect(error.message).toContain('element 0 should be one of the categories 0, 1, but is 2')
    const lenient = preprocess.fitCategories({ unknown: 'zeros' })(seen)
    expect(tensor.toArray(preprocess.oneHot(lenient)(unseen))).toEqual([0, 0])
  })

  it('are saved and loaded', () => {
    const categories = preprocess.fitCategories()(tensor.of([3], [0.5, -0, 2]))
    const saved = JSON.stringify(preprocess.categoriesCodec.encode(categories))
    expect(preprocess.categoriesCodec.decode(JSON.parse(saved))).toEqual(E.right(categories))
    expect(preprocess.categoriesCodec.decode({ categories: ['a'], unknown: 'error' })._tag).toBe('Left')
  })
})
