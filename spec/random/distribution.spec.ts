/** The ends of distributions, and what is refused. How numbers look together is in `statistics.spec.ts`. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wasm } from '../../src/backend/index.js'
import type { Elements } from '../../src/program/elements.js'
import { convert, type Scalar } from '../../src/program/scalar.js'
import { between, unit32, unit64 } from '../../src/random/distribution.js'
import { quickErfInverse as erfInverse } from '../../src/program/elementary/erfInverse.js'
import {
  bernoulli, bits, choice, foldIn, integers, key, normal, permutation, split, truncatedNormal, uniform,
} from '../../src/random/index.js'
import { scaled } from '../../src/random/integers.js'
import { of, toArray } from '../../src/tensor/index.js'
import { concrete, elements, type AnyTensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { trace } from '../../src/tensor/trace.js'

const n = 2000
/** What becomes of given words. */
const from = <A extends readonly Scalar[]>(f: (...words: A) => Scalar, ...words: { readonly [K in keyof A]: readonly number[] }): readonly number[] =>
  toArray(raw.elementwise(f)(...words.map((list) => of([list.length], list, 'u32')) as readonly unknown[] as raw.Operands<A>) as ReturnType<typeof of>).map(Number)
const last = 0xffffffff
const words = fc.array(fc.oneof(fc.nat({ max: last }), fc.constantFrom(0, 1, 511, 512, last - 512, last - 511, last)), { minLength: 2, maxLength: 50 })

describe('uniform', () => {
  test('begins at 0 and ends before 1', () => {
    expect(from((w) => unit32(w), [0, 511, 512, last])).toEqual([0, 0, 2 ** -23, 1 - 2 ** -23])
    expect(from((h, l) => unit64(h, l), [0, 0, last], [0, 4096, last])).toEqual([0, 2 ** -52, 1 - 2 ** -52])
  })

  const ends = fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.float({ noNaN: true, noDefaultInfinity: true }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const).filter(([a, b]) => a < b && Number.isFinite(Math.fround(b - a)))
  test('never leaves its interval, whatever rounding does', () => fc.assert(fc.property(ends, words, ([low, high], list) => {
    for (const xs of [from((w) => between(unit32(w), low, high), list), from((h, l) => between(unit64(h, l), low, high), list, list.toReversed())])
      expect(xs.every((x) => x >= low && x <= high)).toBe(true)
  })))

  test('from 0 or from -high, it never is high', () => fc.assert(fc.property(fc.float({ min: 2 ** -126, noNaN: true, max: 2 ** 126 }), (high) => {
    for (const low of [0, -high]) {
      expect(from((w) => between(unit32(w), low, high), [last])[0]).toBeLessThan(high)
      expect(from((h, l) => between(unit64(h, l), low, high), [last], [last])[0]).toBeLessThan(high)
    }
  })))

  test('reaches its end where rounding leads there, as in JAX, and goes no further', () => {
    const xs = toArray(uniform(key(5), [n], { low: 1, high: 1.0000002384185791 }))
    expect(new Set(xs)).toEqual(new Set([1, 1.0000001192092896, 1.0000002384185791]))
  })
})

describe('normal', () => {
  test('every f32 there is: finite, no further out than it says, as near to the inverse error function as that says', () => {
    const count = 1 << 19
    const wordsFrom = (start: number) => concrete({ shape: [count], dtype: 'u32' }, Uint32Array.from({ length: count }, (_, i) => (start + i) * 512))
    const { program } = trace((w: AnyTensor) => {
      const x = raw.elementwise((v) => between(unit32(v), -0.9999999403953552, 1))(w)
      return [raw.elementwise((v) => erfInverse(v))(x), raw.elementwise((v) => erfInverse(convert(v, 'f64')))(x)]
    }, wordsFrom(0))
    const run = wasm.compile(program)
    let [error, most] = [0, 0]
    for (let start = 0; start < 1 << 23; start += count) {
      const [single, double] = run([elements(wordsFrom(start))]) as readonly [Elements, Elements]
      for (let i = 0; i < count; i++) {
        error = Math.max(error, Math.abs(single[i]! - double[i]!) / Math.abs(double[i]!))
        most = Math.max(most, Math.abs(single[i]!))
      }
    }
    expect(error).toBeLessThan(6e-6)
    expect(most * Math.SQRT2).toBeLessThan(5.42)
  })

  test('the ends of f64', () => {
    const ends = from((h, l) => erfInverse(between(unit64(h, l), -0.9999999999999999, 1)), [0, last], [0, last])
    expect(ends.map((y) => y * Math.SQRT2)).toEqual([expect.closeTo(-8.29, 2), expect.closeTo(8.16, 2)])
  })
})

