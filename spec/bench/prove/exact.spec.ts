/** Exact arithmetic, held to published values and to the engine's own rounding. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ln2, pi, rootPi } from '../../../bench/prove/exact/fixed.js'
import { names, rounded, value, type Name } from '../../../bench/prove/exact/functions.js'
import { dyadic, f32, f64, lengthOf, nearest } from '../../../bench/prove/exact/nearest.js'
import { elementary } from '../../outside/elementary.js'
import { functions } from '../../outside/functions.js'

/** x as n·2⁻¹¹⁰⁰. */
const places = 1100
const fixed = (x: number): bigint => {
  const { m, e } = dyadic(x)
  return m << BigInt(places + e)
}

describe('rounding', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
  const tiny = fc.double({ min: -1e-37, max: 1e-37, noNaN: true })
  test('of an f64 to f64 gives it back, and to f32 is what the language defines', () =>
    fc.assert(fc.property(fc.oneof(finite, tiny, finite.map(Math.fround).filter(Number.isFinite)), (x) => {
      expect(nearest(fixed(x), places, f64) === x).toBe(true)
      expect(nearest(fixed(x), places, f32) === Math.fround(x)).toBe(true)
    })))

  test('of what lies between two f32 is to the nearer one, and to the even one in the middle', () =>
    fc.assert(fc.property(fc.integer({ min: 0, max: 0x7f7ffffe }), (bits) => {
      const [a, b] = [f32.number(BigInt(bits)), f32.number(BigInt(bits + 1))]
      const middle = (fixed(a) + fixed(b)) / 2n
      expect([nearest(middle - 1n, places, f32), nearest(middle, places, f32), nearest(middle + 1n, places, f32)])
        .toEqual([a, bits % 2 === 0 ? a : b, b])
    })))

  test('overflows in the middle between the greatest f32 and 2¹²⁸', () => {
    const middle = (1n << BigInt(places + 128)) - (1n << BigInt(places + 103))
    expect([nearest(middle - 1n, places, f32), nearest(middle, places, f32), nearest(-middle, places, f32)])
      .toEqual([3.4028234663852886e38, Infinity, -Infinity])
  })
})

test('constants have their published digits', () => {
  const decimals = (n: bigint): string => `${(n * 10n ** 50n) >> 256n}`
  expect(decimals(pi(256))).toBe('314159265358979323846264338327950288419716939937510')
  expect(decimals(ln2(256))).toBe('69314718055994530941723212145817656807550013436025')
  expect(decimals(rootPi(256))).toBe('177245385090551602729816748334114518279754945612238')
})

/** A number for which the function has a value. */
const inDomain = (name: Name, x: number): number =>
  ['log', 'log2', 'log10', 'rsqrt'].includes(name) ? Math.abs(x)
  : name === 'acosh' ? 1 + Math.max(1e-12, Math.abs(x))
  : ['asin', 'acos', 'atanh'].includes(name) ? x % 1
  : name === 'log1p' && x < 0 ? x / 1e40
  : x

describe.each(names)('%s', (name) => {
  const { f32: singles, hardest, f64: doubles } = { ...elementary, ...functions }[name]
  test('is rounded as mpmath at 400 digits rounds it', () => {
    for (const [x, y] of [...singles, ...hardest]) {
      const of = f32.number(BigInt(x))
      expect([of, rounded(name, of, f32)]).toEqual([of, f32.number(BigInt(y))])
    }
    for (const [x, y] of doubles) {
      const of = f64.number(x)
      expect([of, rounded(name, of, f64)]).toEqual([of, f64.number(y)])
    }
  })

  const any = fc.oneof(
    fc.double({ min: -80, max: 80, noNaN: true }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
  )
  test('has the digits that are asked for, whatever more would say', () =>
    fc.assert(fc.property(any, (number) => {
      const x = inDomain(name, number)
      if (x === 0) return
      const [few, many] = [value(name, x, 100), value(name, x, 1000)]
      const difference = (few.n << BigInt(many.p - few.p)) - many.n
      expect(difference === 0n || lengthOf(difference) < lengthOf(many.n) - 100).toBe(true)
    }), { numRuns: 50 }))
})
