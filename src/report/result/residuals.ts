/** By how much numbers are missed. */
import { quantileSorted } from 'd3-array'
import type { NumberOutcome } from '../../run/index.js'

export interface Residual {
  /** Its place in the outcome's lists. */
  readonly index: number
  readonly truth: number
  readonly prediction: number
  /** prediction - truth: above 0 where too much is predicted. */
  readonly error: number
}

/** Of the cases that have both numbers, in their order; those of which one is not finite are left out. */
export const residuals = ({ truths, predictions }: NumberOutcome): readonly Residual[] =>
  truths.flatMap((truth, index) => {
    const prediction = predictions[index] ?? NaN
    const error = prediction - truth
    return Number.isFinite(error) ? [{ index, truth, prediction, error }] : []
  })

/** Below which the given shares of the values lie, by linear interpolation (type 7 of Hyndman and Fan, 1996); NaN of no values. */
export const quantiles = (values: readonly number[], shares: readonly number[]): readonly number[] => {
  const sorted = values.toSorted((a, b) => a - b)
  return shares.map((share) => quantileSorted(sorted, share) ?? NaN)
}