test.each([[-2, 2], [-9, 9], [-9, 0.5], [0.5, 9], [-1e30, 1e30], [3, 3.8]])('truncatedNormal never leaves [%d, %d], and is on the right side', (low, high) => {
  for (const dtype of ['f32', 'f64'] as const) {
    const round = dtype === 'f32' ? Math.fround : (x: number): number => x
    const xs = toArray(truncatedNormal(key(7), [n], { low, high }, dtype))
    expect(xs.every((x) => x >= round(low) && x <= round(high))).toBe(true)
    // Few as they are, those at the ends are no heap.
    expect(xs.filter((x) => x === round(low) || x === round(high)).length).toBeLessThan(n / 1000)
  }
})

describe('bernoulli', () => {
  const list = toArray(bits(key(8), [n]))
  test.each([0, 2 ** -32, 1e-9, 2 ** -23, 0.1, 0.5, 0.9, 1 - 2 ** -23, 1 - 2 ** -33, 1])('of %d is true for the words below that share', (p) => {
    expect(toArray(bernoulli(key(8), p, [n]))).toEqual(list.map((word) => Number(word < p * 2 ** 32)))
  })
  test('is never true at 0 and always at 1', () => {
    expect(new Set(toArray(bernoulli(key(9), 0, [n])))).toEqual(new Set([0]))
    expect(new Set(toArray(bernoulli(key(9), 1, [n])))).toEqual(new Set([1]))
  })
  test('is what JAX gives, a uniform number below p, where that has enough bits', () => {
    for (const p of [0.5, 0.25, 1 - 2 ** -23, 12345 / 2 ** 23])
      expect(toArray(bernoulli(key(8), p, [n]))).toEqual(toArray(uniform(key(8), [n])).map((u) => Number(u < p)))
  })
})

describe('integers', () => {
  const ranges = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 }), fc.constantFrom(1, 2, 3, 6, 2 ** 31 - 1, 2 ** 31, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32))
  test('are ⌊b · range / 2⁶⁴⌋ to the last of 64 bits, so that shares differ by one at most', () => fc.assert(fc.property(ranges, words, (range, high) => {
    const low = high.toReversed()
    const exact = high.map((h, i) => Number((((BigInt(h) << 32n) | BigInt(low[i]!)) * BigInt(range)) >> 64n))
    expect(from((h, l) => scaled(h, l, range), high, low)).toEqual(exact)
  })))
  test.each([1, 6, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32])('where the share of one of %i ends, that of the next begins', (range) => {
    for (const i of [1, Math.floor(range / 3), range - 1].filter((at) => at > 0 && at < range)) {
      const first = ((BigInt(i) << 64n) + BigInt(range) - 1n) / BigInt(range)
      const halves = [first - 1n, first].map((b) => [Number(b >> 32n), Number(b & 0xffffffffn)] as const)
      expect(from((h, l) => scaled(h, l, range), halves.map(([h]) => h), halves.map(([, l]) => l))).toEqual([i - 1, i])
    }
  })
  test('of one number are that number', () => {
    expect(new Set(toArray(integers(key(1), [100], { low: -7, high: -6 })))).toEqual(new Set([-7]))
    expect(new Set(toArray(integers(key(1), [100], { low: 2147483647, high: 2147483648 })))).toEqual(new Set([2147483647]))
    expect(new Set(toArray(integers(key(1), [100], { low: -2147483648, high: -2147483647 })))).toEqual(new Set([-2147483648]))
  })
})

