import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { FileError } from '../../src/dataset/index.js'
import * as text from '../../src/dataset/text/index.js'
import { pieces } from '../../src/dataset/text/pieces.js'
import { decodeUtf8 } from '../../src/dataset/utf8.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { temporaryFolder } from '../folder.js'
import * as outside from '../outside/text.js'
import { left, right } from '../either.js'

const wellFormed = fc.string({ unit: 'binary' })
const lively = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\'', 's', '7', 'é', '日', '🙂', ',') })

describe('a vocabulary of characters', () => {
  it('gives back every text of its characters', () => {
    fc.assert(fc.property(fc.oneof(wellFormed, lively), (given) => {
      if (given === '') return
      const vocabulary = text.fitCharacters()(given)
      expect(text.decode(vocabulary)(right(text.encode(vocabulary)(given)))).toBe(given)
      expect(vocabulary.tokens).toEqual([...new Set(given)].sort((a, b) => (a < b ? -1 : 1)))
    }))
  })

  it('names the line of a character that it does not have, or has a token for it', () => {
    const known = text.fitCharacters()('ab\n')
    const error = left(text.encode(known, { file: 'notes.txt' })('a\nb\nab🙂'))
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toContain('text.encode: notes.txt, line 3: expected one of 3 known characters, received "🙂"')
    const lenient = text.fitCharacters({ unknown: 'token' })('ab')
    expect(tensor.toArray(right(text.encode(lenient)('b?a')))).toEqual([2, 0, 1])
  })
})

describe('a vocabulary of words', () => {
  const rhyme = 'The cat, the hat; the end. Don\'t the-end'
  it('has the most frequent first, then the first in order', () => {
    expect(text.fitWords()(rhyme).tokens).toEqual(['the', 'end', ',', '-', '.', ';', 'Don\'t', 'The', 'cat', 'hat'])
    expect(text.fitWords({ size: 3, unknown: 'token' })(rhyme).tokens).toEqual(['<unknown>', 'the', 'end'])
  })

  it('gives back the words with spaces between', () => {
    const vocabulary = text.fitWords()(rhyme)
    expect(text.decode(vocabulary)(right(text.encode(vocabulary)('the  end,\nthe cat')))).toBe('the end , the cat')
    expect(left(text.encode(vocabulary)('the end\ncat dog')).message).toContain('text, line 2: expected one of 10 known words, received "dog"')
  })
})

