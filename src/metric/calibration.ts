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

/** Examples of similar confidence: their share of all, and |accuracy - mean confidence|. */
interface Bin {
  readonly share: number
  readonly gap: number
}

const norms: Readonly<Record<NonNullable<CalibrationErrorOptions['norm']>, (bins: readonly Bin[]) => number>> = {
  l1: (bins) => sum(bins.map(({ share, gap }) => share * gap)),
  l2: (bins) => Math.sqrt(sum(bins.map(({ share, gap }) => share * gap * gap))),
  max: (bins) => Math.max(...bins.map(({ gap }) => gap)),
}

/** The bins that are not empty; bin m of b holds confidences in (m/b, (m+1)/b]. */
const binsOf = ({ truth, table }: Chances, count: number): readonly Bin[] => {
  const found = new Map<number, { examples: number, hits: number, confidence: number }>()
  truth.forEach((label, i) => {
    const best = argmax('calibrationError', 'predictions', table, i)
    const confidence = table.at(i, best)
    const at = Math.max(0, Math.min(count, Math.ceil(confidence * count)) - 1)
    const bin = found.get(at) ?? { examples: 0, hits: 0, confidence: 0 }
    found.set(at, {
      examples: bin.examples + 1, hits: bin.hits + Number(best === label), confidence: bin.confidence + confidence,
    })
  })
  return [...found.values()].map(({ examples, hits, confidence }) =>
    ({ share: examples / truth.length, gap: Math.abs(hits - confidence) / examples }))
}

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
    of: (evidence) => norms[norm](binsOf(chances('calibrationError', evidence, rest), bins)),
  }
}
