/**
 * How far numbers are from what they should be; several outputs of an example count alike.
 *
 * @example
 * const evidence = { predictions: t.of([3, 1], [1, 2, 5]), targets: t.of([3, 1], [1, 2, 3]), loss: 0 }
 * meanSquaredError.of(evidence) // 1.333
 * meanAbsoluteError.of(evidence) // 0.667
 * r2.of(evidence) // -1
 */
import { count } from '../program/program.js'
import { aRecord, check } from '../shape/options.js'
import type { Evidence, Metric } from './metric.js'
import { mean, mismatch, sum, table, upTo, type Table } from './table.js'

/** One output of every example: what is true and what is predicted. */
interface Output {
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
}

const columnOf = ({ rows, at }: Table, column: number): readonly number[] => upTo(rows).map((row) => at(row, column))

const outputs = (metric: string, evidence: Evidence): readonly Output[] => {
  check(`metric.${metric}`, { evidence }, { evidence: aRecord })
  const { predictions, targets } = evidence
  const [predicted, truth] = [table(metric, 'predictions', predictions), table(metric, 'targets', targets)]
  // One output for each example may be written [n, 1] or [n].
  const fits = predicted.columns === truth.columns && count(predictions.shape) === count(targets.shape)
  if (!fits) mismatch(metric, predictions, targets)
  return upTo(truth.columns).map((c) => ({ truth: columnOf(truth, c), predicted: columnOf(predicted, c) }))
}

// @__NO_SIDE_EFFECTS__
const overOutputs = (name: string, of: (output: Output) => number): Metric =>
  ({ name, of: (evidence) => mean(outputs(name, evidence).map(of)) })

const errors = ({ truth, predicted }: Output): readonly number[] => truth.map((t, i) => t - (predicted[i] as number))
const squares = (terms: readonly number[]): readonly number[] => terms.map((x) => x * x)

/**
 * The mean of (truth - prediction)² over examples and outputs, of outputs and targets of one shape [n, ...]: what the loss
 * `meanSquaredError` is; the loss `squaredError` adds up over the outputs.
 */
export const meanSquaredError: Metric = overOutputs('meanSquaredError', (output) => mean(squares(errors(output))))

/**
 * The mean of |truth - prediction| over examples and outputs, of outputs and targets of one shape [n, ...]: what the loss
 * `meanAbsoluteError` is; the loss `absoluteError` adds up over the outputs.
 */
export const meanAbsoluteError: Metric = overOutputs('meanAbsoluteError', (output) => mean(errors(output).map(Math.abs)))

/**
 * The coefficient of determination: 1 - Σ (truth - prediction)² / Σ (truth - mean)². Where the truth is constant, 1 if it is
 * met and 0 if not.
 */
export const r2: Metric = overOutputs('r2', (output) => {
  const residual = sum(squares(errors(output)))
  // The mean of equal numbers may be rounded away from them, which must not count as variation.
  if (output.truth.every((t) => t === output.truth[0])) return Number(residual === 0)
  const centre = mean(output.truth)
  const total = sum(squares(output.truth.map((t) => t - centre)))
  // Squares of tiny differences may vanish.
  return total === 0 ? Number(residual === 0) : 1 - residual / total
})
