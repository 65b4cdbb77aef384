/** What a choice may be made of; how often each is made is in `statistics.spec.ts`. */
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { choice, integers, key, permutation, uniform } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'

const rows = of([4, 2], [0, 1, 10, 11, 20, 21, 30, 31])
const weightsOf = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.nat({ max: 9 })), { minLength: 1, maxLength: 40 })
  .filter((weights) => weights.some((w) => w > 0))
const seeds = fc.nat()

test('a number gives integers, a tensor gives its rows', () => {
  const some = choice(key(1), 4, [2, 3])
  expectTypeOf(some).toEqualTypeOf<Tensor<readonly [2, 3], 'i32'>>()
  const taken = choice(key(1), rows, [2, 3])
  expectTypeOf(taken).toEqualTypeOf<Tensor<readonly [2, 3, 2]>>()
  expect(toArray(taken)).toEqual(toArray(some).flatMap((i) => [10 * i, 10 * i + 1]))
})

test('of one there is one choice', () => {
  for (const options of [{}, { weights: [3] }]) expect(toArray(choice(key(1), 1, [3], options))).toEqual([0, 0, 0])
  for (const options of [{}, { weights: [3] }]) expect(toArray(choice(key(1), 1, [1], { ...options, replace: false }))).toEqual([0])
  expect(toArray(choice(key(1), 5, [0], { replace: false }))).toEqual([])
})

describe('with replacement', () => {
  test('integers, where all weigh the same', () => {
    expect(toArray(choice(key(1), 7, [50]))).toEqual(toArray(integers(key(1), [50], { low: 0, high: 7 })))
  })
  test('weights: the first whose sum of weights up to it is beyond a uniform number; 0 is never drawn', () => {
    fc.assert(fc.property(seeds, weightsOf, (seed, weights) => {
      let sum = 0
      const sums = weights.map((w) => (sum += w))
      fc.pre(Number.isFinite(sum))
      const drawn = toArray(choice(key(seed), weights.length, [20], { weights }))
      expect(drawn).toEqual(toArray(uniform(key(seed), [20], {}, 'f64')).map((u) => sums.findIndex((s) => s > u * sum)))
      expect(drawn.filter((i) => weights[i] === 0)).toEqual([])
    }))
  })
  test('only proportions matter', () => {
    const weights = [1, 5, 0, 2]
    expect(toArray(choice(key(3), 4, [50], { weights: weights.map((w) => w / 8) }))).toEqual(toArray(choice(key(3), 4, [50], { weights })))
  })
})

describe('without replacement', () => {
  test('the beginning of a permutation, where all weigh the same', () => {
    expect(toArray(choice(key(2), 30, [3, 4], { replace: false }))).toEqual([...permutation(key(2), 30).slice(0, 12)])
  })
  test('each at most once, 0 never, and all others when so many are wanted', () => {
    fc.assert(fc.property(seeds, weightsOf, (seed, weights) => {
      fc.pre(Number.isFinite(weights.reduce((a, b) => a + b)))
      const possible = [...weights.keys()].filter((i) => weights[i]! > 0)
      const drawn = toArray(choice(key(seed), weights.length, [possible.length], { replace: false, weights }))
      expect(drawn.toSorted((a, b) => a - b)).toEqual(possible)
      const fewer = toArray(choice(key(seed), weights.length, [possible.length >> 1], { replace: false, weights }))
      expect(fewer).toEqual(drawn.slice(0, possible.length >> 1))
    }))
  })
})
