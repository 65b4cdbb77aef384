import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as metric from '../../src/metric/index.js'
import type { Evidence, Metric } from '../../src/metric/index.js'
import * as tensor from '../../src/tensor/index.js'
import { complaint } from '../complaint.js'
import { areas, classifications, precisions, scoredTruth, scores } from '../outside/metrics.js'
import { evidence, labels, matrix, near, sure } from './evidence.js'

const averages = ['macro', 'micro', 'weighted'] as const
const weightings = ['none', 'linear', 'quadratic'] as const

describe.each(classifications)('the classification $name', ({ classes, truth, predicted, ...given }) => {
  const found = evidence(sure(classes, predicted), labels(truth))

  it('has the balanced accuracy, correlation and kappas of scikit-learn', () => {
    near(metric.balancedAccuracy().of(found), given.balanced)
    near(metric.balancedAccuracy({ adjusted: true }).of(found), given.adjusted)
    near(metric.matthews.of(found), given.matthews)
    near(metric.cohenKappa().of(found), given.kappa.none)
    for (const weights of weightings) near(metric.cohenKappa({ weights }).of(found), given.kappa[weights])
  })

  it('has its Jaccard indices', () => {
    const each = metric.iouPerClass().of(found)
    expect(each.length).toBe(classes)
    each.forEach(({ iou }, c) => near(iou, given.jaccard.each[c] as number))
    near(metric.jaccard().of(found), classes === 2 ? given.jaccard.each[1] as number : given.jaccard.macro)
    for (const average of averages) near(metric.jaccard({ average }).of(found), given.jaccard[average])
    near(metric.meanIoU().of(found), given.meanIoU)
  })
})

describe('the area under precision and recall', () => {
  it.each(areas)('is $precision, that of scikit-learn', ({ scores, truth, precision }) => {
    near(metric.prAuc().of(evidence(tensor.of([scores.length, 1], scores, 'f64'), labels(truth))), precision)
    near(metric.prAuc().of(evidence(matrix(scores.map((s) => [-s, s])), labels(truth))), precision)
  })

  it('is averaged over classes', () => {
    const found = evidence(matrix(scores), labels(scoredTruth))
    near(metric.prAuc().of(found), precisions.macro)
    near(metric.prAuc({ average: 'weighted' }).of(found), precisions.weighted)
    precisions.each.forEach((area, c) => {
      const [outputs, truth] = [scores.map((row) => [row[c] as number]), scoredTruth.map((t) => Number(t === c))]
      near(metric.prAuc().of(evidence(matrix(outputs), labels(truth))), area)
    })
  })

  it('needs examples of class 1 of two, and of every class of more', () => {
    const of = (classes: number, truth: readonly number[]) => (): unknown =>
      metric.prAuc().of(evidence(tensor.zeros([truth.length, classes]), labels(truth)))
    expect(of(1, [1, 1])()).toBe(1)
    expect(complaint(of(1, [0, 0])).message).toContain('targets should have examples of class 1, but class 1 has none')
    expect(complaint(of(3, [1, 2])).message).toContain('targets should have examples of every class, but class 0 has none')
    expect(complaint(() => metric.prAuc().of(evidence(tensor.full([2, 1], NaN), labels([0, 1])))).message)
      .toContain('prAuc: predictions hold NaN at example 0')
  })
})

/** Some examples of up to five classes, with predictions. */
const guesses = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { minLength: 1, maxLength: 30 })
    .map((pairs) => ({ classes, pairs })))
type Pairs = readonly (readonly [number, number])[]
const evidenceOf = (classes: number, pairs: Pairs): Evidence =>
  evidence(sure(classes, pairs.map(([, p]) => p)), labels(pairs.map(([t]) => t)))

/** Every metric of classes with the range of its values. */
const ranges: readonly (readonly [name: string, metric: Metric, least: number])[] = [
  ['balanced accuracy', metric.balancedAccuracy(), 0], ['the adjusted one', metric.balancedAccuracy({ adjusted: true }), -1],
  ['correlation', metric.matthews, -1],
  ...weightings.map((weights) => [`kappa weighted ${weights}`, metric.cohenKappa({ weights }), -Infinity] as const),
  ["Jaccard's index", metric.jaccard({ average: 'macro' }), 0], ['intersection over union', metric.meanIoU(), 0],
]

describe.each(ranges)('%s', (_, subject, least) => {
  it(`is from ${least} to 1, in whatever order the examples come`, () => {
    fc.assert(fc.property(guesses, fc.infiniteStream(fc.nat()), ({ classes, pairs }, order) => {
      const drawn = pairs.map((pair) => [pair, order.next().value as number] as const)
      const shuffled = drawn.sort(([, a], [, b]) => a - b).map(([pair]) => pair)
      const value = subject.of(evidenceOf(classes, pairs))
      expect(value).toBeGreaterThanOrEqual(least - 1e-12)
      expect(value).toBeLessThanOrEqual(1 + 1e-12)
      near(subject.of(evidenceOf(classes, shuffled)), value)
    }))
  })

  it('is 1 where everything is right and every class occurs', () => {
    fc.assert(fc.property(guesses, ({ classes, pairs }) => {
      const truth = [...pairs.map(([t]) => t), ...Array.from({ length: classes }, (_, c) => c)]
      near(subject.of(evidenceOf(classes, truth.map((t) => [t, t]))), 1)
    }))
  })
})

