import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as metric from '../../src/metric/index.js'
import type { Metric } from '../../src/metric/index.js'
import * as tensor from '../../src/tensor/index.js'
import { complaint } from '../complaint.js'
import { regressions } from '../outside/metrics.js'
import { evidence, matrix, near } from './evidence.js'

describe.each(regressions)('the regression $name', ({ truth, predicted, ...given }) => {
  const found = evidence(matrix(predicted), matrix(truth))
  it('has the errors of scikit-learn', () => {
    near(metric.meanAbsolutePercentageError().of(found), given.mape)
    near(metric.medianAbsoluteError.of(found), given.median)
    near(metric.explainedVariance.of(found), given.explained)
  })
  it('has its root of the mean squared error, output by output', () => {
    const column = (rows: readonly (readonly number[])[], c: number) => matrix(rows.map((row) => [row[c] as number]))
    given.rmseEach.forEach((error, c) =>
      near(metric.rootMeanSquaredError.of(evidence(column(predicted, c), column(truth, c))), error))
    near(metric.rootMeanSquaredError.of(found), Math.sqrt(given.mse))
  })
})

/** Positive truths, and predictions. */
const numbers = fc.array(
  fc.tuple(fc.double({ min: 0.5, max: 100, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true })),
  { minLength: 1, maxLength: 20 })
const found = (pairs: readonly (readonly [number, number])[]) =>
  evidence(matrix(pairs.map(([, p]) => [p])), matrix(pairs.map(([t]) => [t])))

describe.each<[name: string, metric: Metric, least: number, greatest: number, perfect: number]>([
  ['RMSE', metric.rootMeanSquaredError, 0, Infinity, 0], ['MAPE', metric.meanAbsolutePercentageError(), 0, Infinity, 0],
  ['the median', metric.medianAbsoluteError, 0, Infinity, 0], ['explained variance', metric.explainedVariance, -Infinity, 1, 1],
])('%s', (_, subject, least, greatest, perfect) => {
  it(`is from ${least} to ${greatest}, in whatever order the examples come`, () => {
    fc.assert(fc.property(numbers, (pairs) => {
      const value = subject.of(found(pairs))
      expect(value).toBeGreaterThanOrEqual(least)
      expect(value).toBeLessThanOrEqual(greatest)
      near(subject.of(found(pairs.toReversed())), value, 1e-9)
    }))
  })
  it(`is ${perfect} of what is met`, () => {
    fc.assert(fc.property(numbers, (pairs) => {
      expect(subject.of(found(pairs.map(([t]) => [t, t])))).toBe(perfect)
    }))
  })
  it('is NaN of NaN, and an error of targets that do not fit', () => {
    expect(subject.of(found([[1, 2], [2, NaN], [3, 3]]))).toBeNaN()
    expect(complaint(() => subject.of(evidence(tensor.zeros([2, 3]), tensor.ones([2, 4])))).argument).toBe('targets')
  })
})

describe('a percentage', () => {
  const zero = found([[0, 1], [2, 1]])
  it('of 0 is an error', () => expect(complaint(() => metric.meanAbsolutePercentageError().of(zero)).message)
    .toContain('targets hold 0 at example 0, which has no percentage'))
  it('is of epsilon at least, where there is one', () => {
    expect(metric.meanAbsolutePercentageError({ epsilon: 0.5 }).of(zero)).toBe((1 / 0.5 + 1 / 2) / 2)
    expect(metric.meanAbsolutePercentageError({ epsilon: 4 }).of(zero)).toBe((1 / 4 + 1 / 4) / 2)
  })
  it.each([0, -1, NaN, Infinity])('has no epsilon %d', (epsilon) =>
    expect(complaint(() => metric.meanAbsolutePercentageError({ epsilon })).argument).toBe('epsilon'))
  it('of negative numbers is positive', () => expect(metric.meanAbsolutePercentageError().of(found([[-4, -3]]))).toBe(0.25))
})

describe('explained variance', () => {
  it('does not mind a constant offset', () => {
    expect(metric.explainedVariance.of(found([[1, 3], [2, 4], [4, 6]]))).toBe(1)
    expect(metric.r2.of(found([[1, 3], [2, 4], [4, 6]]))).toBeLessThan(0)
  })
  // The mean of three of them is not quite what they are.
  it.each([0.1, 0.3, 1e20, -0.7])('of the constant truth %d is 1 where it is met up to an offset, else 0', (x) => {
    expect(metric.explainedVariance.of(found([[x, 1], [x, 1], [x, 1]]))).toBe(1)
    expect(metric.explainedVariance.of(found([[x, 1], [x, 2 * x], [x, 1]]))).toBe(0)
  })
})

describe('the median', () => {
  it('does not mind one outlier', () => expect(metric.medianAbsoluteError.of(found([[1, 2], [2, 3], [3, 1e9]]))).toBe(1))
  it('is between the two in the middle', () =>
    expect(metric.medianAbsoluteError.of(found([[1, 2], [2, 5], [1, 1], [3, 9]]))).toBe(2))
})
