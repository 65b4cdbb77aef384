/** What classes are taken for, and the ratios that follow from it. */
import { fail } from '../shape/error.js'
import { classified, scored, type Classified } from './classes.js'
import { mean, ratio, sum, upTo, type Evidence, type Metric } from './metric.js'

/** How many examples of each true class (row) got each predicted class (column). */
export type Confusion = readonly (readonly number[])[]

const confusionOf = ({ classes, truth, predicted }: Classified): Confusion => {
  const counts = new Float64Array(classes * classes)
  truth.forEach((label, i) => { counts[label * classes + (predicted[i] as number)]! += 1 })
  return upTo(classes).map((row) => Array.from(counts.subarray(row * classes, (row + 1) * classes)))
}

/** Counts [true class, predicted class]. */
export const confusionMatrix: Metric<Confusion> = { name: 'confusionMatrix', of: (evidence) => confusionOf(classified('confusionMatrix', evidence)) }

/** The share of examples whose class is predicted. */
export const accuracy: Metric = {
  name: 'accuracy',
  of: (evidence) => {
    const { truth, predicted } = classified('accuracy', evidence)
    return ratio(truth.filter((label, i) => label === predicted[i]).length, truth.length)
  },
}

/** The share of examples whose class is among the k greatest outputs; of equal outputs the first ones count as greater. */
export const topK = (k: number): Metric => {
  if (!Number.isInteger(k) || k < 1) fail('metric.topK', { argument: 'k', expected: 'a whole number of at least 1', received: k })
  return { name: `top${k}`, of: (evidence) => topKOf(k, evidence) }
}

const topKOf = (k: number, evidence: Evidence): number => {
  const { truth, scores } = scored('topK', evidence)
  if (k > scores.columns) fail('metric.topK', { argument: 'k', expected: `at most ${scores.columns}, the number of outputs`, received: k })
  // How many outputs come before the true class when they are sorted.
  const before = (label: number, row: number): number => {
    const own = scores.at(row, label)
    return upTo(scores.columns).filter((c) => !(scores.at(row, c) < own || (c >= label && scores.at(row, c) === own))).length
  }
  return ratio(truth.filter((label, row) => before(label, row) < k).length, truth.length)
}

/** What is known of one class: right predictions, all predictions of it, all true examples of it. */
interface Tally {
  readonly hits: number
  readonly predicted: number
  readonly actual: number
}

const tallies = (confusion: Confusion): readonly Tally[] =>
  confusion.map((row, c) => ({ hits: row[c] as number, predicted: sum(confusion.map((other) => other[c] as number)), actual: sum(row) }))

const measures = {
  precision: ({ hits, predicted }: Tally) => ratio(hits, predicted),
  recall: ({ hits, actual }: Tally) => ratio(hits, actual),
  f1: ({ hits, predicted, actual }: Tally) => ratio(2 * hits, predicted + actual),
}
type Measure = keyof typeof measures

/** `macro`: the mean over classes. `micro`: of all classes counted together. `weighted`: the mean weighted by true examples. */
export type Average = 'macro' | 'micro' | 'weighted'

const averages: Readonly<Record<Average, (of: (tally: Tally) => number, each: readonly Tally[]) => number>> = {
  macro: (of, each) => mean(each.map(of)),
  micro: (of, each) => of({ hits: sum(each.map((t) => t.hits)), predicted: sum(each.map((t) => t.predicted)), actual: sum(each.map((t) => t.actual)) }),
  weighted: (of, each) => ratio(sum(each.map((t) => t.actual * of(t))), sum(each.map((t) => t.actual))),
}

/** Averaged over the classes in a named way, `macro` if none is named. */
export interface Averaging {
  readonly average?: Average
}

const averaged = (measure: Measure) => ({ average = 'macro' }: Averaging = {}): Metric => ({
  name: average === 'macro' ? measure : `${average} ${measure}`,
  of: (evidence) => averages[average](measures[measure], tallies(confusionOf(classified(measure, evidence)))),
})

/** Of the predictions of a class, the share that is right. */
export const precisionWith = averaged('precision')
/** Of the examples of a class, the share that is predicted. */
export const recallWith = averaged('recall')
/** The harmonic mean of precision and recall: 2·hits / (predicted + actual). */
export const f1With = averaged('f1')

/** Macro averages. */
export const precision: Metric = precisionWith()
export const recall: Metric = recallWith()
export const f1: Metric = f1With()

/** What can be said of one class. */
export type ClassReport = Readonly<Record<Measure, number>> & {
  /** How many true examples it has. */
  readonly support: number
}

/** Precision, recall, F1 and support of each class. */
export const perClass: Metric<readonly ClassReport[]> = {
  name: 'perClass',
  of: (evidence) =>
    tallies(confusionOf(classified('perClass', evidence))).map((t) =>
      ({ precision: measures.precision(t), recall: measures.recall(t), f1: measures.f1(t), support: t.actual })),
}
