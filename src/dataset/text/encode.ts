/** From text to tokens. */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../../shape/error.js'
import { aString, checkOptions } from '../../shape/options.js'
import { checkCount } from '../../tensor/argument.js'
import { concrete, type Tensor } from '../../tensor/tensor.js'
import { FileError } from '../place.js'
import { applyPairs } from './bytePairs.js'
import { loneSurrogate, pieces, words } from './pieces.js'
import { expectVocabulary, specialOf, type BytePairs, type Tokens, type Vocabulary } from './vocabulary.js'

/** The numbers of a text's tokens in order. */
export type Tokenised<N extends number = number> = Tensor<readonly [N], 'i32'>

/** Tokens one after the other, at most so many: an array that grows, since nobody knows how many a text has. */
const growing = (most: number) => {
  let [list, count] = [new Int32Array(1024), 0]
  return {
    isFull: (): boolean => count >= most,
    push: (token: number): void => {
      if (count === list.length) {
        const larger = new Int32Array(2 * count)
        larger.set(list)
        list = larger
      }
      list[count++] = token
    },
    /** The tokens, filled up to a length. */
    end: (length: number | undefined): Tokenised => {
      const tokens = length === undefined ? list.slice(0, count) : new Int32Array(length)
      if (length !== undefined) tokens.set(list.subarray(0, Math.min(count, length)))
      return concrete({ shape: [tokens.length], dtype: 'i32' }, tokens) as Tokenised
    },
  }
}

type Growing = ReturnType<typeof growing>

/** Where a token stands that is not in the vocabulary: behind so many characters. */
const unknownAt = (file: string, expected: string, text: string, at: number, token: string): FileError =>
  new FileError('text.encode', file, { line: text.slice(0, at).split('\n').length }, expected, JSON.stringify(token))

/** A text's tokens; one that is unknown where no token stands for that is a `Left`. */
type Encode = (text: string, most: number) => E.Either<FileError, Growing>

const encodeTokens = (vocabulary: Tokens, file: string): Encode => {
  const { kind, tokens } = vocabulary
  const { count, unknown } = specialOf(vocabulary)
  const places = new Map(tokens.slice(count).map((token, i) => [token, count + i]))
  return (text, most) => {
    const encoded = growing(most)
    let at = 0
    for (const token of kind === 'characters' ? text : words(text)) {
      if (encoded.isFull()) break
      const place = places.get(token) ?? unknown
      if (place === undefined) {
        // Words are sought behind those before them, as what stands between is not kept.
        return E.left(unknownAt(file, `one of ${tokens.length} known ${kind}`, text, text.indexOf(token, at), token))
      }
      encoded.push(place)
      at = kind === 'characters' ? at + token.length : text.indexOf(token, at) + token.length
    }
    return E.right(encoded)
  }
}

const encodePairs = (vocabulary: BytePairs, file: string): Encode => {
  const tokensOf = applyPairs(vocabulary)
  const { count, unknown } = specialOf(vocabulary)
  return (text, most) => {
    const encoded = growing(most)
    let at = 0
    for (const piece of pieces(text)) {
      if (encoded.isFull()) break
      for (const [i, whole] of piece.split(loneSurrogate).entries()) {
        if (i > 0 && unknown === undefined) {
          const place = at + piece.search(loneSurrogate)
          return E.left(unknownAt(file, 'characters, and no lone surrogate', text, place, text[place] as string))
        }
        if (i > 0) encoded.push(unknown as number)
        const tokens = tokensOf(whole)
        for (let j = 0; j < tokens.length; j++) encoded.push(count + (tokens[j] as number))
      }
      at += piece.length
    }
    return E.right(encoded)
  }
}

/** How a text is encoded. */
export interface EncodeOptions<N extends number = number> {
  /** The name of the text's file in errors. */
  readonly file?: string
  /** How many tokens there are to be: a longer text is cut at its end, a shorter one filled up with the vocabulary's padding. */
  readonly length?: N
}

/** The tokens of a text: as many as asked for, or as there are. */
export type Encoder<N extends number> = (text: string) => E.Either<FileError, Tokenised<N>>

/**
 * The tokens of a text, [n] or [length]. A character or word that the vocabulary doesn't have is a `Left` that names its line,
 * unless a token stands for what is unknown; byte pairs have them all but half a surrogate pair, which is no character. With a
 * length, the vocabulary needs padding.
 *
 * @example
 * const vocabulary = fitCharacters()('abba')
 * pipe('baa', encode(vocabulary)) // Right: [1, 0, 0]
 * pipe('ba\nc', encode(vocabulary, { file: 'a.txt' }))
 * // Left: text.encode: a.txt, line 1: expected one of 2 known characters, received "\n"
 *
 * @example
 * const vocabulary = fitCharacters({ padding: true, unknown: 'token' })('abba')
 * pipe('ba?', encode(vocabulary, { length: 5 })) // Right: [3, 2, 1, 0, 0]
 * pipe('ba?', encode(vocabulary, { length: 2 })) // Right: [3, 2]
 */
export const encode = <const N extends number = number>(
  vocabulary: Vocabulary, options: EncodeOptions<N> = {},
): Encoder<N> => {
  expectVocabulary('text.encode', vocabulary)
  const { file = 'text', length } = checkOptions<EncodeOptions<N>>('text.encode', options, { file: aString, length: true })
  if (length !== undefined) {
    checkCount('text.encode', 'length', length)
    if (vocabulary.padding !== true)
      fail('text.encode', { argument: 'vocabulary', expected: 'one with padding, to fill texts up to a length', received: vocabulary.kind })
  }
  const tokensOf = vocabulary.kind === 'bytePairs' ? encodePairs(vocabulary, file) : encodeTokens(vocabulary, file)
  return (text) => {
    if (typeof text !== 'string') fail('text.encode', { argument: 'text', expected: 'a text', received: text })
    // Without a length N is `number`.
    return E.map((encoded: Growing) => encoded.end(length) as Tokenised as Tokenised<any>)(tokensOf(text, length ?? Infinity))
  }
}
