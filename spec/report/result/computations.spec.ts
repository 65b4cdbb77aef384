import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as metric from '../../../src/metric/index.js'
import { area, averagePrecision } from '../../../src/metric/ranking.js'
import { cellsOf, classCounts, decisions } from '../../../src/report/result/decisions.js'
import { wilson } from '../../../src/report/result/interval.js'
import { precisionRecall, roc, thinned, type Point } from '../../../src/report/result/operating.js'
import { quantiles, residuals } from '../../../src/report/result/residuals.js'
import { notable } from '../../../src/run/notable.js'
import { evidence, labels, matrix } from '../../metric/evidence.js'
import { curves, intervals, quantileLists, shares } from '../../outside/operating.js'

const claimsOf = (scores: readonly number[], truth: readonly number[]) => scores.map((score, i) => ({ score, isMember: truth[i] === 1 }))
const close = (actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void => {
  expect(actual.map((point) => point.length)).toEqual(expected.map((point) => point.length))
  actual.flat().forEach((x, i) => expect(x).toBeCloseTo(expected.flat()[i] as number, 12))
}
/** By the trapezoidal rule. */
const under = (points: readonly Point[]): number =>
  points.slice(1).reduce((sum, [x, y], i) => sum + (x - (points[i] as Point)[0]) * (y + (points[i] as Point)[1]) / 2, 0)

describe.each(curves)('curves of scores $scores', ({ scores, truth, ...expected }) => {
  const claims = claimsOf(scores, truth)
  it('are those of scikit-learn', () => {
    close(roc(claims), expected.roc)
    close(precisionRecall(claims), expected.precisionRecall)
  })
  it('have its areas', () => {
    expect(under(roc(claims))).toBeCloseTo(expected.area, 12)
    expect(area(claims)).toBeCloseTo(expected.area, 12)
    expect(averagePrecision(claims)).toBeCloseTo(expected.averagePrecision, 12)
  })
})

describe('thinned lines', () => {
  it('have few points, end where they did, and pass every point at a hair’s breadth', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { minLength: 2, maxLength: 400 }), (pairs) => {
      const claims = [{ score: 2, isMember: true }, { score: -1, isMember: false }, ...pairs.map(([score, isMember]) => ({ score: score / 1000, isMember }))]
      const [points, steps] = [roc(claims), 20]
      const line = thinned(points, steps)
      expect(line[0]).toEqual([0, 0])
      expect(line.at(-1)).toEqual([1, 1])
      expect(line.length).toBeLessThanOrEqual(2 * steps + 2)
      for (const [x, y] of points)
        expect(line.some(([a, b]) => Math.abs(a - x) * steps <= 1 + 1e-9 && Math.abs(b - y) * steps <= 1 + 1e-9)).toBe(true)
    }))
  })
})

describe('intervals of shares', () => {
  it.each(intervals)('%i of %i', (hits, n, low, high) => close([wilson(hits, n)], [[low, high]]))
  it('hold the share, and are narrower of more cases', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n))), ([n, hits]) => {
      const [low, high] = wilson(hits, n)
      const [lower, higher] = wilson(hits * 2, n * 2)
      expect(0 <= low && low <= hits / n && hits / n <= high && high <= 1).toBe(true)
      expect(higher - lower).toBeLessThan(high - low)
    }))
    expect(wilson(0, 0)).toEqual([0, 1])
  })
})

describe('quantiles', () => {
  it.each(quantileLists)('of $values', (given) => close([quantiles(given.values, shares)], [given.quantiles]))
  it('of nothing are NaN', () => expect(quantiles([], [0.5])).toEqual([NaN]))
})

/** Classes, and for each case the true one and a weight of each, of which the probabilities are made. */
const outcomes = fc.integer({ min: 2, max: 5 }).chain((n) => fc.array(
  fc.tuple(fc.nat(n - 1), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: n, maxLength: n })), { minLength: 1, maxLength: 30 })
  .map((cases) => ({
    kind: 'classes' as const, names: Array.from({ length: n }, (_, i) => `class ${i}`), truths: cases.map(([truth]) => truth),
    probabilities: cases.map(([, weights]) => weights.map((w) => w / weights.reduce((a, b) => a + b))),
  })))

describe('decisions', () => {
  it('add up to the confusion and the classes that metrics have', () => {
    fc.assert(fc.property(outcomes, (outcome) => {
      const found = evidence(matrix(outcome.probabilities), labels(outcome.truths))
      const all = decisions(outcome)
      const counts = outcome.names.map(() => outcome.names.map(() => 0))
      for (const { truth, predicted, count } of cellsOf(all)) (counts[truth] as number[])[predicted] = count
      expect(counts).toEqual(metric.confusionMatrix.of(found))
      const each = metric.perClass.of(found)
      classCounts(outcome, all).forEach(({ actual, predicted, hits }, c) => {
        expect(actual).toBe(each[c]?.support)
        expect(predicted === 0 ? 0 : hits / predicted).toBe(each[c]?.precision)
        expect(actual === 0 ? 0 : hits / actual).toBe(each[c]?.recall)
      })
    }))
  })

  it('are none where a probability is NaN', () => {
    const probabilities = [[0.5, NaN], [NaN, NaN], [0.5, 0.5]]
    const all = decisions({ kind: 'classes', names: ['a', 'b'], truths: [0, 1, 1], probabilities })
    expect(all.map(({ predicted }) => predicted)).toEqual([undefined, undefined, 0])
    expect(all.map(({ chance }) => chance)).toEqual([0.5, NaN, 0.5])
    expect(cellsOf(all)).toEqual([{ truth: 1, predicted: 0, count: 1 }])
  })
})

describe('residuals', () => {
  it('are prediction less truth, where both are numbers', () => {
    const outcome = { kind: 'numbers', name: 'y', truths: [1, 2, NaN, 4], predictions: [3, 1.5, 1, Infinity] } as const
    expect(residuals(outcome)).toEqual([{ index: 0, truth: 1, prediction: 3, error: 2 }, { index: 1, truth: 2, prediction: 1.5, error: -0.5 }])
  })
})

describe('cases to look at', () => {
  it('of classes are mistakes by how little was thought of the truth, and those with the least margin', () => {
    fc.assert(fc.property(outcomes, fc.integer({ min: 0, max: 6 }), (outcome, count) => {
      const { wrong, unsure } = notable(outcome, count)
      const all = decisions(outcome)
      const mistaken = all.filter(({ truth, predicted }) => truth !== predicted)
      const chances = wrong.map((i) => all[i]?.chance as number)
      expect(wrong.length).toBe(Math.min(count, mistaken.length))
      expect(chances).toEqual(mistaken.map(({ chance }) => chance).sort((a, b) => a - b).slice(0, count))
      const margins = outcome.probabilities.map((row) => row.toSorted((a, b) => b - a)).map(([first = 0, second = 0]) => first - second)
      expect(unsure.map((i) => margins[i])).toEqual(margins.toSorted((a, b) => a - b).slice(0, count))
      expect([new Set(wrong).size, new Set(unsure).size]).toEqual([wrong.length, unsure.length])
    }))
  })
  it('of numbers and sequences are those that are missed by most, NaN first', () => {
    expect(notable({ kind: 'numbers', name: 'y', truths: [0, 0, 0, 0], predictions: [1, -3, NaN, 2] }, 3)).toEqual({ wrong: [2, 1, 3], unsure: [] })
    expect(notable({ kind: 'sequences', losses: [1, 3, 2] }, 2)).toEqual({ wrong: [1, 2], unsure: [] })
  })
})
