/**
 * Steps of preprocessing before they are fitted. What they learn, they learn from the data that `fit` is given: the training
 * part, and nothing else.
 *
 * @example
 * const transform = fit([impute('mean'), standardise()])(t.of([3, 1], [1, NaN, 3]))
 * apply(transform)(t.of([2, 1], [NaN, 3])) // [[0], [1.2247]]
 */
import { fail } from '../../shape/error.js'
import { aList, aMaker, aRecord, check, checkOptions, listOf, oneOf } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { aTensor } from '../../tensor/argument.js'
import type { AnyTensor, Tensor } from '../../tensor/tensor.js'
import { chosen, present, type Features } from './feature.js'
import type { Smoothing } from './smooth.js'
import { deviation, greatest, least, mean, median, mostFrequent, quantile, type Statistic } from './statistic.js'
import { apply, type Step, type Transform } from './transform.js'

/** A step that learns from inputs [examples, ..., features]. */
export interface Unfitted {
  readonly fit: (inputs: AnyTensor) => Step
}

const chosenKinds = { columns: aList }

/** Which features a step is about, by their places on the last axis: by default all. */
export interface Chosen {
  readonly columns?: readonly number[]
}

/** Makes a step of the chosen features, given a way to compute a statistic of each. */
type Make = (features: Features, each: (statistic: Statistic) => readonly number[]) => Step

const perFeature = (name: string, which: Chosen, make: Make): Unfitted => ({
  fit: (inputs) => {
    const operation = `preprocess.${name}`
    const { columns } = checkOptions<Chosen>(operation, which, chosenKinds)
    const features = chosen(operation, inputs, columns)
    return make(features, (statistic) => features.columns.map((column) => statistic(present(operation, inputs, column))))
  },
})

/**
 * (x - mean) / deviation, with the deviation √(Σ (x - mean)² / n); a feature that never varies becomes 0.
 *
 * @example
 * apply(fit([standardise()])(t.of([2, 1], [1, 3])))(t.of([1, 1], [5])) // [[3]]
 */
export const standardise = (which: Chosen = {}): Unfitted =>
  perFeature('standardise', which, (features, each) => {
    const spread: Statistic = (values) => deviation(values) || 1
    return { kind: 'standardise', ...features, mean: each(mean), deviation: each(spread) }
  })

/** The ends of the range that `minMax` takes the training examples to. */
export interface Range extends Chosen {
  readonly to?: readonly [low: number, high: number]
}

/**
 * From the range of the training examples to `to`, by default [0, 1]; values outside of that range land outside of `to`.
 *
 * @example
 * apply(fit([minMax()])(t.of([2, 1], [1, 3])))(t.of([2, 1], [2, 5])) // [[0.5], [2]]
 */
export const minMax = (options: Range = {}): Unfitted => {
  const { to = [0, 1], ...which } = checkOptions<Range>('preprocess.minMax', options, { ...chosenKinds, to: aList })
  const [low, high] = to
  const isRange = to.every(Number.isFinite) && low < high && Number.isFinite(high - low)
  if (!isRange) fail('preprocess.minMax', { argument: 'to', expected: 'two finite numbers, the lower one first', received: to })
  return perFeature('minMax', which, (features, each) =>
    ({ kind: 'minMax', ...features, low: each(least), high: each(greatest), to: [low, high] }))
}

/** What fills a missing value: a statistic of the feature, or a constant. */
export type Filling = 'mean' | 'median' | 'mostFrequent' | { readonly constant: number }

const fillings = { mean, median, mostFrequent }

/**
 * A missing value (NaN) becomes the mean, the median or the most frequent value of its feature, or a constant.
 *
 * @example
 * apply(fit([impute('median')])(t.of([3, 1], [1, 2, 9])))(t.of([1, 1], [NaN])) // [[2]]
 */
export const impute = (by: Filling, which: Chosen = {}): Unfitted => {
  if (typeof by === 'object')
    return imputeConstant(checkOptions<typeof by>('preprocess.impute', by, { constant: true }, 'by').constant, which)
  check('preprocess.impute', { by }, { by: oneOf(...Object.keys(fillings)) })
  return perFeature('impute', which, (features, each) => ({ kind: 'impute', ...features, value: each(fillings[by]) }))
}

const imputeConstant = (constant: number, which: Chosen): Unfitted => {
  const operation = 'preprocess.impute'
  const { columns } = checkOptions<Chosen>(operation, which, chosenKinds)
  if (!Number.isFinite(constant)) fail(operation, { argument: 'constant', expected: 'a finite number', received: constant })
  // There need not be a value to learn from.
  const value = ({ columns }: Features): readonly number[] => columns.map(() => constant + 0)
  return {
    fit: (inputs) => {
      const features = chosen(operation, inputs, columns)
      return { kind: 'impute', ...features, value: value(features) }
    },
  }
}

