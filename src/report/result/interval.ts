/** The 95 % quantile, on both sides, of the normal distribution. */
const z = 1.959963984540054

/**
 * The 95 % interval of a share of which `hits` of `n` cases are known: Wilson, "Probable inference, the law of succession, and
 * statistical inference" (1927), without correction for continuity. Of no cases it is [0, 1].
 *
 * @example
 * wilson(8, 10) // [0.490, 0.943]
 */
export const wilson = (hits: number, n: number): readonly [low: number, high: number] => {
  if (n === 0) return [0, 1]
  const share = hits / n
  const center = (share + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = ((z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n)))
  // Rounding must not leave a bound beside 0 or 1 where it is one of them.
  return [hits === 0 ? 0 : center - half, hits === n ? 1 : center + half]
}
