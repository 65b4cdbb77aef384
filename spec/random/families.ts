/** Statistical tests of distributions with parameters, a part of `statistics.spec.ts`: see `sample.ts` for what they are held to. */
import { describe, expect, test } from 'vitest'
import * as random from '../../src/random/index.js'
import { key, type Key } from '../../src/random/index.js'
import { broadcastTo, full, of, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import {
  chiSquared, chiSquaredOf, correlation, countsOf, kolmogorovSmirnov, lawOf, mean, moments, normalLaw, uniformLaw, type Law,
} from './sample.js'

const n = 20_000
const numbers = (x: AnyTensor): readonly number[] => [...toArray(x) as readonly number[]]
type Dtype = 'f32' | 'f64'

/** Of the logarithm of a gamma number: as smooth for small α as for large. */
const logGamma = (alpha: number): Law => lawOf(
  alpha < 1 ? -30 / alpha : Math.log(alpha) - 30 / Math.min(alpha, Math.sqrt(alpha)),
  Math.log(alpha + 12 * Math.sqrt(alpha) + 30),
  (y) => Math.exp(alpha * (y - Math.log(alpha)) - Math.exp(y) + alpha),
)
/** Of log x/(1 - x) of a beta number x. */
const logitBeta = (a: number, b: number): Law =>
  lawOf(-30 / a, 30 / b, (y) => Math.exp(a * Math.min(y, 0) - b * Math.max(y, 0) - (a + b) * Math.log1p(Math.exp(-Math.abs(y)))))
const logit = (x: number): number => Math.log(x / (1 - x))

describe('the laws', () => {
  test('of a density up to a factor', () => {
    const law = lawOf(-9, 9, (x) => 3 * Math.exp(-x * x / 2))
    for (const x of [-3, -0.5, 0, 1, 2.5]) expect(law.cdf(x)).toBeCloseTo(normalLaw().cdf(x), 6)
  })
  test('another shape, rate or share is found out', () => {
    const xs = numbers(random.gamma(key(1), 2, [n], 'f64'))
    expect(kolmogorovSmirnov(xs.map(Math.log), logGamma(2.1))).toBeGreaterThan(1)
    expect(chiSquaredOf(numbers(random.poisson(key(1), 4.2, [n])), poissonShare(4), 0, 40)).toBeGreaterThan(1)
  })
})

/** How numbers are drawn, and the law of what becomes of them. */
type Case = readonly [name: string, law: Law, draw: (k: Key, d: Dtype) => AnyTensor, change: (x: number) => number]
const same = (x: number): number => x
const cases: readonly Case[] = [
  ['gumbel', lawOf(-5, 45, (x) => Math.exp(-x - Math.exp(-x))), (k, d) => random.gumbel(k, [n], {}, d), same],
  ['gumbel, moved', lawOf(-5, 45, (x) => Math.exp(-x - Math.exp(-x))), (k, d) => random.gumbel(k, [n], { location: 3, scale: 0.5 }, d), (x) => (x - 3) * 2],
  ['exponential', lawOf(0, 45, (x) => Math.exp(-x)), (k, d) => random.exponential(k, [n], {}, d), same],
  ['exponential of rate 4', lawOf(0, 45, (x) => Math.exp(-x)), (k, d) => random.exponential(k, [n], { rate: 4 }, d), (x) => 4 * x],
  ['laplace', lawOf(-40, 40, (x) => Math.exp(-Math.abs(x))), (k, d) => random.laplace(k, [n], {}, d), same],
  ['logistic', lawOf(-40, 40, (x) => 1 / (Math.exp(x / 2) + Math.exp(-x / 2)) ** 2), (k, d) => random.logistic(k, [n], {}, d), same],
  ['cauchy', uniformLaw(-Math.PI / 2, Math.PI / 2), (k, d) => random.cauchy(k, [n], {}, d), Math.atan],
  ...[0.3, 0.999, 1, 2.5, 50, 1e6].map((alpha) =>
    [`gamma of ${alpha}`, logGamma(alpha), (k: Key, d: Dtype) => random.gamma(k, alpha, [n], d), Math.log] as const),
  ...([[0.5, 0.5], [2, 3], [1, 1], [30, 0.8]] as const).map(([a, b]) =>
    [`beta of ${a}, ${b}`, logitBeta(a, b), (k: Key, d: Dtype) => random.beta(k, a, b, [n], d), logit] as const),
]
describe.each(cases)('%s', (_, law, draw, change) => {
  test.each(['f32', 'f64'] as const)('distribution function and moments in %s', (dtype) => {
    const all = numbers(draw(key(3), dtype)).map(change)
    expect(kolmogorovSmirnov(all, law)).toBeLessThan(1)
    // A share next to 1 is 1 in single precision, whose logit is infinite.
    const xs = all.filter(Number.isFinite)
    expect(xs.length).toBeGreaterThan(0.98 * n)
    if (xs.length === n) expect(moments(xs, law).slice(0, 2).filter((m) => !(m < 1))).toEqual([])
    expect(correlation(xs.slice(1), xs.slice(0, -1))).toBeLessThan(1)
  })
})

test('gamma of small α has logarithms that no number of f32 has', () => {
  const xs = numbers(random.gamma(key(4), 0.05, [n], 'f64')).map(Math.log)
  expect(kolmogorovSmirnov(xs, logGamma(0.05))).toBeLessThan(1)
})

test('gamma with an α for each element', () => {
  const alphas = [0.5, 1, 7]
  const xs = numbers(random.gamma(key(5), of([3], alphas, 'f64'), [n, 3]))
  alphas.forEach((alpha, j) => expect(kolmogorovSmirnov(xs.filter((_, i) => i % 3 === j).map(Math.log), logGamma(alpha))).toBeLessThan(1))
})

describe('dirichlet', () => {
  const alphas = [0.4, 1, 3.5]
  const rows = numbers(random.dirichlet(key(6), of([3], alphas, 'f64'), [n]))
  test('rows add up to 1', () => {
    for (let i = 0; i < n; i++) expect(Math.abs(rows[3 * i]! + rows[3 * i + 1]! + rows[3 * i + 2]! - 1)).toBeLessThan(1e-14)
  })
  test.each([0, 1, 2])('share %i is a beta number', (j) => {
    expect(kolmogorovSmirnov(rows.filter((_, i) => i % 3 === j).map(logit), logitBeta(alphas[j]!, 4.9 - alphas[j]!))).toBeLessThan(1)
  })
  test('two shares together are one', () => {
    expect(kolmogorovSmirnov(Array.from({ length: n }, (_, i) => logit(rows[3 * i]! + rows[3 * i + 1]!)), logitBeta(1.4, 3.5))).toBeLessThan(1)
  })
})

/** e⁻ʳ·rᵏ/k! by sums of logarithms. */
const poissonShare = (rate: number) => {
  const logs = [0]
  for (let k = 1; k < 2000; k++) logs.push(logs[k - 1]! + Math.log(rate / k))
  return (k: number): number => Math.exp(logs[k]! - rate)
}

describe('poisson', () => {
  test.each([0.01, 0.5, 3, 9.99, 10, 12.5, 40, 200, 1000])('of %d: shares', (rate) => {
    const xs = numbers(random.poisson(key(7), rate, [n]))
    expect(chiSquaredOf(xs, poissonShare(rate), 0, 1999)).toBeLessThan(1)
    if (rate > 1) expect(correlation(xs.slice(1), xs.slice(0, -1))).toBeLessThan(1)
  })
  test.each([1e6, 2 ** 30])('of %d: nearly normal', (rate) => {
    const xs = numbers(random.poisson(key(8), full([n], rate, 'f64'), [n]))
    expect(kolmogorovSmirnov(xs.map((x) => (x - rate) / Math.sqrt(rate)), normalLaw())).toBeLessThan(1)
  })
})

describe('categorical', () => {
  const logits = [0.5, -1, 2, 1.5, -Infinity, 2]
  const drawn = (options: random.CategoricalOptions, dtype: Dtype = 'f32'): readonly number[] =>
    countsOf(6, numbers(random.categorical(key(9), broadcastTo([n, 6])(of([6], logits, dtype)), options)))
  /** The shares of these places. */
  const shares = (places: readonly number[], temperature = 1): readonly number[] => {
    const weights = places.map((i) => Math.exp(logits[i]! / temperature))
    return weights.map((w) => w / weights.reduce((a, b) => a + b))
  }
  test.each<readonly [random.CategoricalOptions, places: readonly number[]]>([
    [{}, [0, 1, 2, 3, 5]],
    [{ temperature: 2 }, [0, 1, 2, 3, 5]],
    [{ temperature: 0.5 }, [0, 1, 2, 3, 5]],
    [{ topK: 3 }, [2, 3, 5]],
    [{ topK: 2, temperature: 3 }, [2, 5]],
    // 0.35, 0.35, 0.21, 0.08, 0.02 in descending order.
    [{ topP: 0.5 }, [2, 5]],
    [{ topP: 0.75 }, [2, 3, 5]],
    [{ topP: 0.95 }, [0, 2, 3, 5]],
    // 0.38, 0.38 and 0.23 of three.
    [{ topK: 3, topP: 0.7 }, [2, 5]],
  ])('%j: %j', (options, places) => {
    for (const dtype of ['f32', 'f64'] as const) {
      const counts = drawn(options, dtype)
      expect(counts.filter((_, i) => !places.includes(i)).every((count) => count === 0)).toBe(true)
      expect(chiSquared(places.map((i) => counts[i]!), shares(places, options.temperature))).toBeLessThan(1)
    }
  })
  test('one of a thousand', () => {
    const many = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 10) / 4)
    const sum = many.reduce((a, x) => a + Math.exp(x), 0)
    const xs = numbers(random.categorical(key(10), broadcastTo([50_000, 1000])(of([1000], many))))
    expect(chiSquared(countsOf(1000, xs), many.map((x) => Math.exp(x) / sum))).toBeLessThan(1)
  })
})

