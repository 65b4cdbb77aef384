import { describe, expect, expectTypeOf, it } from 'vitest'
import * as metric from '../../src/metric/index.js'
import type { Average, ClassReport, Evidence } from '../../src/metric/index.js'
import * as tensor from '../../src/tensor/index.js'
import { areaMacro, areas, areaWeighted, classifications, regressions, scoredTruth, scores, topK } from '../outside/metrics.js'
import { complaint } from '../complaint.js'
import { evidence, labels, matrix, near, sure } from './evidence.js'

const averages = ['macro', 'micro', 'weighted'] as const satisfies readonly Average[]

describe.each(classifications)('the classification $name', ({ accuracy, confusion, perClass, ...given }) => {
  const { classes, truth, predicted } = given
  const found = evidence(sure(classes, predicted), labels(truth))

  it('has the accuracy and the confusion matrix of scikit-learn', () => {
    near(metric.accuracy.of(found), accuracy)
    expect(metric.confusionMatrix.of(found)).toEqual(confusion)
  })

  it('has its precision, recall and F1, by class and averaged', () => {
    const each = metric.perClass.of(found)
    for (const [measure, plain, averaged] of [
      ['precision', metric.precision, metric.precisionWith],
      ['recall', metric.recall, metric.recallWith],
      ['f1', metric.f1, metric.f1With],
    ] as const) {
      perClass[measure].forEach((value, c) => near((each[c] as ClassReport)[measure], value))
      near(plain.of(found), classes === 2 ? perClass[measure][1] as number : given.macro[measure])
      for (const average of averages) near(averaged({ average }).of(found), given[average][measure])
    }
    expect(each.map(({ support }) => support)).toEqual(confusion.map((row) => row.reduce((a, b) => a + b)))
  })

  it('is the same for one-hot targets, soft targets and any other float type', () => {
    const share = 0.25 / (classes - 1)
    const spread = (t: number): readonly number[] => Array.from({ length: classes }, (_, c) => (c === t ? 0.75 : share))
    for (const targets of [sure(classes, truth), matrix(truth.map(spread))])
      expect(metric.confusionMatrix.of(evidence(found.predictions, targets))).toEqual(confusion)
  })
})

describe('ranking', () => {
  const found = evidence(matrix(scores), labels(scoredTruth))

  it.each(topK)('has the top-$k accuracy of scikit-learn', ({ k, accuracy }) => near(metric.topK(k).of(found), accuracy))
  it.each([0, 1.5, NaN])('has no top %d', (k) => expect(complaint(() => metric.topK(k)).argument).toBe('k'))
  it('has no top 5 of four classes', () => expect(complaint(() => metric.topK(5).of(found)).argument).toBe('k'))

  it.each(areas)('has the area $area under the curve of scikit-learn', ({ scores, truth, area }) => {
    near(metric.rocAuc.of(evidence(tensor.of([scores.length, 1], scores, 'f64'), labels(truth))), area)
    near(metric.rocAuc.of(evidence(matrix(scores.map((s) => [-s, s])), labels(truth))), area)
  })

  it('has the areas of one class against the rest', () => {
    const normal = evidence(matrix(scores.map((row) => row.map((s) => s / row.reduce((a, b) => a + b)))), labels(scoredTruth))
    near(metric.rocAuc.of(normal), areaMacro)
    near(metric.rocAucWith({ average: 'weighted' }).of(normal), areaWeighted)
  })

  it('has no area without examples of every class', () => {
    const found = evidence(tensor.zeros([3, 1]), labels([1, 1, 1]))
    expect(complaint(() => metric.rocAuc.of(found)).message).toContain('class 0 has none')
  })
})

describe.each(regressions)('the regression $name', ({ truth, predicted, mse, mae, r2 }) => {
  it('has the errors of scikit-learn', () => {
    const found = evidence(matrix(predicted), matrix(truth))
    near(metric.meanSquaredError.of(found), mse)
    near(metric.meanAbsoluteError.of(found), mae)
    near(metric.r2.of(found), r2)
  })
})

