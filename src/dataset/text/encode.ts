/** From text to tokens, and back. */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../../shape/error.js'
import type { Shape } from '../../shape/shape.js'
import { fromUtf8 } from '../../shape/utf8.js'
import { concrete, elements, type Tensor } from '../../tensor/tensor.js'
import { FileError } from '../place.js'
import { applyPairs, tokenBytes } from './bytePairs.js'
import { words } from './pieces.js'
import type { BytePairs, Tokens, Vocabulary } from './vocabulary.js'

/** The numbers of a text's tokens in order. */
export type Tokenised = Tensor<readonly [number], 'i32'>

const tensor = (tokens: Int32Array): Tokenised => concrete({ shape: [tokens.length], dtype: 'i32' }, tokens) as Tokenised

/** Where a token stands that is not in the vocabulary. */
const unknownAt = (file: string, { kind, tokens }: Tokens, text: string, before: readonly string[], token: string): FileError => {
  // Words are sought behind those before them, as what stands between is not kept.
  const begin = kind === 'characters' ? before.join('').length
    : before.reduce((at, word) => text.indexOf(word, at) + word.length, 0)
  const line = text.slice(0, text.indexOf(token, begin)).split('\n').length
  const what = kind === 'characters' ? 'characters' : 'words'
  return new FileError('text.encode', file, { line }, `one of ${tokens.length} known ${what}`, JSON.stringify(token))
}

const encodeTokens = (vocabulary: Tokens, file: string) => {
  const { kind, tokens, unknown } = vocabulary
  const places = new Map(tokens.map((token, i) => [token, i]))
  if (unknown === 'token') places.delete(tokens[0] as string)
  return (text: string): E.Either<FileError, Tokenised> => {
    const found = kind === 'characters' ? [...text] : words(text)
    const encoded = new Int32Array(found.length)
    for (const [i, token] of found.entries()) {
      const place = places.get(token) ?? (unknown === 'token' ? 0 : undefined)
      if (place === undefined) return E.left(unknownAt(file, vocabulary, text, found.slice(0, i), token))
      encoded[i] = place
    }
    return E.right(tensor(encoded))
  }
}

const encodePairs = (vocabulary: BytePairs) => {
  const tokensOf = applyPairs(vocabulary)
  return (text: string): E.Either<FileError, Tokenised> => E.right(tensor(Int32Array.from(tokensOf(text))))
}

/** The name of the text's file in errors. */
export interface EncodeOptions {
  readonly file?: string
}

/**
 * The tokens of a text, [n]. A character or word that the vocabulary doesn't have is a `Left` that names its line, unless a
 * token stands for what is unknown; byte pairs have them all.
 *
 * @example
 * const vocabulary = fitCharacters()('abba')
 * pipe('baa', encode(vocabulary)) // Right: [1, 0, 0]
 * pipe('ba\nc', encode(vocabulary, { file: 'a.txt' }))
 * // Left: text.encode: a.txt, line 1: expected one of 2 known characters, received "\n"
 */
export const encode = (
  vocabulary: Vocabulary, { file = 'text' }: EncodeOptions = {},
): ((text: string) => E.Either<FileError, Tokenised>) =>
  vocabulary.kind === 'bytePairs' ? encodePairs(vocabulary) : encodeTokens(vocabulary, file)

const checkTokens = (tokens: ArrayLike<number>, size: number): void => {
  const at = Array.prototype.findIndex.call(tokens, (token: number) => !(token >= 0 && token < size))
  const expected = `a token from 0 to ${size - 1}`
  if (at >= 0) fail('text.decode', { argument: `tokens[${at}]`, expected, received: tokens[at] })
}

const decodePairs = (vocabulary: BytePairs) => {
  const all = tokenBytes(vocabulary)
  return (tokens: ArrayLike<number>): string => {
    checkTokens(tokens, all.length)
    return fromUtf8(Uint8Array.from(Array.from(tokens).flatMap((token) => all[token] as readonly number[])), { ignoreBOM: true })
  }
}

const decodeTokens = ({ kind, tokens: known }: Tokens) => (tokens: ArrayLike<number>): string => {
  checkTokens(tokens, known.length)
  return Array.from(tokens, (token) => known[token] as string).join(kind === 'words' ? ' ' : '')
}

/**
 * The text of tokens: characters and bytes one after the other, words with a space between. Bytes that are part of a
 * character become U+FFFD. A number that is no token is an error.
 *
 * @example
 * const vocabulary = fitCharacters()('abba')
 * pipe(t.of([3], [1, 0, 0], 'i32'), decode(vocabulary)) // 'baa'
 */
export const decode = (vocabulary: Vocabulary): (<S extends Shape>(tokens: Tensor<S, 'i32'>) => string) => {
  const from = vocabulary.kind === 'bytePairs' ? decodePairs(vocabulary) : decodeTokens(vocabulary)
  return (tokens) => from(elements(tokens))
}