test.each([0, 1, 2, 7, 1000])('permutation of %i holds each number once', (size) => {
  expect([...permutation(key(1), size)].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i))
})

describe('every draw', () => {
  test('does not depend on how many are drawn', () => {
    expect(toArray(uniform(key(14), [7]))).toEqual(toArray(uniform(key(14), [100])).slice(0, 7))
    expect(toArray(uniform(key(14), [2, 3]))).toEqual(toArray(uniform(key(14), [6])))
  })
  test('leaves its key as it was', () => {
    const k = key(15)
    expect(toArray(normal(k, [3]))).toEqual(toArray(normal(k, [3])))
  })
  test('of nothing is nothing', () => {
    const shape = [2, 0] as const
    const draws = [bits(key(0), shape), uniform(key(0), shape), normal(key(0), shape, 'f64'), bernoulli(key(0), 1, shape), integers(key(0), shape, { low: 0, high: 2 })]
    expect(draws.map(({ shape: [rows, columns] }) => [rows, columns])).toEqual(draws.map(() => [2, 0]))
    for (const draw of draws) expect(elements(draw).length).toBe(0)
  })
})

const known = 'a known key, not one that stands for a value inside a trace'
test.each<readonly [string, () => unknown, string]>([
  ['key', () => key(-1), 'key: seed should be a whole number from 0 to 2^53 - 1, but is -1'],
  ['key', () => key(0.5), 'key: seed should be a whole number from 0 to 2^53 - 1, but is 0.5'],
  ['split', () => split(key(0), 0), 'split: n should be a whole number from 1 to 4194304, but is 0'],
  ['split', () => split(0 as never, 2), 'split: key should be a key, as random.key(seed) makes it, but is 0'],
  ['foldIn', () => foldIn(key(0), -1), 'foldIn: data should be a whole number from 0 to 2^32 - 1, or a u32 tensor without axes, but is -1'],
  ['foldIn', () => foldIn(key(0), 2 ** 32), 'foldIn: data should be a whole number from 0 to 2^32 - 1, or a u32 tensor without axes, but is 4294967296'],
  ['foldIn', () => foldIn(key(0), of([], [1]) as never), 'foldIn: data should be a whole number from 0 to 2^32 - 1, or a u32 tensor without axes, but is "f32[]"'],
  ['foldIn', () => foldIn(key(0), of([1], [1], 'u32') as never), 'foldIn: data should be a whole number from 0 to 2^32 - 1, or a u32 tensor without axes, but is "u32[1]"'],
  ['uniform', () => uniform(key(0), [2], { low: 1, high: 1 }), 'uniform: high should be a number above low, 1, in f32, but is 1'],
  ['uniform', () => uniform(key(0), [2], { low: 1, high: 1.00000001 }), 'uniform: high should be a number above low, 1, in f32, but is 1.00000001'],
  ['uniform', () => uniform(key(0), [2], { low: NaN }), 'uniform: low should be a finite number, but is NaN'],
  ['uniform', () => uniform(key(0), [2], { high: 1e39 }), 'uniform: high should be a finite number of f32, but is 1e+39'],
  ['uniform', () => uniform(key(0), [2], { low: -2e38, high: 2e38 }), 'uniform: high should be a number at a finite distance from low, -2e+38, in f32, but is 2e+38'],
  ['uniform', () => uniform(key(0), [2], { low: -1e308, high: 1e308 }, 'f64'), 'uniform: high should be a number at a finite distance from low, -1e+308, in f64, but is 1e+308'],
  ['uniform', () => uniform(key(0), [-2]), 'uniform: shape should be a list of whole sizes of at least 0, but is [-2]'],
  ['normal', () => normal(raw.scalar(0, 'u32') as never, [2]), 'normal: key should be a key, as random.key(seed) makes it, but is "u32[]"'],
  ['bits', () => bits(key(0), [1.5]), 'bits: shape should be a list of whole sizes of at least 0, but is [1.5]'],
  ['truncatedNormal', () => truncatedNormal(key(0), [2], { low: 3 }), 'truncatedNormal: high should be a number above low, 3, in f32, but is 2'],
  ['truncatedNormal', () => truncatedNormal(key(0), [2], { low: 4, high: 5 }), 'truncatedNormal: high should be a number that leaves at least 0.00006103515625 of the distribution above low, 4, but is 5'],
  ['truncatedNormal', () => truncatedNormal(key(0), [2], { low: -9, high: -8 }, 'f64'), 'truncatedNormal: high should be a number that leaves at least 1.1368683772161603e-13 of the distribution above low, -9, but is -8'],
  ['bernoulli', () => bernoulli(key(0), 1.5, [2]), 'bernoulli: probability should be a number from 0 to 1, but is 1.5'],
  ['bernoulli', () => bernoulli(key(0), NaN, [2]), 'bernoulli: probability should be a number from 0 to 1, but is NaN'],
  ['integers', () => integers(key(0), [2], { low: 0, high: 0 }), 'integers: high should be a whole number above low, 0, and of at most 2^31, but is 0'],
  ['integers', () => integers(key(0), [2], { low: 0, high: 2 ** 31 + 1 }), 'integers: high should be a whole number above low, 0, and of at most 2^31, but is 2147483649'],
  ['integers', () => integers(key(0), [2], { low: 0.5, high: 3 }), 'integers: low should be a whole number of i32, but is 0.5'],
  ['permutation', () => permutation(key(0), -1), 'permutation: n should be a whole number of at least 0, but is -1'],
  ['permutation', () => trace((k: ReturnType<typeof key>) => { permutation(k, 3) }, key(0)), `permutation: key should be ${known}, but is "symbolic u32[2]"`],
  ['choice', () => choice(key(0), 0, [2]), 'choice: from should be a whole number from 1 to 2^31, or a tensor of at least 1 row, but is 0'],
  ['choice', () => choice(key(0), of([0, 2], []), [2]), 'choice: from should be a whole number from 1 to 2^31, or a tensor of at least 1 row, but is "f32[0, 2]"'],
  ['choice', () => choice(key(0), of([], [1]) as never, [2]), 'choice: from should be a whole number from 1 to 2^31, or a tensor of at least 1 row, but is "f32[]"'],
  ['choice', () => choice(key(0), 3, [2, 2], { replace: false }), 'choice: shape should be a list of at most 3 elements, as none is put back, but is [2, 2]'],
  ['choice', () => choice(key(0), 3, [3], { replace: false, weights: [1, 0, 1] }), 'choice: shape should be a list of at most 2 elements, as none is put back, but is [3]'],
  ['choice', () => choice(key(0), 3, [1], { weights: [1, 1] }), 'choice: weights should be 3 numbers, but is 2'],
  ['choice', () => choice(key(0), 3, [1], { weights: [1, -1, 1] }), 'choice: weights[1] should be a number of at least 0, but is -1'],
  ['choice', () => choice(key(0), 3, [1], { weights: [1, NaN, 1] }), 'choice: weights[1] should be a number of at least 0, but is NaN'],
  ['choice', () => choice(key(0), 3, [1], { weights: [0, 0, 0] }), 'choice: weights should be numbers with a finite sum above 0, but is 0'],
  ['choice', () => choice(key(0), 2, [1], { weights: [Infinity, 1] }), 'choice: weights should be numbers with a finite sum above 0, but is Infinity'],
])('%s refuses %#', (operation, draw, message) => {
  expect(draw).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string, at: expect.stringContaining('distribution.spec') as string }))
})
