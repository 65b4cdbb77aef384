/** Predicted and true classes, read from whatever form the outputs and the targets have. */
import { fail } from '../shape/error.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { table, upTo, type Evidence, type Table } from './metric.js'

/** For each example its true class, and the outputs of the network: one score for each class. */
export interface Scored {
  readonly classes: number
  readonly truth: readonly number[]
  readonly scores: Table
}

/** For each example its true class and the predicted one. */
export interface Classified {
  readonly classes: number
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
}

/** The first of the greatest; NaN is not a class. */
const argmax = (metric: string, argument: string, { columns, at }: Table, row: number): number =>
  upTo(columns).reduce((best, column) => {
    if (Number.isNaN(at(row, column))) fail(`metric.${metric}`, { argument, expected: 'numbers', received: NaN, message: `${argument} hold NaN at example ${row}` })
    return at(row, column) > at(row, best) ? column : best
  }, 0)

const checkClass = (metric: string, label: number, row: number, classes: number): number =>
  Number.isInteger(label) && label >= 0 && label < classes
    ? label
    : fail(`metric.${metric}`, { argument: `targets[${row}]`, expected: `a class from 0 to ${classes - 1}`, received: label })

const differ = (metric: string, predictions: AnyTensor, targets: AnyTensor): never =>
  fail(`metric.${metric}`, {
    argument: 'targets',
    expected: `classes, or as many numbers as outputs, for outputs ${String(predictions)}`,
    received: String(targets),
    message: `targets ${String(targets)} do not fit outputs ${String(predictions)}`,
  })

/**
 * Outputs [n, classes] with targets [n] (class indices) or [n, classes] (one-hot or a distribution: its greatest). A single
 * output is the logit of class 1 of two, its targets 0 or 1.
 */
export const scored = (metric: string, { predictions, targets }: Evidence): Scored => {
  const scores = table(metric, 'predictions', predictions)
  const single = scores.columns === 1
  const classes = single ? 2 : scores.columns
  const sparse = single || (targets.shape.length === predictions.shape.length - 1 && targets.dtype !== 'f32' && targets.dtype !== 'f64')
  const given = table(metric, 'targets', targets)
  const rows = sparse ? given.rows * given.columns : given.rows
  if (rows !== scores.rows || (!sparse && given.columns !== classes)) differ(metric, predictions, targets)
  const label = (row: number): number =>
    sparse ? checkClass(metric, given.at(0, row), row, classes) : argmax(metric, 'targets', given, row)
  return { classes, truth: upTo(scores.rows).map(label), scores }
}

/** The class of the greatest output, the first of equals; of a single output, class 1 where the logit is above 0. */
export const classified = (metric: string, evidence: Evidence): Classified => {
  const { classes, truth, scores } = scored(metric, evidence)
  const single = scores.columns === 1
  const predict = (row: number): number => {
    const best = argmax(metric, 'predictions', scores, row)
    return single ? Number(scores.at(row, 0) > 0) : best
  }
  return { classes, truth, predicted: upTo(scores.rows).map(predict) }
}
