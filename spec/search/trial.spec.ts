import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as random from '../../src/random/index.js'
import * as search from '../../src/search/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'

const words = (key: random.Key): string => tensor.toArray(key).join()
const low = fc.integer({ min: -1000, max: 1000 })
const width = fc.integer({ min: 1, max: 1000 })
const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true })
const dimension: fc.Arbitrary<search.Dimension> = fc.oneof(
  fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), { minLength: 1, maxLength: 4 })
    .map((values) => search.oneOf(values as [search.Plain, ...search.Plain[]])),
  fc.tuple(low, width).map(([from, size]) => search.integers(from, from + size)),
  fc.tuple(low, width).map(([from, size]) => search.uniform(from, from + size / 8)),
  fc.tuple(positive, fc.double({ min: 1.001, max: 1e6, noNaN: true })).map(([from, times]) => search.logUniform(from, from * times)),
)
const space = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), dimension, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
const key = fc.nat().map(random.key)
const few = { numRuns: 15 }

const isOf = (value: unknown, dimension: search.Dimension): boolean =>
  dimension.kind === 'oneOf' ? dimension.values.includes(value as search.Plain)
  : typeof value === 'number' && value >= dimension.low && value <= dimension.high && (dimension.kind !== 'integers' || Number.isInteger(value))

describe('a random search', () => {
  it('takes every value from its dimension', () => fc.assert(fc.property(space, key, (space, key) => {
    for (const { config } of search.random(space, { trials: 4, key })) {
      expect(Object.keys(config)).toEqual(Object.keys(space))
      for (const [name, dimension] of Object.entries(space)) expect(isOf(config[name], dimension)).toBe(true)
    }
  }), few))

  it('begins with the trials of a shorter one', () => fc.assert(fc.property(space, key, fc.integer({ min: 1, max: 4 }), (space, key, trials) => {
    const all = search.random(space, { trials: 5, key })
    expect(search.random(space, { trials, key })).toEqual(all.slice(0, trials))
  }), few))

  it('draws for a dimension whatever the others are', () => fc.assert(fc.property(space, key, (space, key) => {
    const together = search.random(space, { trials: 3, key })
    for (const [name, dimension] of Object.entries(space)) {
      const alone = search.random({ [name]: dimension }, { trials: 3, key })
      expect(alone.map(({ config }) => config[name])).toEqual(together.map(({ config }) => config[name]))
    }
  }), few))

  it('spreads evenly: over a list, an interval, and the logarithms of one', () => {
    const space = { one: search.oneOf(['a', 'b', 'c', 'd']), whole: search.integers(0, 3), share: search.uniform(2, 6), rate: search.logUniform(1e-4, 1) }
    const configs = search.random(space, { trials: 100, key: random.key(3) }).map(({ config }) => config)
    const places = (place: (config: (typeof configs)[number]) => number): readonly number[] => {
      const found = [0, 0, 0, 0]
      for (const config of configs) found[place(config)]!++
      return found
    }
    // Four deviations of a count of 100 with a share of 1/4.
    for (const counts of [
      places(({ one }) => 'abcd'.indexOf(one)), places(({ whole }) => whole), places(({ share }) => Math.floor(share - 2)),
      places(({ rate }) => Math.floor(Math.log10(rate) + 4)),
    ]) for (const count of counts) expect(Math.abs(count - 25)).toBeLessThan(4 * Math.sqrt(18.75))
  })

  it('draws a log-uniform number as the engine would from the same uniform one', () => {
    for (const { config: { rate, plain } } of search.random(
      { rate: search.logUniform(1e-5, 10), plain: search.uniform(0, 1) }, { trials: 20, key: random.key(9) })) {
      expect(plain).toBeLessThan(1)
      const part = Math.log(rate / 1e-5) / Math.log(1e6)
      expect(1e-5 * Math.exp(part * Math.log(1e6))).toBeCloseTo(rate, 12)
    }
  })

  it('knows the types of its values', () => {
    const [trial] = search.random({ width: search.oneOf([16, 32]), name: search.oneOf(['a', 'b']), rate: search.uniform(0, 1) }, { trials: 1, key: random.key(0) })
    expectTypeOf(trial!.config).toEqualTypeOf<{ readonly width: 16 | 32; readonly name: 'a' | 'b'; readonly rate: number }>()
  })
})

