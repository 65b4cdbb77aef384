/**
 * Whether a network is right as often as it claims.
 *
 * @example
 * const predictions = t.of([4, 2], [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.25, 0.75])
 * const evidence = { predictions, targets: t.of([4], [0, 0, 1, 1], 'i32'), loss: 0.5 }
 * calibrationError({ from: 'probabilities' }).of(evidence) // 0
 * calibrationError({ from: 'probabilities' }).of({ ...evidence, targets: t.of([4], [0, 0, 0, 1], 'i32') }) // 0.25
 */
import { positiveCount } from '../optimizer/hyperparameter.js'
import { checkOptions, oneOf } from '../shape/options.js'
import { chanceKinds, chances, type Chances, type ChanceOptions } from './chances.js'
import { argmax } from './classes.js'
import type { Metric } from './metric.js'
import { sum } from './table.js'

/** How confidence is grouped, and how the groups' errors come together. */
export interface CalibrationErrorOptions extends ChanceOptions {
  /** How many bins of equal width the confidences in (0, 1] fall into; 15 by default. */
  readonly bins?: number
  /** The mean of the bins' errors, weighted by examples (`l1`, the default), the root of their mean square (`l2`) or `max`. */
  readonly norm?: 'l1' | 'l2' | 'max'
}

/** Whether a prediction is right, and the probability that it gives itself. */
export interface Claim {
  readonly confidence: number
  readonly isRight: boolean
}

/** Examples of similar confidence: how many, how many of them are right, and the sum of their confidences. */
export interface Bin {
  /** Bin m of b holds confidences in (m/b, (m+1)/b]; the first one 0, too. */
  readonly at: number
  readonly examples: number
  readonly hits: number
  readonly confidence: number
}

/** The bins that are not empty, of so many of equal width, in their order. */
export const binsOf = (claims: readonly Claim[], count: number): readonly Bin[] => {
  const found = new Map<number, Bin>()
  for (const { confidence, isRight } of claims) {
    const at = Math.max(0, Math.min(count, Math.ceil(confidence * count)) - 1)
    const bin = found.get(at) ?? { at, examples: 0, hits: 0, confidence: 0 }
    found.set(at, { at, examples: bin.examples + 1, hits: bin.hits + Number(isRight), confidence: bin.confidence + confidence })
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at)
}

/** |accuracy - mean confidence|. */
const gap = ({ hits, confidence, examples }: Bin): number => Math.abs(hits - confidence) / examples

const norms: Readonly<Record<NonNullable<CalibrationErrorOptions['norm']>, (bins: readonly Bin[], n: number) => number>> = {
  l1: (bins, n) => sum(bins.map((bin) => (bin.examples / n) * gap(bin))),
  l2: (bins, n) => Math.sqrt(sum(bins.map((bin) => (bin.examples / n) * gap(bin) * gap(bin)))),
  max: (bins) => Math.max(...bins.map(gap)),
}

/** The expected calibration error of bins, as `calibrationError` defines it. */
export const expectedError = (bins: readonly Bin[]): number => norms.l1(bins, sum(bins.map(({ examples }) => examples)))

const claimsOf = ({ truth, table }: Chances): readonly Claim[] => truth.map((label, i) => {
  const best = argmax('calibrationError', 'predictions', table, i)
  return { confidence: table.at(i, best), isRight: best === label }
})

/**
 * The expected calibration error in [0, 1]: by how much the share of right predictions differs from the probability of the
 * predicted class, in bins of that probability. Of a single output, too, that of the predicted class counts. Inputs and errors
 * are those of `logLoss`. Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning" (2015); Guo et al., "On
 * calibration of modern neural networks" (2017), equation 3.
 */
// @__NO_SIDE_EFFECTS__
export const calibrationError = (options: CalibrationErrorOptions = {}): Metric => {
  const { bins = 15, norm = 'l1', ...rest } = checkOptions<CalibrationErrorOptions>(
    'metric.calibrationError', options, { ...chanceKinds, bins: positiveCount, norm: oneOf('l1', 'l2', 'max') })
  return {
    name: norm === 'l1' ? 'calibrationError' : `${norm} calibrationError`,
    of: (evidence) => {
      const claims = claimsOf(chances('calibrationError', evidence, rest))
      return norms[norm](binsOf(claims, bins), claims.length)
    },
  }
}