test('multivariateNormal: with the factor taken out, its numbers are normal and independent', () => {
  // L·Lᵀ of L = [[2, 0, 0], [1, 0.5, 0], [-1, 2, 3]].
  const covariance = of([3, 3], [4, 2, -2, 2, 1.25, 0, -2, 0, 14], 'f64')
  const rows = numbers(random.multivariateNormal(key(11), of([3], [1, 2, 3], 'f64'), covariance, [n]))
  const white = Array.from({ length: n }, (_, i) => {
    const [x, y, z] = [rows[3 * i]! - 1, rows[3 * i + 1]! - 2, rows[3 * i + 2]! - 3]
    const [a, b] = [x / 2, (y - x / 2) / 0.5]
    return [a, b, (z + a - 2 * b) / 3] as const
  })
  const columns = [0, 1, 2].map((j) => white.map((row) => row[j]!))
  for (const xs of columns) {
    expect(kolmogorovSmirnov(xs, normalLaw())).toBeLessThan(1)
    expect(moments(xs, normalLaw()).filter((m) => !(m < 1))).toEqual([])
  }
  for (const [i, j] of [[0, 1], [0, 2], [1, 2]] as const) expect(correlation(columns[i]!, columns[j]!)).toBeLessThan(1)
  expect(Math.abs(mean(columns[0]!))).toBeLessThan(0.05)
})
