/**
 * Agreement of predicted and true classes beyond what their frequencies alone would give. All are computed from the frequencies
 * of classes, without a matrix of classes × classes.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * balancedAccuracy().of(evidence) // 0.75
 * balancedAccuracy({ adjusted: true }).of(evidence) // 0.5
 * matthews.of(evidence) // 0.5
 * cohenKappa().of(evidence) // 0.4
 */
import { aBoolean, checkOptions, oneOf } from '../shape/options.js'
import { tallies } from './average.js'
import { classified, type Classified } from './classes.js'
import type { Metric } from './metric.js'
import { frequencies, mean, ratio, sum } from './table.js'

/** Whether what guessing reaches is taken off. */
export interface BalancedAccuracyOptions {
  /** Rescales so that guessing has 0 and perfection 1: (accuracy - 1/c) / (1 - 1/c) of c classes; false by default. */
  readonly adjusted?: boolean
}

/**
 * The mean of the recall of all classes that have true examples, in [0, 1], or up from -1 / (c - 1) if `adjusted`, which is 0
 * where only one class has examples. Brodersen et al., "The balanced accuracy and its posterior distribution" (2010).
 */
// @__NO_SIDE_EFFECTS__
export const balancedAccuracy = (options: BalancedAccuracyOptions = {}): Metric => {
  const { adjusted = false } =
    checkOptions<BalancedAccuracyOptions>('metric.balancedAccuracy', options, { adjusted: aBoolean })
  return {
    name: adjusted ? 'adjusted balancedAccuracy' : 'balancedAccuracy',
    of: (evidence) => {
      const present = tallies(classified('balancedAccuracy', evidence)).filter(({ actual }) => actual > 0)
      const recall = mean(present.map(({ hits, actual }) => hits / actual))
      const chance = 1 / present.length
      return adjusted ? ratio(recall - chance, 1 - chance) : recall
    },
  }
}

/** Σ a·b. */
const inner = (a: Float64Array, b: Float64Array): number => a.reduce((total, x, i) => total + x * (b[i] as number), 0)

/** Examples of each class: true ones and predicted ones. */
const marginals = ({ classes, truth, predicted }: Classified): readonly [actual: Float64Array, predicted: Float64Array] =>
  [frequencies(classes, truth), frequencies(classes, predicted)]

/**
 * The correlation coefficient of true and predicted classes, in [-1, 1]; of n examples with t_k true, p_k predicted ones of class
 * k and c right ones
 *
 *     (c·n - Σ t_k·p_k) / √((n² - Σ p_k²)·(n² - Σ t_k²))
 *
 * and 0 where all truth or all predictions are of one class. Matthews, "Comparison of the predicted and observed secondary
 * structure of T4 phage lysozyme" (1975); of many classes Gorodkin, "Comparing two K-category assignments by a K-category
 * correlation coefficient" (2004).
 */
export const matthews: Metric = {
  name: 'matthews',
  of: (evidence) => {
    const found = classified('matthews', evidence)
    const [actual, predicted] = marginals(found)
    const n = found.truth.length
    const right = found.truth.filter((label, i) => label === found.predicted[i]).length
    const variation = (n * n - inner(predicted, predicted)) * (n * n - inner(actual, actual))
    return ratio(right * n - inner(actual, predicted), Math.sqrt(variation))
  },
}

/** How much a confusion of classes i and j counts. */
export interface CohenKappaOptions {
  /** `none`, the default: 1 for all of them. Of ordered classes `linear`: |i - j|, or `quadratic`: (i - j)². */
  readonly weights?: 'none' | 'linear' | 'quadratic'
}

/** A weight of confusions: of one, and summed over all pairs of a true and a predicted example. */
interface Disagreement {
  readonly of: (distance: number) => number
  readonly pairs: (actual: Float64Array, predicted: Float64Array, n: number) => number
}

/** Sums of the first elements. */
const cumulative = (counts: Float64Array): Float64Array => {
  let total = 0
  return counts.map((x) => (total += x))
}

/** The mean class, and Σ (class - mean)². */
const spread = (counts: Float64Array, n: number): readonly [centre: number, squares: number] => {
  const centre = counts.reduce((total, x, c) => total + x * c, 0) / n
  return [centre, counts.reduce((total, x, c) => total + x * (c - centre) * (c - centre), 0)]
}

const disagreements: Readonly<Record<NonNullable<CohenKappaOptions['weights']>, Disagreement>> = {
  none: { of: (d) => Number(d !== 0), pairs: (actual, predicted, n) => n * n - inner(actual, predicted) },
  linear: {
    of: Math.abs,
    // |i - j| is the number of classes c with one of i, j up to c and the other one above.
    pairs: (actual, predicted, n) => {
      const below = cumulative(predicted)
      const apart = (a: number, b: number): number => a * (n - b) + b * (n - a)
      return cumulative(actual).reduce((total, a, c) => total + apart(a, below[c] as number), 0)
    },
  },
  quadratic: {
    of: (d) => d * d,
    // Σ (i - j)² = n·Σ (i - mean)² + n·Σ (j - mean)² + n²·(difference of the means)², which cancels nothing.
    pairs: (actual, predicted, n) => {
      const [[centre, squares], [other, others]] = [spread(actual, n), spread(predicted, n)]
      return n * squares + n * others + n * n * (centre - other) * (centre - other)
    },
  },
}

/**
 * 1 - observed / expected disagreement, at most 1, where the expected one is that of independent classes with the same
 * frequencies. Where truth and predictions are one class throughout, nothing is expected, and it is 1. Cohen, "A coefficient of
 * agreement for nominal scales" (1960), and weighted "Weighted kappa" (1968).
 */
// @__NO_SIDE_EFFECTS__
export const cohenKappa = (options: CohenKappaOptions = {}): Metric => {
  const { weights = 'none' } =
    checkOptions<CohenKappaOptions>('metric.cohenKappa', options, { weights: oneOf('none', 'linear', 'quadratic') })
  return {
    name: weights === 'none' ? 'cohenKappa' : `${weights} cohenKappa`,
    of: (evidence) => {
      const found = classified('cohenKappa', evidence)
      const n = found.truth.length
      const { of, pairs } = disagreements[weights]
      const observed = sum(found.truth.map((label, i) => of(label - (found.predicted[i] as number))))
      return 1 - ratio(n * observed, pairs(...marginals(found), n))
    },
  }
}
