/** Predicted and true classes, read from whatever form the outputs and the targets have. */
import { fail } from '../shape/error.js'
import { aRecord, anInteger, check } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import type { Evidence } from './metric.js'
import { mismatch, table, upTo, type Table } from './table.js'

/** A class that counts for nothing. */
export interface IgnoreOptions {
  /**
   * The target of positions that are left out, such as the padding of sequences or the border of a segmentation; it need not
   * be one of the classes. None by default.
   */
  readonly ignore?: number
}

export const ignoreKinds = { ignore: anInteger }

/** For each example its true class, and the outputs of the network: one score for each class. */
export interface Scored {
  readonly classes: number
  readonly truth: readonly number[]
  /** The rows of `scores` that the examples are: all of them, if no class is ignored. */
  readonly rows: readonly number[]
  readonly scores: Table
}

/** For each example its true class and the predicted one. */
export interface Classified {
  readonly classes: number
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
}

/** The first of the greatest; NaN is an error. */
export const argmax = (metric: string, argument: string, { columns, at }: Table, row: number): number => {
  let [best, greatest] = [0, at(row, 0)]
  for (let column = 0; column < columns; column++) {
    const value = at(row, column)
    if (Number.isNaN(value)) {
      const message = `${argument} hold NaN at example ${row}`
      fail(`metric.${metric}`, { argument, expected: 'numbers', received: NaN, message })
    }
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

/** The examples of other classes than the ignored one. */
const others = (metric: string, ignore: number, isSparse: boolean, { rows, columns, at }: Table): readonly number[] => {
  const [missing, message] = ['left out for distributions', 'ignore names a class index, but the targets are distributions']
  if (!isSparse) fail(`metric.${metric}`, { argument: 'ignore', expected: missing, received: ignore, message })
  const kept = upTo(rows * columns).filter((row) => at(0, row) !== ignore)
  const expected = `at least 1 example of another class than ${ignore}, which is ignored`
  if (kept.length === 0) fail(`metric.${metric}`, { argument: 'targets', expected, received: 'none' })
  return kept
}

/**
 * Outputs [n, classes] with targets [n] (class indices) or [n, classes] (one-hot or a distribution: its greatest). A single
 * output is the logit of class 1 of two, its targets 0 or 1. Examples of the class `ignore` are left out.
 */
export const scored = (metric: string, evidence: Evidence, ignore?: number): Scored => {
  check(`metric.${metric}`, { evidence }, { evidence: aRecord })
  const { predictions, targets } = evidence
  const scores = table(metric, 'predictions', predictions)
  const isSingle = scores.columns === 1
  const classes = isSingle ? 2 : scores.columns
  const given = table(metric, 'targets', targets)
  const isSparse = isSingle || areIndices(targets, predictions)
  const rows = isSparse ? given.rows * given.columns : given.rows
  if (rows !== scores.rows || (!isSparse && given.columns !== classes)) mismatch(metric, predictions, targets)
  const label = (row: number): number =>
    isSparse ? checkClass(metric, given.at(0, row), row, classes) : argmax(metric, 'targets', given, row)
  const kept = ignore === undefined ? upTo(scores.rows) : others(metric, ignore, isSparse, given)
  return { classes, truth: kept.map(label), rows: kept, scores }
}

/** The class of the greatest output, the first of equals; of a single output, class 1 where the logit is above 0. */
export const classified = (metric: string, evidence: Evidence, ignore?: number): Classified => {
  const { classes, truth, rows, scores } = scored(metric, evidence, ignore)
  const predict = (row: number): number => {
    const best = argmax(metric, 'predictions', scores, row)
    return scores.columns === 1 ? Number(scores.at(row, 0) > 0) : best
  }
  return { classes, truth, predicted: rows.map(predict) }
}
