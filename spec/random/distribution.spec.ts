/** What the numbers of each distribution look like together. Keys are fixed: nothing here passes or fails by chance. */
import { describe, expect, test } from 'vitest'
import { bernoulli, bits, foldIn, integers, key, normal, permutation, split, truncatedNormal, uniform } from '../../src/random/index.js'
import { toArray } from '../../src/tensor/index.js'
import { elements } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { erf } from '../../src/tensor/unary.js'
import type { Float } from '../../src/shape/shape.js'

const n = 40_000
/** ⅟√n times this bounds the distance from the distribution function in all but one of 10⁵ samples. */
const kolmogorov = 2.47 / Math.sqrt(n)

const distance = (xs: readonly number[], cdf: (sorted: readonly number[]) => readonly number[]): number => {
  const sorted = xs.toSorted((a, b) => a - b)
  return cdf(sorted).reduce((d, p, i) => Math.max(d, Math.abs(p - i / n), Math.abs((i + 1) / n - p)), 0)
}
const phi = (xs: readonly number[]): readonly number[] =>
  [...elements(erf(raw.elementwise((x) => x!)(raw.reshape(ofDoubles(xs.map((x) => x / Math.SQRT2)), [xs.length]))))].map((e) => (1 + e) / 2)
const ofDoubles = (xs: readonly number[]) => raw.concatenate(chunks(xs).map((c) => raw.concatenate(c.map((x) => raw.reshape(raw.scalar(x, 'f64'), [1])), 0)), 0)
const chunks = (xs: readonly number[]): readonly (readonly number[])[] => Array.from({ length: Math.ceil(xs.length / 500) }, (_, i) => xs.slice(500 * i, 500 * i + 500))

const moment = (xs: readonly number[], k: number): number => xs.reduce((s, x) => s + x ** k, 0) / xs.length
const floats: readonly Float[] = ['f32', 'f64']

/** Each distribution with its distribution function and first four moments. */
const continuous = [
  { name: 'uniform', draw: (d: Float) => uniform(key(1), [n], {}, d), cdf: (xs: readonly number[]) => xs, moments: [1 / 2, 1 / 3, 1 / 4, 1 / 5], low: 0, high: 1 },
  { name: 'uniform in [-3, 5)', draw: (d: Float) => uniform(key(2), [n], { low: -3, high: 5 }, d), cdf: (xs: readonly number[]) => xs.map((x) => (x + 3) / 8), moments: [1, 19 / 3, 17, 421 / 5], low: -3, high: 5 },
  { name: 'normal', draw: (d: Float) => normal(key(3), [n], d), cdf: phi, moments: [0, 1, 0, 3], low: -6, high: 6 },
  { name: 'truncatedNormal', draw: (d: Float) => truncatedNormal(key(4), [n], {}, d), cdf: (xs: readonly number[]) => phi(xs).map((p) => (p - 0.022750131948179195) / 0.9544997361036416), moments: [0, 0.7737413035499233, 0, 1.4161945248], low: -2, high: 2 },
] as const

describe.each(continuous)('$name', ({ draw, cdf, moments, low, high }) => {
  test.each(floats)('has its distribution function, moments and range in %s', (dtype) => {
    const xs = toArray(draw(dtype))
    expect(distance(xs, cdf)).toBeLessThan(kolmogorov)
    const wide = Math.max(Math.abs(low), Math.abs(high)) ** 4
    moments.forEach((m, i) => expect(Math.abs(moment(xs, i + 1) - m)).toBeLessThan(i < 2 ? 0.05 * Math.max(1, m) : 0.02 * wide))
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...xs)).toBeLessThanOrEqual(high)
    expect(new Set(xs).size).toBeGreaterThan(dtype === 'f64' ? n - 1 : n * 0.99)
  })
})

test('uniform reaches its end where rounding leads there, as in JAX, and goes no further', () => {
  const xs = toArray(uniform(key(5), [n], { low: 1, high: 1.0000002384185791 }))
  expect(new Set(xs)).toEqual(new Set([1, 1.0000001192092896, 1.0000002384185791]))
})

test('normal is finite in every case of 23 bits', () => {
  const xs = toArray(normal(key(6), [200_000]))
  expect(xs.every(Number.isFinite)).toBe(true)
  expect(xs.every((x) => Math.abs(x) < 5.5)).toBe(true)
})

test('truncatedNormal of one side', () => {
  const xs = toArray(truncatedNormal(key(7), [n], { low: 1, high: 3 }))
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(1)
  expect(Math.max(...xs)).toBeLessThanOrEqual(3)
  expect(moment(xs, 1)).toBeCloseTo(1.5097, 2) // (φ(1) - φ(3)) / (Φ(3) - Φ(1))
})

test.each([0, 0.1, 0.5, 0.9, 1])('bernoulli is true with probability %d', (p) => {
  const share = moment(toArray(bernoulli(key(8), p, [n])), 1)
  expect(Math.abs(share - p)).toBeLessThanOrEqual(4.5 * Math.sqrt((p * (1 - p)) / n))
})