describe('byte pairs', () => {
  it('are cut into pieces as GPT-2 cuts text', () => {
    expect(outside.pieces.map((parts) => [...pieces(parts.join(''))])).toEqual(outside.pieces)
    fc.assert(fc.property(fc.oneof(wellFormed, lively), (given) => { expect([...pieces(given)].join('')).toBe(given) }))
  })

  const vocabulary = text.fitBytePairs({ size: 256 + outside.merges.length })(outside.corpus.join(''))
  const shown = (id: number): string => text.decode(vocabulary)(tensor.of([1], [id], 'i32'))

  it('are those that another library finds, in the same order', () => {
    expect(vocabulary.merges.map(([a, b]) => [shown(a), shown(b)])).toEqual(outside.merges)
  })

  it('encode as they do there', () => {
    const tokens = right(text.encode(vocabulary)(outside.unseen))
    expect(tensor.toArray(tokens).map(shown)).toEqual(outside.encoded)
  })

  it('encode every text and give it back', () => {
    fc.assert(fc.property(fc.oneof(wellFormed, lively), (given) => {
      expect(text.decode(vocabulary)(right(text.encode(vocabulary)(given)))).toBe(given)
    }))
  })

  it('stop when no pair is left', () => {
    expect(text.fitBytePairs({ size: 1000 })('ab ab').merges).toEqual([[97, 98], [32, 256]])
    expect(text.size(text.fitBytePairs({ size: 1000 })('ab ab'))).toBe(258)
  })

  /** The definition, pair by pair, from all pieces anew. */
  const plainly = (given: string, size: number): readonly (readonly number[])[] => {
    let all = [...pieces(given)].map((piece) => [...new TextEncoder().encode(piece)])
    const merges: number[][] = []
    while (256 + merges.length < size) {
      const counts = new Map<string, number>()
      for (const tokens of all) for (let i = 0; i + 1 < tokens.length; i++) {
        const pair = `${tokens[i]},${tokens[i + 1]}`
        counts.set(pair, (counts.get(pair) ?? 0) + 1)
      }
      const pairs = [...counts].map(([pair, n]) => [...pair.split(',').map(Number), n] as [number, number, number])
      const [best] = pairs.sort(([a, b, n], [c, d, m]) => m - n || a - c || b - d)
      if (best === undefined) break
      const token = 256 + merges.length
      merges.push(best.slice(0, 2))
      all = all.map((tokens) => {
        const out: number[] = []
        for (let i = 0; i < tokens.length; i++) out.push(tokens[i] === best[0] && tokens[i + 1] === best[1] ? (i++, token) : tokens[i]!)
        return out
      })
    }
    return merges
  }

  it('are those of the definition', () => {
    fc.assert(fc.property(lively, (given) => {
      expect(text.fitBytePairs({ size: 270 })(given).merges).toEqual(plainly(given, 270))
    }))
  })

  it('show a part of a character as what is no text', () => {
    expect(text.decode(vocabulary)(tensor.of([2], [0xc3, 97], 'i32'))).toBe('\uFFFDa')
  })
})

describe('a vocabulary', () => {
  const all: readonly text.Vocabulary[] = [
    text.fitCharacters({ unknown: 'token' })('abc'), text.fitWords()('a b c'), text.fitBytePairs({ size: 260 })('low lower lowest'),
  ]
  it.each(all.map((vocabulary) => [vocabulary.kind, vocabulary] as const))('of %s is saved and loaded', (_, vocabulary) => {
    expect(text.codec.decode(JSON.parse(JSON.stringify(text.codec.encode(vocabulary))))).toEqual(E.right(vocabulary))
  })

  it.each([
    ['a token twice', { kind: 'characters', tokens: ['a', 'a'], unknown: 'error' }],
    ['no token', { kind: 'words', tokens: [], unknown: 'error' }],
    ['two characters in one', { kind: 'characters', tokens: ['ab'], unknown: 'error' }],
    ['a pair of later tokens', { kind: 'bytePairs', merges: [[97, 256]] }],
    ['a pair of numbers that are no tokens', { kind: 'bytePairs', merges: [[97, -1]] }],
    ['another kind', { kind: 'syllables', tokens: ['a'] }],
  ])('with %s is none', (_, vocabulary) => { expect(text.codec.decode(vocabulary)._tag).toBe('Left') })

  it.each([
    ['an empty text', () => text.fitCharacters()(''), 'text.fitCharacters: text should be at least 1 character'],
    ['no words', () => text.fitWords({ size: 0 })('a'), 'text.fitWords: size should be a whole number of at least 1'],
    ['fewer tokens than bytes', () => text.fitBytePairs({ size: 255 }), 'size should be a whole number from 256 to 1048576'],
    ['a number that is no token', () => text.decode(all[0]!)(tensor.of([2], [0, 9], 'i32')),
      'text.decode: tokens[1] should be a token from 0 to 3, but is 9'],
  ])('refuses %s', (_, use, message) => { expect(use).toThrow(message) })
})

