/** Fitting what prepares cases, to those that are learned from and no others. */
import { deviation, greatest, least, mean, median } from '../dataset/preprocess/statistic.js'
import type { Input, Values } from './input.js'
import type { Preparation, Scaling } from './preparation.js'

const unchanged = { fill: 0, center: 0, scale: 1 }

/** The squares of numbers below are not normal ones. */
const smallest = 1e-150

/** Mean and deviation. Where squares are too large or too small for double precision, those of numbers divided by the largest. */
const moments = (values: Float64Array): Omit<typeof unchanged, 'fill'> => {
  const [center, scale] = [mean(values), deviation(values)]
  const isConstant = least(values) === greatest(values)
  if (Number.isFinite(center) && Number.isFinite(scale) && (isConstant || scale > smallest)) return { center, scale }
  const largest = greatest(values.map(Math.abs))
  const divided = values.map((x) => x / largest)
  return { center: mean(divided) * largest, scale: deviation(divided) * largest }
}

/** The median for what is missing; mean and deviation of the numbers filled so. What is constant keeps its scale. */
const fitted = (values: Float64Array): typeof unchanged => {
  const known = values.filter((x) => !Number.isNaN(x))
  if (known.length === 0) return unchanged
  const fill = median(known)
  const { center, scale } = moments(values.map((x) => (Number.isNaN(x) ? fill : x)))
  return { fill, center, scale: scale || 1 }
}

/** The preparation that fits cases: for each place of their last axis, over all cases and all other axes. */
export const fitPreparation = ({ standardized }: Pick<Input, 'standardized'>, values: Values): Preparation => {
  const width = standardized.length
  const parts = standardized.map((scaled, place) => {
    if (!scaled) return unchanged
    const column = new Float64Array(values.length / width)
    for (let i = 0; i < column.length; i++) column[i] = values[i * width + place] as number
    return fitted(column)
  })
  return { fill: parts.map(({ fill }) => fill), center: parts.map(({ center }) => center), scale: parts.map(({ scale }) => scale) }
}

/** The scaling that brings numbers to mean 0 and variance 1. */
export const fitScaling = (values: readonly number[]): Scaling => {
  const { center, scale } = fitted(Float64Array.from(values))
  return { center, scale }
}
