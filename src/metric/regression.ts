/** How far numbers are from what they should be; several outputs of an example count alike. */
import { fail } from '../shape/error.js'
import { count } from '../program/program.js'
import { mean, sum, table, upTo, type Evidence, type Metric } from './metric.js'

/** For each output, the pairs of truth and prediction. */
interface Output {
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
}

const outputs = (metric: string, { predictions, targets }: Evidence): readonly Output[] => {
  const [predicted, truth] = [table(metric, 'predictions', predictions), table(metric, 'targets', targets)]
  // One output for each example may be written [n, 1] or [n].
  const fits = predicted.columns === truth.columns && predicted.rows === truth.rows && count(predictions.shape) === count(targets.shape)
  if (!fits) {
    const message = `targets ${String(targets)} do not fit outputs ${String(predictions)}`
    fail(`metric.${metric}`, { argument: 'targets', expected: `as many numbers as outputs, ${String(predictions)}`, received: String(targets), message })
  }
  return upTo(truth.columns).map((c) => ({ truth: upTo(truth.rows).map((r) => truth.at(r, c)), predicted: upTo(truth.rows).map((r) => predicted.at(r, c)) }))
}

const overOutputs = (name: string, of: (output: Output) => number): Metric => ({ name, of: (evidence) => mean(outputs(name, evidence).map(of)) })

const errors = ({ truth, predicted }: Output): readonly number[] => truth.map((t, i) => t - (predicted[i] as number))
const squares = (terms: readonly number[]): readonly number[] => terms.map((x) => x * x)

/** The mean of (truth - prediction)². */
export const meanSquaredError: Metric = overOutputs('meanSquaredError', (output) => mean(squares(errors(output))))

/** The mean of |truth - prediction|. */
export const meanAbsoluteError: Metric = overOutputs('meanAbsoluteError', (output) => mean(errors(output).map(Math.abs)))

const determination = (output: Output): number => {
  const centre = mean(output.truth)
  const residual = sum(squares(errors(output)))
  const total = sum(squares(output.truth.map((t) => t - centre)))
  return total === 0 ? Number(residual === 0) : 1 - residual / total
}

/** The coefficient of determination: 1 - Σ(truth - prediction)² / Σ(truth - mean)²; of a constant truth, 1 if met and 0 if missed. */
export const r2: Metric = overOutputs('r2', determination)