describe('special tokens', () => {
  const given = 'to be or not to be'
  const both = { padding: true, unknown: 'token' } as const
  const all = [
    ['characters', text.fitCharacters(both)(given)], ['words', text.fitWords(both)(given)],
    ['bytePairs', text.fitBytePairs({ size: 262, ...both })(given)],
  ] as const
  it.each(all)('of %s are 0 and 1, and come before all others', (kind, vocabulary) => {
    const tokens = tensor.toArray(right(text.encode(vocabulary)(given)))
    expect(tokens.every((token) => token >= 2 && token < text.size(vocabulary))).toBe(true)
    expect(text.decode(vocabulary)(tensor.of([tokens.length], tokens, 'i32'))).toBe(given)
    if (kind !== 'bytePairs') expect(vocabulary.kind !== 'bytePairs' && vocabulary.tokens.slice(0, 2)).toEqual(['<padding>', '<unknown>'])
    expect(text.codec.decode(JSON.parse(JSON.stringify(text.codec.encode(vocabulary))))).toEqual(E.right(vocabulary))
  })

  it.each(all)('of %s fill texts up to a length, and are gone when they are decoded', (_, vocabulary) => {
    const free = tensor.toArray(right(text.encode(vocabulary)(given)))
    for (const length of [1, 3, free.length, free.length + 4]) {
      const tokens = right(text.encode(vocabulary, { length })(given))
      expect(tokens.shape).toEqual([length])
      expect(tensor.toArray(tokens)).toEqual(Array.from({ length }, (_none, i) => free[i] ?? 0))
    }
    const filled = right(text.encode(vocabulary, { length: 40 })(given))
    expectTypeOf(filled).toEqualTypeOf<Tensor<readonly [40], 'i32'>>()
    expect(text.decode(vocabulary)(filled)).toBe(given)
  })

  it.each([
    ['characters', all[0][1], 'x', [1]], ['words', all[1][1], 'to see', [tensor.toArray(right(text.encode(all[1][1])('to')))[0], 1]],
    ['bytePairs', all[2][1], 'a\ud800b', [2 + 97, 1, 2 + 98]],
  ] as const)('of %s stand for what is unknown', (_, vocabulary, unknown, tokens) =>
    expect(tensor.toArray(right(text.encode(vocabulary)(unknown)))).toEqual(tokens))

  it('make masks, without which token 0 would count as padding where it is a word', () => {
    const vocabulary = text.fitWords({ padding: true })(given)
    const batch = tensor.stack(0)([right(text.encode(vocabulary, { length: 4 })('to be')), right(text.encode(vocabulary, { length: 4 })('be or not to'))])
    expect(tensor.toArray(tensor.cast('i32')(text.mask(vocabulary)(batch)))).toEqual([1, 1, 0, 0, 1, 1, 1, 1])
    expect(tensor.toArray(tensor.cast('i32')(text.mask(vocabulary, [1, 3])(batch)))).toEqual([1, 0, 1, 1])
    for (const without of [text.fitWords()(given), text.fitCharacters({ unknown: 'token' })(given), text.fitBytePairs({ size: 256 })(given)]) {
      expect(() => text.mask(without)).toThrow('text.mask: vocabulary should be one with padding')
      expect(() => text.encode(without, { length: 3 })).toThrow('text.encode: vocabulary should be one with padding')
    }
    expect(() => text.encode(vocabulary, { length: 0 })).toThrow('length should be a whole number of at least 1')
  })
})

describe('half a surrogate pair', () => {
  const pairs = text.fitBytePairs({ size: 256 })('ab')
  it.each(['a\ud800', '\udc00a', 'a\n\n b\udc00\ud800'])('in %j is a Left with its line, and nothing silently else', (given) => {
    const error = left(text.encode(pairs, { file: 'x.txt' })(given))
    expect(error.message).toMatch(/x\.txt, line [13]: expected characters, and no lone surrogate, received "\\ud[c8]00"/)
    expect(() => text.fitBytePairs({ size: 300 })(given)).toThrow(/text should be characters, and no lone surrogate, but is "U\+D[8C]00 at \d+"/)
    expect(text.fitBytePairs({ size: 300, unknown: 'token' })(given).unknown).toBe('token')
  })
  it('is a character like others where characters are tokens', () => {
    const vocabulary = text.fitCharacters()('a\ud800')
    expect(text.decode(vocabulary)(right(text.encode(vocabulary)('\ud800a')))).toBe('\ud800a')
  })
})