test.each([[0, 2], [-3, 4], [0, 1], [2147483640, 2147483647], [-2147483648, 2147483647]])('integers of [%d, %d) have equal shares', (low, high) => {
  const xs = toArray(integers(key(9), [n], { low, high }))
  expect(xs.every((x) => Number.isInteger(x) && x >= low && x < high)).toBe(true)
  const bins = Math.min(16, high - low)
  const counts = Array.from({ length: bins }, () => 0)
  for (const x of xs) counts[Math.floor(((x - low) / (high - low)) * bins)]!++
  const chiSquared = counts.reduce((s, c) => s + (c - n / bins) ** 2 / (n / bins), 0)
  expect(chiSquared).toBeLessThan(bins - 1 + 6 * Math.sqrt(2 * bins))
})

describe('permutation', () => {
  test.each([0, 1, 2, 7, 1000])('of %i holds each number once', (size) => {
    expect([...permutation(key(1), size)].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i))
  })
  test('every order of 4 has an equal share', () => {
    const times = 12_000
    const counts = new Map<string, number>()
    for (let i = 0; i < times; i++) {
      const order = permutation(foldIn(key(11), i), 4).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const expected = times / 24
    expect([...counts.values()].reduce((s, c) => s + (c - expected) ** 2 / expected, 0)).toBeLessThan(23 + 4.5 * Math.sqrt(46))
  })
  test('is a function of the key', () => {
    expect(permutation(key(2), 50)).toEqual(permutation(key(2), 50))
    expect(permutation(key(2), 50)).not.toEqual(permutation(key(3), 50))
  })
})

describe('keys', () => {
  test('split ones are different, and draw numbers without correlation', () => {
    const keys = split(key(12), 40)
    expect(new Set(keys.map((k) => toArray(k).join())).size).toBe(40)
    const rows = keys.map((k) => toArray(normal(k, [1000], 'f64')))
    const correlation = (a: readonly number[], b: readonly number[]): number => a.reduce((s, x, i) => s + x * b[i]!, 0) / a.length
    for (const [i, a] of rows.entries()) for (const b of rows.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(1000))
  })
  test('and so do folded ones, neighbours too', () => {
    const ones = [0, 1, 2, 3].flatMap((i) => toArray(bits(foldIn(key(13), i), [4000])))
    const bit = (j: number): number => ones.reduce((s, w) => s + ((w >>> j) & 1), 0) / ones.length
    for (let j = 0; j < 32; j++) expect(Math.abs(bit(j) - 0.5)).toBeLessThan(4.5 / Math.sqrt(4 * ones.length))
  })
  test('numbers do not depend on how many are drawn', () => {
    expect(toArray(uniform(key(14), [7]))).toEqual(toArray(uniform(key(14), [100])).slice(0, 7))
    expect(toArray(uniform(key(14), [2, 3]))).toEqual(toArray(uniform(key(14), [6])))
  })
  test('a draw leaves its key as it was', () => {
    const k = key(15)
    expect(toArray(normal(k, [3]))).toEqual(toArray(normal(k, [3])))
  })
})

test.each<readonly [string, () => unknown, string]>([
  ['key', () => key(-1), 'key: seed should be a whole number from 0 to 2^53 - 1, but is -1'],
  ['key', () => key(0.5), 'key: seed should be a whole number from 0 to 2^53 - 1, but is 0.5'],
  ['split', () => split(key(0), 0), 'split: n should be a whole number of at least 1, but is 0'],
  ['split', () => split(0 as never, 2), 'split: key should be a key, as random.key(seed) makes it, but is 0'],
  ['foldIn', () => foldIn(key(0), -1), 'foldIn: data should be a whole number from 0 to 2^32 - 1, but is -1'],
  ['uniform', () => uniform(key(0), [2], { low: 1, high: 1 }), 'uniform: high should be a number above low, 1, but is 1'],
  ['uniform', () => uniform(key(0), [2], { low: NaN }), 'uniform: low should be a finite number, but is NaN'],
  ['uniform', () => uniform(key(0), [-2]), 'uniform: shape should be a list of whole sizes of at least 0, but is [-2]'],
  ['normal', () => normal(raw.scalar(0, 'u32') as never, [2]), 'normal: key should be a key, as random.key(seed) makes it, but is "u32[]"'],
  ['bits', () => bits(key(0), [1.5]), 'bits: shape should be a list of whole sizes of at least 0, but is [1.5]'],
  ['truncatedNormal', () => truncatedNormal(key(0), [2], { low: 3 }), 'truncatedNormal: high should be a number above low, 3, but is 2'],
  ['bernoulli', () => bernoulli(key(0), 1.5, [2]), 'bernoulli: probability should be a number from 0 to 1, but is 1.5'],
  ['integers', () => integers(key(0), [2], { low: 0, high: 0 }), 'integers: high should be a number above low, 0, but is 0'],
  ['integers', () => integers(key(0), [2], { low: 0.5, high: 3 }), 'integers: low should be a whole number of 32 bits, but is 0.5'],
  ['permutation', () => permutation(key(0), -1), 'permutation: n should be a whole number of at least 0, but is -1'],
])('%s refuses %#', (operation, draw, message) => {
  expect(draw).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string, at: expect.stringContaining('distribution.spec') as string }))
})
