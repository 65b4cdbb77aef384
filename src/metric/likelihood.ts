/**
 * How probable a network makes what is true.
 *
 * @example
 * const evidence = { predictions: t.of([2, 2], [0, 0, 1, 3]), targets: t.of([2], [0, 1], 'i32'), loss: 0.5 }
 * logLoss().of(evidence) // 0.410
 * perplexity().of(evidence) // 1.507
 * brierScore().of(evidence) // 0.132
 *
 * @example
 * const evidence = { predictions: t.of([2, 1], [0.5, 0.75]), targets: t.of([2], [0, 1], 'i32'), loss: 0.5 }
 * logLoss({ from: 'probabilities' }).of(evidence) // 0.490
 * brierScore({ from: 'probabilities' }).of(evidence) // 0.156
 */
import { exp } from '../program/elementary/functions.js'
import { elements } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { chanceOptions, chances, logChances, type ChanceOptions } from './chances.js'
import type { Evidence, Metric } from './metric.js'
import { mean, sum, upTo } from './table.js'

const surprise = (metric: string, evidence: Evidence, options: ChanceOptions): number => {
  const { truth, table } = logChances(metric, evidence, options)
  return mean(truth.map((label, i) => -table.at(i, label)))
}

/**
 * The mean of -ln p of the true classes in nats, from 0 up, of outputs [n, ..., classes] and targets as those of `accuracy` (of a
 * distribution its greatest class). A true class of probability 0 makes it infinite: nothing is clipped. NaN, and `probabilities`
 * outside [0, 1] or that do not add up to 1 within 0.001, are errors.
 */
// @__NO_SIDE_EFFECTS__
export const logLoss = (options: ChanceOptions = {}): Metric => {
  const checked = chanceOptions('logLoss', options)
  return { name: 'logLoss', of: (evidence) => surprise('logLoss', evidence, checked) }
}

const power = raw.elementwise((x) => exp(x))

/**
 * exp of `logLoss`, from 1 up: of a language model [n, steps, vocabulary] with targets [n, steps], the number of words among
 * which it is as undecided. `ignore` leaves out padding. Jelinek et al., "Perplexity: a measure of the difficulty of speech
 * recognition tasks" (1977).
 */
// @__NO_SIDE_EFFECTS__
export const perplexity = (options: ChanceOptions = {}): Metric => {
  const checked = chanceOptions('perplexity', options)
  return {
    name: 'perplexity',
    of: (evidence) => elements(power(raw.scalar(surprise('perplexity', evidence, checked), 'f64')))[0] as number,
  }
}

/**
 * The mean squared error of probabilities: of two classes (p - y)² of class 1, in [0, 1]; of more Σ (p - y)² over the classes, in
 * [0, 2], where y is 1 for the true class and 0 for the others. Inputs and errors are those of `logLoss`. Brier, "Verification of
 * forecasts expressed in terms of probability" (1950).
 */
// @__NO_SIDE_EFFECTS__
export const brierScore = (options: ChanceOptions = {}): Metric => {
  const checked = chanceOptions('brierScore', options)
  return {
    name: 'brierScore',
    of: (evidence) => {
      const { truth, table: { columns, at } } = chances('brierScore', evidence, checked)
      const counted = columns === 2 ? [1] : upTo(columns)
      const error = (i: number, label: number, c: number): number => at(i, c) - Number(c === label)
      return mean(truth.map((label, i) => sum(counted.map((c) => error(i, label, c) * error(i, label, c)))))
    },
  }
}