describe('a text or a vocabulary out of proportion', () => {
  /** Milliseconds, the least of some. */
  const time = (f: () => unknown): number => Math.min(...Array.from({ length: 3 }, () => {
    const begin = performance.now()
    f()
    return performance.now() - begin
  }))
  const long = (n: number): string => Array.from({ length: n }, (_, i) => 'ACGT'[(Math.imul(i + 7, 0x9e3779b1) >>> 13) % 4]).join('')

  it('without blanks takes time in proportion: byte pairs of DNA', () => {
    const fit = text.fitBytePairs({ size: 356 })
    const vocabulary = fit(long(20_000))
    const encode = text.encode(vocabulary)
    const [short, longer] = [long(20_000), long(80_000)]
    expect(time(() => fit(longer))).toBeLessThan(12 * time(() => fit(short)) + 20)
    expect(time(() => encode(longer))).toBeLessThan(12 * time(() => encode(short)) + 20)
    expect(text.decode(vocabulary)(right(encode(longer)))).toBe(longer)
  })

  it('whose tokens double is not decoded beyond a bound, which can be raised', () => {
    const merges = [[97, 97] as const, ...Array.from({ length: 40 }, (_, i) => [256 + i, 256 + i] as const)]
    const vocabulary = { kind: 'bytePairs', merges } as const
    expect(text.codec.decode(vocabulary)._tag).toBe('Right')
    const token = (id: number) => tensor.of([1], [id], 'i32')
    expect(() => text.decode(vocabulary)(token(296)))
      .toThrow(`tokens should be tokens of a text of at most 536870888 bytes (maxBytes), but is ${2 ** 41}`)
    expect(() => text.decode(vocabulary, { maxBytes: 1000 })(token(266))).toThrow('at most 1000 bytes (maxBytes), but is 2048')
    expect(text.decode(vocabulary, { maxBytes: 2048 })(token(266))).toBe('a'.repeat(2048))
    const words = { kind: 'words', tokens: ['a'.repeat(500), 'b'], unknown: 'error' } as const
    expect(() => text.decode(words, { maxBytes: 1000 })(tensor.of([2], [0, 0], 'i32'))).toThrow('at most 1000 bytes (maxBytes)')
  })

  it('nested as deep as there are tokens overflows no stack', () => {
    const merges = Array.from({ length: 50_000 }, (_, i) => [i === 0 ? 97 : 255 + i, 97] as const)
    const { decode } = text
    expect(decode({ kind: 'bytePairs', merges })(tensor.of([1], [50_255], 'i32'))).toBe('a'.repeat(50_001))
  })
})