describe('a grid', () => {
  const finite = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.oneof(
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }).map((values) => search.oneOf(values as [number, ...number[]])),
    fc.tuple(low, fc.integer({ min: 0, max: 3 })).map(([from, size]) => search.integers(from, from + size)),
  ), { minKeys: 1, maxKeys: 4, noNullPrototype: true })

  it('has every configuration once, the last dimension first', () => fc.assert(fc.property(finite, (space) => {
    const values = (dimension: search.Finite<number>): readonly number[] =>
      dimension.kind === 'oneOf' ? dimension.values : Array.from({ length: dimension.high - dimension.low + 1 }, (_, i) => dimension.low + i)
    const product = Object.entries(space).reduce<readonly object[]>(
      (all, [name, dimension]) => all.flatMap((config) => values(dimension).map((value) => ({ ...config, [name]: value }))), [{}])
    expect(search.grid(space, { key: random.key(0) }).map(({ config }) => config)).toEqual(product)
  }), few))
})

describe('trials', () => {
  it('are numbered, and each has a key of its own', () => fc.assert(fc.property(space, key, fc.integer({ min: 1, max: 4 }), (space, key, folds) => {
    const trials = pipe(search.random(space, { trials: 4, key }), search.overKeys(folds))
    expect(trials.map(({ index }) => index)).toEqual([...trials.keys()])
    expect(trials.map(({ candidate, fold }) => candidate * folds + fold)).toEqual([...trials.keys()])
    expect(new Set(trials.map((trial) => words(trial.key))).size).toBe(trials.length)
    for (const { candidate, config } of trials) expect(config).toBe(trials[candidate * folds]?.config)
  }), few))

  it('are immutable', () => {
    const trials = search.grid({ a: search.oneOf([1]) }, { key: random.key(0) })
    for (const value of [trials, trials[0], trials[0]?.config]) expect(Object.isFrozen(value)).toBe(true)
  })
})

describe('what is refused', () => {
  const key = random.key(0)
  const one = { a: search.oneOf([1, 2]) }
  it.each<[string, () => unknown]>([
    ['search.oneOf: values should be a list of at least one value, but is []', () => search.oneOf([] as never)],
    ['search.oneOf: values[1] should be plain data, but is a function', () => search.oneOf([1, Math.abs] as never)],
    ['search.oneOf: values[0] should be plain data, but is NaN', () => search.oneOf([NaN])],
    ['search.integers: high should be a whole number from 3 to 2^31 - 1, but is 2', () => search.integers(3, 2)],
    ['search.integers: low should be a whole number from -2147483648 to 2^31 - 1, but is 0.5', () => search.integers(0.5, 2)],
    ['search.uniform: low should be a finite number, but is -Infinity', () => search.uniform(-Infinity, 2)],
    ['search.uniform: high should be a number above low, 2, at a finite distance, but is 2', () => search.uniform(2, 2)],
    ['search.logUniform: low should be a finite number above 0, but is 0', () => search.logUniform(0, 2)],
    ['search.logUniform: high should be a number above low, 1, at a finite distance, but is NaN', () => search.logUniform(1, NaN)],
    ['search.grid: space should be a record of dimensions, but is {}', () => search.grid({}, { key })],
    ['search.grid: space.a should be a dimension, as search.oneOf makes it, but is 3', () => search.grid({ a: 3 } as never, { key })],
    ['search.grid: space.a should be values that can be listed', () => search.grid({ a: search.uniform(0, 1) } as never, { key })],
    ['search.grid: space should be a space of at most 1000000 configurations, but is 2000002', () => search.grid({ ...one, b: search.integers(0, 1000000) }, { key })],
    ['search.grid: key should be a key', () => search.grid(one, { key: 3 as never })],
    ['search.random: trials should be a whole number from 1 to 1000000, but is 0', () => search.random(one, { trials: 0, key })],
    ['search.overKeys: folds should be a whole number from 1 to 1000000, but is 1.5', () => search.overKeys(1.5)([])],
    ['search.overKeys: trials should be trials without folds', () => pipe(search.grid(one, { key }), search.overKeys(2), search.overKeys(2))],
    ['search.objective: space should be a record of dimensions', () => search.objective({ space: {} }, () => ({ a: 1 }))],
  ])('%s', (message, wrong) => {
    expect(wrong).toThrow(TenfoldError)
    expect(wrong).toThrow(message)
  })
})