/** 1 - Σ w·O / Σ w·E over the matrix of confusions, as it is defined. */
const kappaOf = (classes: number, pairs: Pairs, weigh: (i: number, j: number) => number): number => {
  const n = pairs.length
  const all = Array.from({ length: classes }, (_, c) => c)
  const marginal = (side: 0 | 1, c: number): number => pairs.filter((pair) => pair[side] === c).length
  const observed = pairs.reduce((total, [t, p]) => total + weigh(t, p), 0)
  const expected = all.flatMap((i) => all.map((j) => weigh(i, j) * marginal(0, i) * marginal(1, j) / n)).reduce((a, b) => a + b)
  return expected === 0 ? 1 : 1 - observed / expected
}

describe('without a matrix', () => {
  it.each([
    ['none', (i: number, j: number) => Number(i !== j)],
    ['linear', (i: number, j: number) => Math.abs(i - j)],
    ['quadratic', (i: number, j: number) => (i - j) ** 2],
  ] as const)('kappa with %s weights is what it is with one', (weights, weigh) => {
    fc.assert(fc.property(guesses, ({ classes, pairs }) => {
      near(metric.cohenKappa({ weights }).of(evidenceOf(classes, pairs)), kappaOf(classes, pairs, weigh), 1e-12)
    }))
  })

  it('the correlation of two classes is that of numbers', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 40 }), (pairs) => {
      const count = (t: number, p: number): number => pairs.filter(([x, y]) => x === t && y === p).length
      const [tn, fp, fn, tp] = [count(0, 0), count(0, 1), count(1, 0), count(1, 1)]
      const under = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
      near(metric.matthews.of(evidenceOf(2, pairs)), under === 0 ? 0 : (tp * tn - fp * fn) / under)
    }))
  })
})

describe('where a class is absent', () => {
  const constant = evidenceOf(3, [[1, 1], [1, 1]])
  it('agreement is what the documentation says', () => {
    expect(metric.matthews.of(constant)).toBe(0)
    expect(weightings.map((weights) => metric.cohenKappa({ weights }).of(constant))).toEqual([1, 1, 1])
    expect(metric.balancedAccuracy().of(constant)).toBe(1)
    expect(metric.balancedAccuracy({ adjusted: true }).of(constant)).toBe(0)
  })
  it('it counts in the macro average, and not in the mean over classes', () => {
    near(metric.jaccard().of(constant), 1 / 3)
    expect(metric.meanIoU().of(constant)).toBe(1)
    expect(metric.iouPerClass().of(constant)[0]).toEqual({ iou: 0, intersection: 0, union: 0 })
  })
})

describe('of a segmentation', () => {
  // Two images of 2 × 2 pixels; 255 is the border.
  const predictions = tensor.oneHot(3)(tensor.of([2, 2, 2], [0, 0, 1, 2, 1, 1, 2, 2], 'i32'))
  const targets = tensor.of([2, 2, 2], [0, 1, 1, 2, 1, 255, 0, 255], 'i32')
  const found = evidence(predictions, targets)
  it('pixels are counted over all images, but for the ignored ones', () => {
    expect(metric.iouPerClass({ ignore: 255 }).of(found)).toEqual([
      { iou: 1 / 3, intersection: 1, union: 3 }, { iou: 2 / 3, intersection: 2, union: 3 },
      { iou: 0.5, intersection: 1, union: 2 },
    ])
    near(metric.meanIoU({ ignore: 255 }).of(found), 0.5)
  })
  it('one output is the logit of class 1', () => {
    const mask = evidence(tensor.of([1, 2, 2, 1], [1, 1, -1, -1]), tensor.of([1, 2, 2], [1, 0, 0, 0], 'i32'))
    near(metric.meanIoU().of(mask), (1 / 2 + 2 / 3) / 2)
    near(metric.jaccard().of(mask), 1 / 2)
  })
  it('a class that is none is an error, unless it is ignored', () => expect(complaint(() => metric.meanIoU().of(found)).message)
    .toContain('targets[5] should be a class from 0 to 2, but is 255'))
  it('something has to be left', () => {
    const border = evidence(predictions, tensor.full([2, 2, 2], 255, 'i32'))
    expect(complaint(() => metric.meanIoU({ ignore: 255 }).of(border)).message)
      .toContain('targets should be at least 1 example of another class than 255')
  })
  it('distributions have no class to ignore', () =>
    expect(complaint(() => metric.meanIoU({ ignore: 255 }).of(evidence(predictions, predictions))).argument).toBe('ignore'))
})

describe('wrong options', () => {
  it.each([
    ['weights', () => metric.cohenKappa({ weights: 'cubic' as never })],
    ['adjusted', () => metric.balancedAccuracy({ adjusted: 1 as never })],
    ['average', () => metric.jaccard({ average: 'binary' }).of(evidenceOf(3, [[0, 0]]))],
    ['average', () => metric.prAuc({ average: 'micro' as never })],
    ['ignore', () => metric.meanIoU({ ignore: 0.5 })],
  ])('%s', (argument, f) => expect(complaint(f).argument).toBe(argument))
})

describe.each<Metric<unknown>>([
  metric.balancedAccuracy(), metric.matthews, metric.cohenKappa(), metric.jaccard(), metric.meanIoU(), metric.iouPerClass(),
])('$name refuses', (subject) => {
  it('NaN and targets that do not fit', () => {
    expect(complaint(() => subject.of(evidence(tensor.full([2, 3], NaN), labels([0, 0])))).message)
      .toContain(`metric.${subject.name}: predictions hold NaN at example 0`)
    expect(complaint(() => subject.of(evidence(tensor.zeros([2, 3]), labels([0])))).argument).toBe('targets')
  })
})
