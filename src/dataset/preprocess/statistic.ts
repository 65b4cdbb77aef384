/** Statistics of numbers, in double precision and one order: what transforms are fitted by. */

/** A number computed from others, of which there is at least one. */
export type Statistic = (values: Float64Array) => number

/** Σ x / n, in increasing order of the numbers' places; never -0. */
export const mean = (values: Float64Array): number => {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length + 0
}

/** √(Σ (x - mean)² / n). */
export const deviation = (values: Float64Array): number => {
  // The mean of equal numbers may be rounded away from them, which must not count as variation.
  if (least(values) === greatest(values)) return 0
  const centre = mean(values)
  let sum = 0
  for (const value of values) sum += (value - centre) * (value - centre)
  return Math.sqrt(sum / values.length)
}

/**
 * The number that a share q of the others is below: between the two nearest in order, linearly (Hyndman and Fan, "Sample
 * quantiles in statistical packages" (1996), type 7).
 */
export const quantile = (values: Float64Array, q: number): number => {
  const sorted = values.toSorted()
  const place = q * (sorted.length - 1)
  const low = Math.floor(place)
  const [below, above] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number]
  const [share, gap] = [place - low, above - below]
  return (Number.isFinite(gap) ? below + share * gap : (1 - share) * below + share * above) + 0
}

export const median = (values: Float64Array): number => quantile(values, 0.5)

/** The one that there are most of; of several, the smallest. */
export const mostFrequent = (values: Float64Array): number => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [[value]] = [...counts].sort(([a, n], [b, m]) => m - n || a - b) as unknown as readonly [readonly [number, number]]
  return value + 0
}

export const least = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b)) + 0
export const greatest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b)) + 0
