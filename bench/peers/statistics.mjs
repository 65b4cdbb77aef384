/** Medians and spread of times. */

/** @type {(values: readonly number[], share: number) => number} The value that a share of the values stays below. */
export const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

/** @param {readonly number[]} times Milliseconds. */
export const spread = (times) => ({
  medianMs: quantile(times, 0.5), p5Ms: quantile(times, 0.05), p95Ms: quantile(times, 0.95), runs: times.length,
})
