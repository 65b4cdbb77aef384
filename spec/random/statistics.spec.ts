/** Numbers of each distribution, and of keys beside each other, look as they should: see `sample.ts` for what that means. */
import { describe, expect, test } from 'vitest'
import {
  bernoulli, bits, choice, foldIn, integers, key, normal, permutation, split, truncatedNormal, uniform, type Key,
} from '../../src/random/index.js'
import { toArray } from '../../src/tensor/index.js'
import './families.js'
import {
  chiSquared, correlation, countsOf, heads, integral, kolmogorovSmirnov, mean, moments, normalLaw, phi, twoSided, uniformLaw,
} from './sample.js'

const n = 20_000

describe('the references', () => {
  // Published: M. Abramowitz, I. Stegun, "Handbook of mathematical functions" (1964), table 26.1.
  test.each([[0, 0.5], [1, 0.841344746068543], [1.96, 0.975002104851780], [-3, 0.001349898031630]])('Φ(%d)', (x, p) => {
    expect(phi(x)).toBeCloseTo(p, 14)
  })
  test('integrals', () => {
    expect(integral((x) => x ** 3, 0, 2)).toBeCloseTo(4, 12)
    expect(integral((x) => x ** 4 * normalLaw().density(x), -9, 9)).toBeCloseTo(3, 10)
  })
  test('a sample of another distribution is found out by each', () => {
    const xs = toArray(uniform(key(1), [n], {}, 'f64'))
    expect(kolmogorovSmirnov(xs.map((x) => x ** 1.06), uniformLaw(0, 1))).toBeGreaterThan(1)
    expect(moments(xs.map((x) => x * 0.96), uniformLaw(0, 1)).slice(0, 2).every((m) => m > 1)).toBe(true)
    expect(moments(toArray(normal(key(1), [n])).map((x) => x + 0.02 * x ** 3), normalLaw())[3]).toBeGreaterThan(1)
    expect(chiSquared(countsOf(10, xs.map((x) => Math.floor(10 * x ** 1.06))))).toBeGreaterThan(1)
    expect(correlation(xs, xs.map((x, i) => x + 30 * xs[(i + 1) % n]!))).toBeGreaterThan(1)
    expect(heads(10_400, n)).toBeGreaterThan(1)
  })
})

describe.each([
  ['uniform', uniformLaw(0, 1), (k: Key, d: 'f32' | 'f64') => uniform(k, [n], {}, d)],
  ['uniform in [-3, 5)', uniformLaw(-3, 5), (k: Key, d: 'f32' | 'f64') => uniform(k, [n], { low: -3, high: 5 }, d)],
  ['normal', normalLaw(), (k: Key, d: 'f32' | 'f64') => normal(k, [n], d)],
  ['truncatedNormal', normalLaw(-2, 2), (k: Key, d: 'f32' | 'f64') => truncatedNormal(k, [n], {}, d)],
  ['truncatedNormal in [-1.5, 0.25]', normalLaw(-1.5, 0.25), (k: Key, d: 'f32' | 'f64') => truncatedNormal(k, [n], { low: -1.5, high: 0.25 }, d)],
  ['truncatedNormal in [1, 3]', normalLaw(1, 3), (k: Key, d: 'f32' | 'f64') => truncatedNormal(k, [n], { low: 1, high: 3 }, d)],
  ['truncatedNormal in [-9, -3]', normalLaw(-9, -3), (k: Key, d: 'f32' | 'f64') => truncatedNormal(k, [n], { low: -9, high: -3 }, d)],
] as const)('%s', (_, law, draw) => {
  test.each(['f32', 'f64'] as const)('distribution function, moments and range in %s', (dtype) => {
    const xs = toArray(draw(key(3), dtype))
    expect(kolmogorovSmirnov(xs, law)).toBeLessThan(1)
    expect(moments(xs, law).filter((m) => !(m < 1))).toEqual([])
    expect(xs.every((x) => x >= law.low && x <= law.high)).toBe(true)
    expect(correlation(xs.slice(1), xs.slice(0, -1))).toBeLessThan(1)
    // An f32 next to ±1, which tails are made of, has 24 bits.
    expect(new Set(xs).size).toBeGreaterThan(dtype === 'f64' ? n - 1 : n / 2)
  })
})