describe('windows of a text', () => {
  it('are examples whose targets come one token later', () => {
    const data = pipe(tensor.range(11), text.windows({ length: 4, step: 3 }))
    expectTypeOf(data.inputs).toEqualTypeOf<Tensor<readonly [number, 4], 'i32'>>()
    expect(data.size).toBe(3)
    expect(tensor.toArray(data.inputs)).toEqual([0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9])
    expect(tensor.toArray(data.targets)).toEqual(tensor.toArray(data.inputs).map((token) => token + 1))
  })

  it('end where the text ends', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (n, length, step) => {
      fc.pre(n > length)
      const { inputs, size } = text.windows({ length, step })(tensor.range(n))
      expect(tensor.toArray(inputs)).toEqual(Array.from({ length: size }, (_, i) => Array.from({ length }, (__, j) => i * step + j)).flat())
      expect(size * step + length).toBeGreaterThan(n - 1)
    }))
  })

  it('at random places are a function of the key, and everywhere in the text', () => {
    const drawn = (seed: number) =>
      [...text.randomWindows({ length: 3, size: 40, steps: 3, key: random.key(seed) })(tensor.range(12))]
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
    const starts = drawn(1).flatMap(({ inputs, targets }) => {
      expect(tensor.toArray(targets)).toEqual(tensor.toArray(inputs).map((token) => token + 1))
      return tensor.toArray(inputs).filter((_, i) => i % 3 === 0)
    })
    expect([...new Set(starts)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(new Set(drawn(1).map((crop) => String(tensor.toArray(crop.inputs)))).size).toBe(3)
  })

  it('at random places go on where they were left', () => {
    const all = text.randomWindows({ length: 3, size: 2, steps: 5, key: random.key(1) })(tensor.range(50))
    expect([...all.from(2)]).toEqual([...all].slice(2))
    expect([...all.from(5)]).toEqual([])
    expect(() => all.from(6)).toThrow('step should be a whole number from 0 to 5, but is 6')
  })

  it.each([
    ['a text as long as a window', () => text.windows({ length: 4 })(tensor.range(4)),
      'text.windows: tokens should be at least 5 of them, for a window and what follows it, but is 4'],
    ['windows of nothing', () => text.windows({ length: 0 })(tensor.range(4)), 'length should be a whole number of at least 1'],
    ['no steps', () => text.randomWindows({ length: 1, size: 1, steps: 0, key: random.key(0) }), 'steps should be a whole number'],
  ])('refuse %s', (_, use, message) => { expect(use).toThrow(message) })
})

describe('a text file', () => {
  const { written } = temporaryFolder()

  it('is read, compressed or not', async () => {
    expect(await text.read(await written('\uFEFFnaïve\n', 'plain.txt'))()).toEqual(E.right('naïve\n'))
    expect(await text.read(await written(gzipSync('naïve\n'), 'packed.txt.gz'))()).toEqual(E.right('naïve\n'))
    const cut = gzipSync('naïve\n'.repeat(99)).subarray(0, 20)
    expect(left(await text.read(await written(cut, 'cut.gz'))()).message).toContain('cut.gz: expected a whole gzip stream')
  })

  it.each([
    ['a byte that begins nothing', [0x61, 0x0a, 0x62, 0xff], 'line 2, byte 3', '0xff, which begins no character'],
    ['a byte that only continues', [0x80], 'line 1, byte 0', '0x80, which begins no character'],
    ['a character cut off', [0x0a, 0x0a, 0xe6, 0x97], 'line 3, byte 4', 'the end inside a character'],
    ['a character broken off', [0xe6, 0x97, 0x61], 'line 1, byte 2', '0x61 inside a character'],
    ['a surrogate', [0xed, 0xa0, 0x80], 'line 1, byte 1', '0xa0 inside a character'],
    ['a longer form than needed', [0xe0, 0x80, 0xaf], 'line 1, byte 1', '0x80 inside a character'],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80], 'line 1, byte 1', '0x90 inside a character'],
    ['Latin-1', [0x6e, 0x61, 0xef, 0x76, 0x65], 'line 1, byte 3', '0x76 inside a character'],
  ])('with %s is a Left that names the place', async (_, bytes, place, received) => {
    const error = left(await text.read(await written(Uint8Array.from(bytes), 'bad.txt'))())
    expect(error.message).toContain(`bad.txt, ${place}: expected text in UTF-8, received ${received}`)
  })

  it('is refused where an engine refuses it, with the first byte that is to blame', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 12 }), fc.constantFrom('', 'é', '日', '🙂'), (noise, begin) => {
      const bytes = Uint8Array.from([...new TextEncoder().encode(begin), ...noise])
      const decoded = decodeUtf8('text.read', 'x')(bytes)
      if (E.isRight(decoded)) return
      const { byte } = decoded.left.place
      const fatal = (cut: Uint8Array) => () => new TextDecoder('utf-8', { fatal: true }).decode(cut, { stream: true })
      expect(fatal(bytes.subarray(0, byte))).not.toThrow()
      if (byte !== bytes.length) expect(fatal(bytes.subarray(0, byte! + 1))).toThrow()
    }))
  })
})
