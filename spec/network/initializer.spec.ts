/** Initial weights: their distribution, their range, their key. */
import { describe, expect, test } from 'vitest'
import { initializer as i } from '../../src/network/index.js'
import type { Initializer } from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { Float, Shape } from '../../src/shape/shape.js'

const shape = [5, 4, 30, 40] as const
const [fanIn, fanOut] = [5 * 4 * 30, 5 * 4 * 40]
const glorot = 2 / (fanIn + fanOut)

/** Mean, variance, and the greatest size that there can be. */
type Row = readonly [name: string, make: Initializer, mean: number, variance: number, limit: number]
const cut = 2 / 0.87962566103423978
const table: readonly Row[] = [
  ['uniform', i.uniform({ low: -1, high: 3 }), 1, 16 / 12, 3],
  ['normal', i.normal({ mean: 2, deviation: 0.5 }), 2, 0.25, Infinity],
  ['truncatedNormal', i.truncatedNormal({ mean: -1, deviation: 0.5 }), -1, 0.25 * 0.7737413035, 2],
  ['glorotUniform', i.glorotUniform, 0, glorot, Math.sqrt(3 * glorot)],
  ['glorotNormal', i.glorotNormal, 0, glorot, cut * Math.sqrt(glorot)],
  ['heUniform', i.heUniform, 0, 2 / fanIn, Math.sqrt(6 / fanIn)],
  ['heNormal', i.heNormal, 0, 2 / fanIn, cut * Math.sqrt(2 / fanIn)],
  ['lecunUniform', i.lecunUniform, 0, 1 / fanIn, Math.sqrt(3 / fanIn)],
  ['lecunNormal', i.lecunNormal, 0, 1 / fanIn, cut * Math.sqrt(1 / fanIn)],
]

describe.each(table)('%s', (_, make, mean, variance, limit) => {
  test.each<Float>(['f32', 'f64'])('has its mean, variance and range in %s', (dtype) => {
    const xs = toArray(make(key(1), shape, dtype))
    const m = xs.reduce((s, x) => s + x, 0) / xs.length
    const v = xs.reduce((s, x) => s + (x - m) ** 2, 0) / xs.length
    expect(Math.abs(m - mean)).toBeLessThan(4.5 * Math.sqrt(variance / xs.length))
    expect(Math.abs(v / variance - 1)).toBeLessThan(0.03)
    expect(xs.every((x) => Math.abs(x) <= limit * (1 + 1e-6))).toBe(true)
  })
  test('is a function of the key, the shape and nothing else', () => {
    const draw = (seed: number): readonly number[] => toArray(make(key(seed), [3, 4], 'f32'))
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })
})

test.each<readonly [string, Initializer, number]>([['zeros', i.zeros, 0], ['ones', i.ones, 1], ['constant', i.constant(0.25), 0.25]])('%s: the same under every key', (_, make, value) => {
  for (const seed of [0, 1]) expect(toArray(make(key(seed), [2, 3], 'f32'))).toEqual(Array.from({ length: 6 }, () => value))
})

test('given weights are the weights', () => {
  const weights = of([2, 2], [1, 2, 3, 4])
  expect(i.given(weights)(key(0), [2, 2], 'f32')).toBe(weights)
})

test.each<readonly [Shape, number, number]>([[[3], 3, 3], [[3, 4], 3, 4], [[5, 5, 3, 8], 75, 200], [[], 1, 1]])('the fans of %j', (s, fanIn_, fanOut_) => {
  expect(i.fans(s)).toEqual({ fanIn: fanIn_, fanOut: fanOut_ })
})

describe.each<readonly [Shape, number]>([[[5, 5], 1], [[7, 3], 1], [[3, 7], 2], [[2, 3, 5, 4], 0.5], [[1, 1], 1], [[4], 1]])('orthogonal %j, gain %d', (s, gain) => {
  const columns = s.at(-1)!
  const rows = s.reduce((a, b) => a * b, 1) / columns
  test.each<readonly [Float, number]>([['f64', 1e-14], ['f32', 1e-6]])('QᵀQ = gain²·I in %s', (dtype, tolerance) => {
    const q = toArray(i.orthogonal({ gain })(key(2), s, dtype))
    const [few, along, across] = rows < columns ? [rows, columns, 1] : [columns, 1, columns]
    const many = Math.max(rows, columns)
    for (let a = 0; a < few; a++) for (let b = 0; b < few; b++) {
      const dot = Array.from({ length: many }, (_, k) => q[a * along + k * across]! * q[b * along + k * across]!).reduce((x, y) => x + y, 0)
      expect(Math.abs(dot - (a === b ? gain * gain : 0))).toBeLessThan(tolerance)
    }
  })
})

test.each<readonly [string, () => unknown, string]>([
  ['given', () => i.given(of([2], [1, 2]))(key(0), [3], 'f32'), 'given: weights should be f32[3], but is "f32[2]"'],
  ['given', () => i.given(of([2], [1, 2]))(key(0), [2], 'f64'), 'given: weights should be f64[2], but is "f32[2]"'],
  ['constant', () => i.constant(NaN), 'constant: value should be a finite number, but is NaN'],
  ['normal', () => i.normal({ deviation: Infinity }), 'normal: deviation should be a finite number, but is Infinity'],
  ['truncatedNormal', () => i.truncatedNormal({ deviation: NaN }), 'truncatedNormal: deviation should be a finite number, but is NaN'],
  ['orthogonal', () => i.orthogonal({ gain: NaN }), 'orthogonal: gain should be a finite number, but is NaN'],
  ['uniform', () => i.uniform({ low: 2, high: 1 })(key(0), [2], 'f32'), 'uniform: high should be a number above low, 2, in f32, but is 1'],
])('%s refuses %#', (operation, make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string }))
})
