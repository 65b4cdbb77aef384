import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromUtf8, toUtf8 } from '../../src/shape/utf8.js'

/** Where every number has to lie for bytes to be UTF-8, and its neighbours. */
const edges = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbb, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff]

describe('UTF-8 on a host without an encoder is that of the host which has one', () => {
  it('for every text, lone surrogates too', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (a, b) => {
      for (const text of [a, b, a + b]) expect(toUtf8(text, {})).toEqual(new TextEncoder().encode(text))
    }))
  })

  it('for every first and last code point of a length', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff]) {
      const text = String.fromCodePoint(point)
      expect(toUtf8(text, {})).toEqual(new TextEncoder().encode(text))
      expect(fromUtf8(toUtf8(text, {}), { ignoreBOM: true }, {})).toBe(text)
    }
  })

  const bytes = fc.oneof(
    fc.array(fc.constantFrom(...edges)), fc.uint8Array().map((list) => [...list]),
    fc.string({ unit: 'binary' }).map((text) => [...new TextEncoder().encode(text)]), fc.constant([0xef, 0xbb, 0xbf, 0x41]),
  ).map((list) => Uint8Array.from(list))

  it.each([{}, { ignoreBOM: true }])('for all bytes, %o', (options) => {
    fc.assert(fc.property(bytes, (given) => {
      expect(fromUtf8(given, options, {})).toBe(new TextDecoder('utf-8', options).decode(given))
    }), { numRuns: 1000 })
  })

  it('and throws for the same ones', () => {
    const throws = (f: () => unknown): boolean => {
      try {
        return f() === undefined
      } catch {
        return true
      }
    }
    fc.assert(fc.property(bytes, (given) => {
      expect(throws(() => fromUtf8(given, { fatal: true }, {})))
        .toBe(throws(() => new TextDecoder('utf-8', { fatal: true }).decode(given)))
    }), { numRuns: 1000 })
  })
})
