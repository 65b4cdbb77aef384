/** Positions in the order of numbers of 64 bits: what a stable sort by comparison says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { order } from '../../src/random/order.js'

const word = fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 0, max: 4294967295 }))

test('the high words come first, then the low ones, then the places', () => fc.assert(fc.property(
  fc.array(fc.tuple(word, word), { maxLength: 300 }),
  (pairs) => {
    const [high, low] = [0, 1].map((i) => Uint32Array.from(pairs, (pair) => pair[i] as number)) as [Uint32Array, Uint32Array]
    const expected = pairs.map((_, i) => i).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b)
    expect([...order(high, low)]).toEqual(expected)
  },
)))

test('many of them, too', () => {
  const n = 5000
  const [high, low] = [7, 11].map((factor) => Uint32Array.from({ length: n }, (_, i) => Math.imul(i + factor, 0x9e3779b1) % 1000)) as [Uint32Array, Uint32Array]
  const expected = Array.from({ length: n }, (_, i) => i).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b)
  expect([...order(high, low)]).toEqual(expected)
})