test.each([0.001, 0.1, 0.5, 0.9, 0.999])('bernoulli of %d', (p) => {
  const xs = toArray(bernoulli(key(8), p, [n])).map(Number)
  expect(heads(mean(xs) * n, n, p)).toBeLessThan(1)
  // Two rare ones in a row are too few to be normal.
  if (p >= 0.1 && p <= 0.9) expect(correlation(xs.slice(1), xs.slice(0, -1))).toBeLessThan(1)
})

describe('integers', () => {
  test.each([
    [0, 2], [-3, 4], [0, 6], [2147483640, 2147483648], [0, 1000], [-2147483648, 2147483648], [-1610612736, 1610612736], [0, 3 * 2 ** 29],
  ])('of [%i, %i)', (low, high) => {
    const xs = toArray(integers(key(9), [n], { low, high })).map((x) => x - low)
    const range = high - low
    expect(xs.every((x) => Number.isInteger(x) && x >= 0 && x < range)).toBe(true)
    for (const bins of [2, 3, 7, 16, 256, 1000].filter((b) => b <= range)) {
      // By size, in intervals of as near to the same length as there are, and by remainder.
      const size = (i: number): number => (Math.ceil((i + 1) * range / bins) - Math.ceil(i * range / bins)) / range
      const left = (i: number): number => (Math.floor(range / bins) + (i < range % bins ? 1 : 0)) / range
      const indices = Array.from({ length: bins }, (_, i) => i)
      expect(chiSquared(countsOf(bins, xs.map((x) => Math.floor(x * bins / range))), indices.map(size))).toBeLessThan(1)
      expect(chiSquared(countsOf(bins, xs.map((x) => x % bins)), indices.map(left))).toBeLessThan(1)
    }
  })

  test('of a range that 32 bits do not divide: a third of the words twice as often as the others would be seen', () => {
    // 32 bits modulo 3·2³⁰ would give [0, 2³⁰) a share of a half.
    const xs = toArray(integers(key(10), [n], { low: -(2 ** 31), high: 2 ** 30 }))
    expect(chiSquared(countsOf(3, xs.map((x) => Math.floor((x + 2 ** 31) / 2 ** 30))))).toBeLessThan(1)
  })

  test('one after the other: pairs of dice', () => {
    const xs = toArray(integers(key(11), [2 * n], { low: 0, high: 6 }))
    expect(chiSquared(countsOf(36, Array.from({ length: n }, (_, i) => 6 * xs[2 * i]! + xs[2 * i + 1]!)))).toBeLessThan(1)
  })
})

/** What many keys that were folded in give. */
const times = (count: number, seed: number, draw: (k: Key) => ArrayLike<number>): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, i) => Array.from(draw(foldIn(key(seed), i))))

/** Lists of different numbers, as numbers: all of so many out of n. */
const arrangements = (from: number, wanted: number): readonly string[] =>
  wanted === 0 ? [''] : arrangements(from, wanted - 1).flatMap((head) => Array.from({ length: from }, (_, i) => `${i}`).filter((i) => !head.includes(i)).map((i) => head + i))

describe('permutation', () => {
  test('every order of 4 has an equal share', () => {
    const names = arrangements(4, 4)
    expect(names.length).toBe(24)
    expect(chiSquared(countsOf(24, times(6000, 11, (k) => permutation(k, 4)).map((order) => names.indexOf(order.join('')))))).toBeLessThan(1)
  })
  test('every number of 50 is as often in every place', () => {
    const orders = times(3000, 12, (k) => permutation(k, 50))
    for (const place of [0, 1, 24, 49]) expect(chiSquared(countsOf(50, orders.map((order) => order[place]!)))).toBeLessThan(1)
  })
})

