/** From tokens to text. */
import { fail } from '../../shape/error.js'
import type { Shape } from '../../shape/shape.js'
import { fromUtf8 } from '../../shape/utf8.js'
import { expectTensor } from '../../tensor/argument.js'
import { elements, type Tensor } from '../../tensor/tensor.js'
import { boundOf, limited, longestText, type Limits } from '../limit.js'
import { tokenLengths, writeToken } from './bytePairs.js'
import { expectVocabulary, size, specialOf, type BytePairs, type Tokens, type Vocabulary } from './vocabulary.js'

const checkTokens = (tokens: ArrayLike<number>, most: number): void => {
  const at = Array.prototype.findIndex.call(tokens, (token: number) => !(token >= 0 && token < most))
  const expected = `a token from 0 to ${most - 1}`
  if (at >= 0) fail('text.decode', { argument: `tokens[${at}]`, expected, received: tokens[at] })
}

type Decode = (tokens: ArrayLike<number>) => string

/** How long a text will be is known before it is made: tokens of byte pairs may double from one to the next. */
const expectLength = (tokens: ArrayLike<number>, lengthOf: (token: number) => number, maxBytes: number): number => {
  const most = Math.min(maxBytes, longestText)
  let total = 0
  for (let i = 0; i < tokens.length; i++) total += lengthOf(tokens[i] as number)
  if (total > most)
    fail('text.decode', { argument: 'tokens', expected: `tokens of a text of at most ${most} bytes (maxBytes)`, received: total })
  return total
}

/** U+FFFD in UTF-8. */
const replacement = [0xef, 0xbf, 0xbd] as const

const decodePairs = (vocabulary: BytePairs, maxBytes: number): Decode => {
  const lengths = tokenLengths(vocabulary)
  const { count } = specialOf(vocabulary)
  const isPadding = (token: number): boolean => vocabulary.padding === true && token === 0
  const lengthOf = (token: number): number =>
    (isPadding(token) ? 0 : token < count ? replacement.length : lengths[token - count] as number)
  return (tokens) => {
    const text = new Uint8Array(expectLength(tokens, lengthOf, maxBytes))
    let at = 0
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as number
      if (token >= count) at = writeToken(vocabulary, token - count, text, at)
      else if (!isPadding(token)) {
        text.set(replacement, at)
        at += replacement.length
      }
    }
    return fromUtf8(text, { ignoreBOM: true })
  }
}

const decodeTokens = ({ kind, tokens: known, padding }: Tokens, maxBytes: number): Decode => (tokens) => {
  const between = kind === 'words' ? ' ' : ''
  expectLength(tokens, (token) => (known[token] as string).length + between.length, maxBytes)
  return Array.from(tokens).filter((token) => !(padding === true && token === 0)).map((token) => known[token] as string).join(between)
}

/**
 * The text of tokens, without padding: characters and bytes one after the other, words with a space between. Bytes that are part
 * of a character, and what stands for an unknown one, become U+FFFD. A number that is no token is an error, and so is a text of
 * more than `maxBytes`, or of more than engines have room for: a short vocabulary of byte pairs may have very long tokens.
 *
 * @example
 * const vocabulary = fitCharacters()('abba')
 * pipe(t.of([3], [1, 0, 0], 'i32'), decode(vocabulary)) // 'baa'
 */
export const decode = (
  vocabulary: Vocabulary, options: Limits = {},
): (<S extends Shape>(tokens: Tensor<S, 'i32'>) => string) => {
  expectVocabulary('text.decode', vocabulary)
  const maxBytes = boundOf<Limits>('text.decode', options, limited)
  const from = vocabulary.kind === 'bytePairs' ? decodePairs(vocabulary, maxBytes) : decodeTokens(vocabulary, maxBytes)
  const most = size(vocabulary)
  return (tokens) => {
    const list = elements(expectTensor('text.decode', 'tokens', tokens, ['i32']))
    checkTokens(list, most)
    return from(list)
  }
}