describe('a metric', () => {
  it('takes a single output as the logit of class 1', () => {
    const found = evidence(tensor.of([4, 1], [-2, 0, 0.1, 3]), tensor.of([4, 1], [0, 1, 1, 1]))
    expect(metric.accuracy.of(found)).toBe(0.75)
    expect(metric.confusionMatrix.of(found)).toEqual([[1, 0], [1, 2]])
  })

  it('takes the first of equal outputs', () => {
    const found = evidence(tensor.zeros([2, 3]), labels([0, 1]))
    expect(metric.accuracy.of(found)).toBe(0.5)
    expect(metric.topK(2).of(found)).toBe(1)
  })

  it('takes classes of sequences', () => {
    const found = evidence(tensor.of([1, 2, 2], [1, 0, 0, 1]), tensor.of([1, 2], [0, 0], 'i32'))
    expect(metric.accuracy.of(found)).toBe(0.5)
  })

  it('is computed with others, by name and type', () => {
    const { accuracy, loss, confusionMatrix: confusion } = metric
    const found = metric.values({ accuracy, loss, confusion })(evidence(tensor.of([1, 2], [1, 0]), labels([0])))
    expectTypeOf(found.accuracy).toEqualTypeOf<number>()
    expectTypeOf(found.confusion).toEqualTypeOf<readonly (readonly number[])[]>()
    expect(found).toEqual({ accuracy: 1, loss: 0.5, confusion: [[1, 0], [0, 0]] })
  })

  it.each<[string, Evidence, string]>([
    ['a class that is none', evidence(tensor.zeros([2, 3]), labels([0, 3])),
      'targets[1] should be a class from 0 to 2, but is 3'],
    ['a negative class', evidence(tensor.zeros([2, 3]), labels([-1, 0])), 'targets[0] should be a class from 0 to 2, but is -1'],
    ['fewer targets', evidence(tensor.zeros([2, 3]), labels([0])), 'targets i32[1] do not fit outputs f32[2, 3]'],
    ['other classes', evidence(tensor.zeros([2, 3]), tensor.zeros([2, 4])), 'targets f32[2, 4] do not fit outputs f32[2, 3]'],
    ['NaN', evidence(tensor.full([2, 3], NaN), labels([0, 0])), 'predictions hold NaN at example 0'],
    ['nothing', evidence(tensor.zeros([0, 3]), tensor.zeros([0], 'i32')), 'predictions should be at least 1 example'],
  ])('refuses %s', (_, found, message) => expect(complaint(() => metric.accuracy.of(found)).message).toContain(message))

  it('of numbers refuses targets that do not fit', () => {
    expect(complaint(() => metric.r2.of(evidence(tensor.zeros([2, 3]), tensor.zeros([2, 4])))).argument).toBe('targets')
    expect(metric.meanSquaredError.of(evidence(tensor.ones([2, 1]), tensor.zeros([2])))).toBe(1)
  })
})