describe('choice', () => {
  const weights = [0.5, 0, 0.2, 3, 1.3]
  const sum = weights.reduce((a, b) => a + b)
  const weighed = weights.filter((w) => w > 0)

  test('with weights: shares', () => {
    const counts = countsOf(5, toArray(choice(key(13), 5, [n], { weights })))
    expect(counts[1]).toBe(0)
    expect(chiSquared(counts.filter((_, i) => i !== 1), weighed.map((w) => w / sum))).toBeLessThan(1)
  })
  test('of many with weights: each of 1000 by its own', () => {
    const many = Array.from({ length: 1000 }, (_, i) => 1 + (i * 7919) % 10)
    const total = many.reduce((a, b) => a + b)
    expect(chiSquared(countsOf(1000, toArray(choice(key(14), 1000, [100_000], { weights: many }))), many.map((w) => w / total))).toBeLessThan(1)
  })
  test('without replacement: every pair in order', () => {
    const names = arrangements(5, 2)
    const pairs = times(5000, 15, (k) => toArray(choice(k, 5, [2], { replace: false }))).map((pair) => names.indexOf(pair.join('')))
    expect(chiSquared(countsOf(20, pairs))).toBeLessThan(1)
  })
  test('without replacement, with weights: each next one by its weight among those that are left', () => {
    const names = arrangements(5, 2).filter((name) => !name.includes('1'))
    const share = (name: string): number => {
      const [first, second] = [...name].map((i) => weights[Number(i)]!) as [number, number]
      return (first / sum) * (second / (sum - first))
    }
    const pairs = times(6000, 16, (k) => toArray(choice(k, 5, [2], { replace: false, weights })))
    const counts = countsOf(12, pairs.map((pair) => names.indexOf(pair.join(''))))
    expect(chiSquared(counts, names.map(share))).toBeLessThan(1)
  })
})

const words = 1 << 12
/** Words that stand beside each other in one way or the other. */
const neighbours: readonly (readonly [string, () => readonly number[]])[] = [
  ['of successive counters', () => toArray(bits(key(20), [words]))],
  ['of the keys of a split', () => split(key(21), words as number).map((k) => toArray(bits(k, []))[0]!)],
  ['of numbers folded in', () => times(words, 22, (k) => toArray(bits(k, []))).flat()],
  ['of numbers folded in again and again', () => {
    const list: number[] = []
    for (let [i, k] = [0, key(23)]; i < words; i++, k = foldIn(k, 0)) list.push(toArray(bits(k, []))[0]!)
    return list
  }],
  ['of successive seeds', () => Array.from({ length: words }, (_, i) => toArray(bits(key(i), []))[0]!)],
  ['of seeds that differ in their upper word', () => Array.from({ length: words }, (_, i) => toArray(bits(key(i * 2 ** 32), []))[0]!)],
]
const ones = (x: number): number => Array.from({ length: 32 }, (_, j) => (x >>> j) & 1).reduce((a, b) => a + b)

describe.each(neighbours)('words %s', (_, draw) => {
  const list = draw()
  const pairs = list.slice(1).map((word, i) => (word ^ list[i]!) >>> 0)

  test('each bit is set in half of them, and differs from the last one in half of them', () => {
    for (const sample of [list, pairs])
      for (let j = 0; j < 32; j++) expect(heads(sample.filter((word) => (word >>> j) & 1).length, sample.length)).toBeLessThan(1)
  })
  test('all bits together', () => {
    for (const sample of [list, pairs]) expect(heads(sample.map(ones).reduce((a, b) => a + b), 32 * sample.length)).toBeLessThan(1)
  })
  test('no word twice more than chance has it', () => {
    // 2¹² words of 32 bits have 0.002 pairs of equals.
    expect(new Set(list).size).toBeGreaterThanOrEqual(words - 1)
  })
})

describe.each([
  ['split', (count: number) => split(key(30), count)],
  ['foldIn', (count: number) => Array.from({ length: count }, (_, i) => foldIn(key(31), i))],
  ['successive seeds', (count: number) => Array.from({ length: count }, (_, i) => key(i))],
  ['split of split', (count: number) => split(split(key(32), 2)[1], count).map((k) => split(k, 2)[0])],
  ['a key and its children', (count: number) => [key(33), ...split(key(33), count - 1)]],
] as const)('keys of %s', (_, make) => {
  const rows = make(24).map((k) => toArray(normal(k, [1000], 'f64')))

  test('draw numbers without correlation', () => {
    const all = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => correlation(a, b)))
    expect(all.length).toBe(276)
    expect(all.filter((r) => !(r < 1))).toEqual([])
    // Correlations are normal numbers themselves: their mean square says whether they are too small, or a little too large.
    const square = mean(all.map((r) => (r * twoSided) ** 2))
    expect(Math.abs(square - 1)).toBeLessThan(twoSided * Math.sqrt(2 / all.length))
  })
  test('and all together are normal', () => {
    expect(kolmogorovSmirnov(rows.flat(), normalLaw())).toBeLessThan(1)
    expect(moments(rows.flat(), normalLaw()).filter((m) => !(m < 1))).toEqual([])
  })
})
