/** Predicted and true classes, read from whatever form the outputs and the targets have. */
import { fail } from '../shape/error.js'
import type { AnyTensor } from '../tensor/tensor.js'
import type { Evidence } from './metric.js'
import { mismatch, table, upTo, type Table } from './table.js'

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

/** The first of the greatest; NaN is an error. */
const argmax = (metric: string, argument: string, { columns, at }: Table, row: number): number => {
  let [best, greatest] = [0, at(row, 0)]
  for (let column = 0; column < columns; column++) {
    const value = at(row, column)
    if (Number.isNaN(value))
      fail(`metric.${metric}`, { argument, expected: 'numbers', received: NaN, message: `${argument} hold NaN at example ${row}` })
    if (value > greatest) [best, greatest] = [column, value]
  }
  return best
}

const checkClass = (metric: string, received: number, row: number, classes: number): number => {
  if (Number.isInteger(received) && received >= 0 && received < classes) return received
  return fail(`metric.${metric}`, { argument: `targets[${row}]`, expected: `a class from 0 to ${classes - 1}`, received })
}

/** Whether targets are class indices, one axis less than outputs: [n] for [n, classes]. */
const areIndices = (targets: AnyTensor, predictions: AnyTensor): boolean =>
  targets.shape.length === predictions.shape.length - 1 && targets.dtype !== 'f32' && targets.dtype !== 'f64'

/**
 * Outputs [n, classes] with targets [n] (class indices) or [n, classes] (one-hot or a distribution: its greatest). A single
 * output is the logit of class 1 of two, its targets 0 or 1.
 */
export const scored = (metric: string, { predictions, targets }: Evidence): Scored => {
  const scores = table(metric, 'predictions', predictions)
  const isSingle = scores.columns === 1
  const classes = isSingle ? 2 : scores.columns
  const given = table(metric, 'targets', targets)
  const isSparse = isSingle || areIndices(targets, predictions)
  const rows = isSparse ? given.rows * given.columns : given.rows
  if (rows !== scores.rows || (!isSparse && given.columns !== classes)) mismatch(metric, predictions, targets)
  const label = (row: number): number =>
    isSparse ? checkClass(metric, given.at(0, row), row, classes) : argmax(metric, 'targets', given, row)
  return { classes, truth: upTo(scores.rows).map(label), scores }
}

/** The class of the greatest output, the first of equals; of a single output, class 1 where the logit is above 0. */
export const classified = (metric: string, evidence: Evidence): Classified => {
  const { classes, truth, scores } = scored(metric, evidence)
  const predict = (row: number): number => {
    const best = argmax(metric, 'predictions', scores, row)
    return scores.columns === 1 ? Number(scores.at(row, 0) > 0) : best
  }
  return { classes, truth, predicted: upTo(scores.rows).map(predict) }
}
