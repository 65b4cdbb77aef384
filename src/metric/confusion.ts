/**
 * What classes are taken for, and the ratios that follow from it.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * confusionMatrix.of(evidence) // [[1, 0], [1, 1]]
 * [precision, recall, f1].map((metric) => metric.of(evidence)) // [1, 0.5, 0.667], of class 1
 * [precisionWith, recallWith, f1With].map((of) => of({ average: 'macro' }).of(evidence)) // [0.75, 0.75, 0.667]
 * perClass.of(evidence)
 * // [{ precision: 0.5, recall: 1, f1: 0.667, support: 1 }, { precision: 1, recall: 0.5, f1: 0.667, support: 2 }]
 */
import { fail } from '../shape/error.js'
import { averaged, tallies, type Tally } from './average.js'
import { classified, type Classified } from './classes.js'
import type { Metric } from './metric.js'
import { ratio, upTo } from './table.js'

/** How many examples of each true class (row) got each predicted class (column). */
export type Confusion = readonly (readonly number[])[]

/** The square of more classes would fill the memory: 4096² counts are 128 MB. */
const mostClasses = 4096

const confusionOf = ({ classes, truth, predicted }: Classified): Confusion => {
  if (classes > mostClasses) {
    const message = `predictions have ${classes} classes, whose ${classes} × ${classes} counts are more than those of ${mostClasses}`
      + ': perClass, precision, recall and f1 do without them'
    fail('metric.confusionMatrix',
      { argument: 'predictions', expected: `at most ${mostClasses} classes`, received: classes, message })
  }
  const counts = new Float64Array(classes * classes)
  truth.forEach((label, i) => {
    const at = label * classes + (predicted[i] as number)
    counts[at] = (counts[at] as number) + 1
  })
  return upTo(classes).map((row) => Array.from(counts.subarray(row * classes, (row + 1) * classes)))
}

/** Counts [true class, predicted class], of at most 4096 classes. */
export const confusionMatrix: Metric<Confusion> = {
  name: 'confusionMatrix',
  of: (evidence) => confusionOf(classified('confusionMatrix', evidence)),
}

const measures = {
  precision: ({ hits, predicted }: Tally) => ratio(hits, predicted),
  recall: ({ hits, actual }: Tally) => ratio(hits, actual),
  f1: ({ hits, predicted, actual }: Tally) => ratio(2 * hits, predicted + actual),
}
type Measure = keyof typeof measures

// @__NO_SIDE_EFFECTS__
const averagedWith = (measure: Measure) => averaged(`${measure}With`, measure, measures[measure])

/** Of the predictions of a class, the share that is right. */
export const precisionWith = averagedWith('precision')
/** Of the examples of a class, the share that is predicted. */
export const recallWith = averagedWith('recall')
/** The harmonic mean of precision and recall: 2·hits / (predicted + actual). */
export const f1With = averagedWith('f1')

/** `precisionWith`: of class 1 where there are two classes, else the macro average. */
export const precision: Metric = precisionWith()
/** `recallWith`: of class 1 where there are two classes, else the macro average. */
export const recall: Metric = recallWith()
/** `f1With`: of class 1 where there are two classes, else the macro average. */
export const f1: Metric = f1With()

/** What can be said of one class; `support` is how many true examples it has. */
export type ClassReport = Readonly<Record<Measure | 'support', number>>

const reportOf = (tally: Tally): ClassReport => ({
  precision: measures.precision(tally),
  recall: measures.recall(tally),
  f1: measures.f1(tally),
  support: tally.actual,
})

/** Precision, recall, F1 and support of each class. */
export const perClass: Metric<readonly ClassReport[]> = {
  name: 'perClass',
  of: (evidence) => tallies(classified('perClass', evidence)).map(reportOf),
}