/**
 * Where outliers begin: beyond two quantiles, beyond k interquartile ranges from the quartiles (Tukey, "Exploratory Data
 * Analysis" (1977), takes 1.5), or beyond k deviations from the mean.
 */
export type Bounds =
  | { readonly quantiles: readonly [low: number, high: number] }
  | { readonly interquartile: number }
  | { readonly deviations: number }

const boundOf = (bounds: Bounds, side: 'low' | 'high'): Statistic => {
  const [i, sign] = side === 'low' ? [0, -1] as const : [1, 1] as const
  return (values) => {
    if ('quantiles' in bounds) return quantile(values, bounds.quantiles[i])
    if ('deviations' in bounds) return mean(values) + sign * bounds.deviations * deviation(values)
    const [first, third] = [quantile(values, 0.25), quantile(values, 0.75)]
    return (side === 'low' ? first : third) + sign * bounds.interquartile * (third - first)
  }
}

const checkBounds = (bounds: Bounds): void => {
  check('preprocess.clipOutliers', { bounds }, { bounds: aRecord })
  const wrong = (argument: string, expected: string, received: unknown): void =>
    fail('preprocess.clipOutliers', { argument, expected, received })
  if ('quantiles' in bounds) {
    check('preprocess.clipOutliers', { quantiles: bounds.quantiles }, { quantiles: aList })
    const [low, high] = bounds.quantiles
    const areQuantiles = low >= 0 && low < high && high <= 1
    if (!areQuantiles) wrong('quantiles', 'two numbers from 0 to 1, the lower one first', bounds.quantiles)
    return
  }
  const names = Object.keys(bounds)
  const isOne = names.length === 1 && (names[0] === 'interquartile' || names[0] === 'deviations')
  if (!isOne) wrong('bounds', 'one of quantiles, interquartile and deviations', names.join(', '))
  for (const [name, k] of Object.entries(bounds)) if (!Number.isFinite(k) || !(k > 0)) wrong(name, 'a finite number above 0', k)
}

/**
 * Values beyond the bounds become the bounds.
 *
 * @example
 * apply(fit([clipOutliers({ quantiles: [0, 0.5] })])(t.of([3, 1], [1, 2, 9])))(t.of([2, 1], [0, 9])) // [[1], [2]]
 */
export const clipOutliers = (bounds: Bounds, which: Chosen = {}): Unfitted => {
  checkBounds(bounds)
  return perFeature('clipOutliers', which, (features, each) =>
    ({ kind: 'clip', ...features, low: each(boundOf(bounds, 'low')), high: each(boundOf(bounds, 'high')) }))
}

/**
 * Each value becomes the average (or median) of an odd number of values around it along an axis of the example, by default
 * its first. It learns nothing.
 *
 * @example
 * apply(fit([smooth({ window: 3 })])(t.of([1, 4], [0, 3, 0, 6])))(t.of([1, 4], [0, 3, 0, 6])) // [[1.5, 1, 3, 3]]
 */
export const smooth = (options: Partial<Smoothing> & Pick<Smoothing, 'window'>): Unfitted => {
  const { by = 'mean', window, axis = 0 } =
    checkOptions<typeof options>('preprocess.smooth', options, { by: oneOf('mean', 'median'), window: true, axis: true })
  const isOdd = Number.isSafeInteger(window) && window > 0 && window % 2 === 1
  if (!isOdd) fail('preprocess.smooth', { argument: 'window', expected: 'an odd whole number of at least 1', received: window })
  if (!Number.isSafeInteger(axis)) fail('preprocess.smooth', { argument: 'axis', expected: 'a whole number', received: axis })
  const step: Step = { kind: 'smooth', by, window, axis }
  return { fit: () => step }
}

const aStep = aMaker('a step', 'fit')

/** Steps fitted so far, and what they make of the inputs. */
interface Progress {
  readonly fitted: Transform
  readonly inputs: AnyTensor
}

/**
 * The steps fitted to inputs [examples, ..., features], each to what those before it make of them.
 *
 * @example
 * fit([minMax()])(t.of([2, 1], [1, 3])) // [{ kind: 'minMax', features: 1, columns: [0], low: [1], high: [3], to: [0, 1] }]
 */
export const fit = (steps: readonly Unfitted[]) => <S extends Shape, F extends Float>(inputs: Tensor<S, F>): Transform => {
  check('preprocess.fit', { steps, inputs }, { steps: listOf('steps, as standardise() makes them', aStep), inputs: aTensor })
  return steps.reduce<Progress>((before, step) => {
    const next = step.fit(before.inputs)
    return { fitted: [...before.fitted, next], inputs: apply([next])(before.inputs) }
  }, { fitted: [], inputs }).fitted
}
