/**
 * What samples are held to. Each bound is passed by all but one in 10⁶ samples of the distribution in question; as keys are
 * fixed, a test that has passed always passes.
 */

/** Two-sided and one-sided: a normal number lies beyond with probability 10⁻⁶. */
export const [twoSided, oneSided] = [4.8916, 4.7534]
const alpha = 1e-6

/** Density and distribution function on [low, high], outside of which nothing lies. */
export interface Law {
  readonly low: number
  readonly high: number
  readonly density: (x: number) => number
  readonly cdf: (x: number) => number
}

export const uniformLaw = (low: number, high: number): Law =>
  ({ low, high, density: () => 1 / (high - low), cdf: (x) => (x - low) / (high - low) })

const density = (x: number): number => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)

/** Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …). G. Marsaglia, "Evaluating the normal distribution" (2004). */
export const phi = (x: number): number => {
  let [sum, term, before] = [x, x, 0]
  for (let n = 3; sum !== before; n += 2) [before, term, sum] = [sum, term * x * x / n, sum + term * x * x / n]
  return 0.5 + density(x) * sum
}

/** Normal numbers between two bounds, of which those far outside leave all of them. */
export const normalLaw = (low = -9, high = 9): Law => {
  const mass = phi(high) - phi(low)
  return { low, high, density: (x) => density(x) / mass, cdf: (x) => (phi(x) - phi(low)) / mass }
}

/** ∫ f over [low, high] by Simpson's rule. */
export const integral = (f: (x: number) => number, low: number, high: number, pieces = 600): number => {
  const h = (high - low) / pieces
  const weight = (i: number): number => (i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2)
  return Array.from({ length: pieces + 1 }, (_, i) => weight(i) * f(low + i * h)).reduce((a, b) => a + b, 0) * h / 3
}

export const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length

/** D, over its bound: P(D > ε) ≤ 2·exp(-2nε²), for every n. P. Massart, "The tight constant in the DKW inequality" (1990). */
export const kolmogorovSmirnov = (xs: readonly number[], { cdf }: Law): number => {
  const n = xs.length
  const distance = xs.toSorted((a, b) => a - b).map(cdf).reduce((d, p, i) => Math.max(d, p - i / n, (i + 1) / n - p), 0)
  return distance / Math.sqrt(Math.log(2 / alpha) / (2 * n))
}

/**
 * Mean, variance, skewness and kurtosis over their bounds: the k-th moments of z = (x - μ) / σ are off by
 * √((E z²ᵏ - (E zᵏ)²) / n) as a rule.
 */
export const moments = (xs: readonly number[], { low, high, density: p }: Law): readonly number[] => {
  const centre = integral((x) => x * p(x), low, high)
  const deviation = Math.sqrt(integral((x) => (x - centre) ** 2 * p(x), low, high))
  const z = (x: number): number => (x - centre) / deviation
  return [1, 2, 3, 4].map((k) => {
    const [expected, square] = [k, 2 * k].map((power) => integral((x) => z(x) ** power * p(x), low, high))
    const error = mean(xs.map((x) => z(x) ** k)) - expected!
    return Math.abs(error) / (twoSided * Math.sqrt((square! - expected! ** 2) / xs.length))
  })
}

/** χ² of counts over its bound, by E. Wilson and M. Hilferty, "The distribution of chi-square" (1931). */
export const chiSquared = (counts: readonly number[], shares: readonly number[] = counts.map(() => 1 / counts.length)): number => {
  const n = counts.reduce((a, b) => a + b, 0)
  const sum = counts.reduce((s, count, i) => s + (count - n * shares[i]!) ** 2 / (n * shares[i]!), 0)
  const freedom = counts.length - 1
  const spread = 2 / (9 * freedom)
  return sum / (freedom * (1 - spread + oneSided * Math.sqrt(spread)) ** 3)
}

/** How often each of 0 … n - 1 is there. */
export const countsOf = (n: number, xs: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: n }, () => 0)
  for (const x of xs) counts[x]!++
  return counts
}

/** Correlation over its bound, of numbers that are independent: about 1 / √n. */
export const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const [mx, my] = [mean(xs), mean(ys)]
  const sum = (f: (x: number, y: number) => number): number => xs.reduce((s, x, i) => s + f(x - mx, ys[i]! - my), 0)
  return Math.abs(sum((x, y) => x * y)) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y)) / (twoSided / Math.sqrt(xs.length))
}

/** The share of heads among n, over its bound. */
export const heads = (count: number, n: number, p = 0.5): number => Math.abs(count / n - p) / (twoSided * Math.sqrt(p * (1 - p) / n))

/** The law of a density up to a factor, smooth on [low, high]: summed up by Simpson's rule, straight between the points. */
export const lawOf = (low: number, high: number, density: (x: number) => number, pieces = 6000): Law => {
  const h = (high - low) / pieces
  const sums = [0]
  for (let i = 0; i < pieces; i++) {
    const x = low + i * h
    sums.push(sums[i]! + h / 6 * (density(x) + 4 * density(x + h / 2) + density(x + h)))
  }
  const whole = sums[pieces]!
  const cdf = (x: number): number => {
    const place = Math.min(Math.max((x - low) / h, 0), pieces)
    const i = Math.min(Math.floor(place), pieces - 1)
    return (sums[i]! + (place - i) * (sums[i + 1]! - sums[i]!)) / whole
  }
  return { low, high, density: (x) => density(x) / whole, cdf }
}

/** χ² of counts 0, 1, … over its bound, with those of a small share in one at each end. */
export const chiSquaredOf = (xs: readonly number[], share: (k: number) => number, low: number, high: number): number => {
  const shares = Array.from({ length: high - low + 1 }, (_, i) => share(low + i))
  const below = shares.findIndex((p) => p * xs.length > 20)
  const above = shares.findLastIndex((p) => p * xs.length > 20)
  const inner = shares.slice(below + 1, above)
  const start = low + below + 1
  const end = start + inner.length
  const before = shares.slice(0, below + 1).reduce((a, b) => a + b, 0)
  const counts = [xs.filter((x) => x < start).length, ...inner.map((_, i) => xs.filter((x) => x === start + i).length), xs.filter((x) => x >= end).length]
  return chiSquared(counts, [before, ...inner, 1 - before - inner.reduce((a, b) => a + b, 0)])
}