describe('of very many classes', () => {
  const classes = 100_000
  // One of two right: class 0 has precision 1/2 and recall 1, all others nothing.
  const found = evidence(sure(classes, [0, 0]), labels([0, 1]))
  const ones = { precision: 0.5, recall: 1, f1: 2 / 3 }
  // Of logits 1 and otherwise 0, the probability of the predicted class, and of another.
  const [sureness, other] = [Math.E / (Math.E + classes - 1), 1 / (Math.E + classes - 1)]
  const nats = Math.log(Math.E + classes - 1) - 0.5
  const squares = ((1 - sureness) ** 2 + sureness ** 2 + (1 - other) ** 2 + (2 * classes - 3) * other ** 2) / 2
  /** Every metric that is a value or can be made without being told anything, and what it gives. */
  const table: Readonly<Record<string, [metric: metric.Metric<any>, value: unknown]>> = {
    accuracy: [metric.accuracy, 0.5],
    topK: [metric.topK(2), 1],
    precision: [metric.precision, ones.precision / classes],
    recall: [metric.recall, ones.recall / classes],
    f1: [metric.f1, ones.f1 / classes],
    precisionWith: [metric.precisionWith({ average: 'micro' }), 0.5],
    recallWith: [metric.recallWith({ average: 'weighted' }), 0.5],
    f1With: [metric.f1With({ average: 'macro' }), ones.f1 / classes],
    perClass: [metric.perClass, { ...ones, support: 1 }],
    confusionMatrix: [metric.confusionMatrix, 'predictions'],
    rocAuc: [metric.rocAuc, 'targets'],
    rocAucWith: [metric.rocAucWith({ average: 'weighted' }), 'targets'],
    meanSquaredError: [metric.meanSquaredError, 'targets'],
    meanAbsoluteError: [metric.meanAbsoluteError, 'targets'],
    r2: [metric.r2, 'targets'],
    balancedAccuracy: [metric.balancedAccuracy(), 0.5],
    matthews: [metric.matthews, 0],
    cohenKappa: [metric.cohenKappa({ weights: 'linear' }), 0],
    jaccard: [metric.jaccard(), 0.5 / classes],
    meanIoU: [metric.meanIoU(), 0.25],
    iouPerClass: [metric.iouPerClass(), { iou: 0.5, intersection: 1, union: 2 }],
    logLoss: [metric.logLoss(), nats],
    perplexity: [metric.perplexity(), Math.exp(nats)],
    brierScore: [metric.brierScore(), squares],
    calibrationError: [metric.calibrationError(), 0.5 - sureness],
    prAuc: [metric.prAuc(), 'targets'],
    rootMeanSquaredError: [metric.rootMeanSquaredError, 'targets'],
    meanAbsolutePercentageError: [metric.meanAbsolutePercentageError(), 'targets'],
    medianAbsoluteError: [metric.medianAbsoluteError, 'targets'],
    explainedVariance: [metric.explainedVariance, 'targets'],
    loss: [metric.loss, 0.5],
  }
  it('has all metrics in a table', () =>
    expect(Object.keys(table).sort()).toEqual(Object.keys(metric).filter((name) => name !== 'values').sort()))
  it.each(Object.entries(table))('%s', (_, [subject, value]) => {
    if (typeof value === 'string') expect(complaint(() => subject.of(found)).argument).toBe(value)
    // A sum of 100,000 terms is rounded as often.
    else if (typeof value === 'number') near(subject.of(found), value, 1e-12)
    else {
      const each = subject.of(found) as readonly unknown[]
      expect(each.length).toBe(classes)
      expect(each[0]).toEqual(value)
    }
  })
  it('reports a class that is never predicted', () =>
    expect(metric.perClass.of(found)[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 }))
  it('has no confusion matrix, and says why', () => expect(complaint(() => metric.confusionMatrix.of(found)).message)
    .toContain('predictions have 100000 classes, whose 100000 × 100000 counts are more than those of 4096'))
  it('of 50,000 has the F1 of two examples', () =>
    expect(metric.f1.of(evidence(sure(50_000, [0, 0]), labels([0, 1])))).toBeCloseTo(1.3333e-5, 8))
})

describe('of two classes', () => {
  // 1 of 100 is positive, and nothing is called so.
  const truth = Array.from({ length: 100 }, (_, i) => Number(i === 0))
  const negative = evidence(sure(2, truth.map(() => 0)), labels(truth))
  const single = evidence(tensor.full([100, 1], -1), labels(truth))
  it.each([metric.precision, metric.recall, metric.f1])('$name is that of the positive one', (subject) => {
    expect([negative, single].map(subject.of)).toEqual([0, 0])
  })
  it('averages are there when they are asked for', () => {
    near(metric.precisionWith({ average: 'macro' }).of(negative), 0.495)
    near(metric.recallWith({ average: 'macro' }).of(negative), 0.5)
    expect(metric.recallWith({ average: 'binary' }).of(negative)).toBe(0)
  })
  it('there is no positive one of three', () =>
    expect(complaint(() => metric.f1With({ average: 'binary' }).of(evidence(sure(3, [0]), labels([0])))).argument).toBe('average'))
})

describe('r2 of constant targets', () => {
  // Their mean is not quite what they are.
  it.each([0.1, 0.3, 1 / 3, 1e20, 5e-324, -0.7])('%d', (x) => {
    const truth = matrix([[x], [x], [x]])
    expect(metric.r2.of(evidence(matrix([[1], [2], [3]]), truth))).toBe(0)
    expect(metric.r2.of(evidence(truth, truth))).toBe(1)
    for (const each of [metric.r2, metric.explainedVariance]) expect(each.of(evidence(matrix([[1], [NaN], [3]]), truth))).toBeNaN()
  })
})
