/**
 * How far numbers are from what they should be; several outputs of an example count alike.
 *
 * @example
 * const evidence = { predictions: t.of([3, 1], [1, 2, 5]), targets: t.of([3, 1], [1, 2, 3]), loss: 0 }
 * meanSquaredError.of(evidence) // 1.333
 * meanAbsoluteError.of(evidence) // 0.667
 * r2.of(evidence) // -1
 * rootMeanSquaredError.of(evidence) // 1.155
 * meanAbsolutePercentageError().of(evidence) // 0.222
 * medianAbsoluteError.of(evidence) // 0
 * explainedVariance.of(evidence) // -0.333
 */
import { positive } from '../optimizer/hyperparameter.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import { aRecord, check, checkOptions } from '../shape/options.js'
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

/** Whether a truth that is constant was met; NaN where that is not known. */
const met = (residual: number): number => (Number.isNaN(residual) ? NaN : Number(residual === 0))

/**
 * The coefficient of determination: 1 - Σ (truth - prediction)² / Σ (truth - mean)². Where the truth is constant, 1 if it is
 * met and 0 if not.
 */
export const r2: Metric = overOutputs('r2', (output) => {
  const residual = sum(squares(errors(output)))
  // The mean of equal numbers may be rounded away from them, which must not count as variation.
  if (output.truth.every((t) => t === output.truth[0])) return met(residual)
  const centre = mean(output.truth)
  const total = sum(squares(output.truth.map((t) => t - centre)))
  // Squares of tiny differences may vanish.
  return total === 0 ? met(residual) : 1 - residual / total
})

/**
 * The square root of `meanSquaredError`, in the unit of the targets. Of several outputs it is the root of their common mean, not
 * the mean of their roots.
 */
export const rootMeanSquaredError: Metric = {
  name: 'rootMeanSquaredError',
  of: (evidence) =>
    Math.sqrt(mean(outputs('rootMeanSquaredError', evidence).map((output) => mean(squares(errors(output)))))),
}

/** What is divided by where the truth is 0. */
export interface PercentageErrorOptions {
  /** The least that an error is divided by, above 0. None by default: a true value of 0 is an error then. */
  readonly epsilon?: number
}

/**
 * The mean of |truth - prediction| / |truth| over examples and outputs, of outputs and targets of one shape [n, ...], as a share:
 * 0.1 for 10 %. It is not defined where the truth is 0, which is an error, unless `epsilon` says what to divide by:
 * max(|truth|, epsilon).
 */
// @__NO_SIDE_EFFECTS__
export const meanAbsolutePercentageError = (options: PercentageErrorOptions = {}): Metric => {
  const { epsilon } =
    checkOptions<PercentageErrorOptions>('metric.meanAbsolutePercentageError', options, { epsilon: positive })
  const under = (t: number, row: number): number => {
    const message = `targets hold 0 at example ${row}, which has no percentage: epsilon says what to divide by instead`
    if (t === 0 && epsilon === undefined)
      fail('metric.meanAbsolutePercentageError', { argument: 'targets', expected: 'numbers other than 0', received: 0, message })
    return Math.max(Math.abs(t), epsilon ?? 0)
  }
  return overOutputs('meanAbsolutePercentageError', (output) =>
    mean(errors(output).map((e, row) => Math.abs(e) / under(output.truth[row] as number, row))))
}

/** The mean of the two in the middle, where their number is even; NaN among them is the median. */
const median = (terms: readonly number[]): number => {
  if (terms.some(Number.isNaN)) return NaN
  const sorted = terms.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

/**
 * The median of |truth - prediction| over examples, which outliers do not move; of several outputs the mean of their medians.
 */
export const medianAbsoluteError: Metric =
  overOutputs('medianAbsoluteError', (output) => median(errors(output).map(Math.abs)))

/** Σ (x - mean)², and exactly 0 for equal numbers. */
const variation = (terms: readonly number[]): number => {
  if (terms.every((x) => x === terms[0])) return 0
  const centre = mean(terms)
  return sum(squares(terms.map((x) => x - centre)))
}

/**
 * 1 - variance of (truth - prediction) / variance of the truth: `r2` without what a constant offset costs. Where the truth is
 * constant, 1 if it is met up to an offset and 0 if not. Of several outputs the mean.
 */
export const explainedVariance: Metric = overOutputs('explainedVariance', (output) => {
  const [residual, total] = [variation(errors(output)), variation(output.truth)]
  return total === 0 ? met(residual) : 1 - residual / total
})
