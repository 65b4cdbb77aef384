/** Vocabularies of characters and of words, from a text. */
import { fail } from '../../shape/error.js'
import { checkOptions } from '../../shape/options.js'
import { words } from './pieces.js'
import { special, specialKinds, type Special, type Tokens } from './vocabulary.js'

/** What the special tokens are called in the list. */
const [paddingToken, unknownToken] = ['<padding>', '<unknown>'] as const

/**
 * The most frequent tokens to keep, the special ones among them, by default all; among as frequent ones, those that come first in
 * order.
 */
export interface Frequent extends Special {
  readonly size?: number
}

const checkText = (operation: string, text: string): void => {
  if (typeof text !== 'string' || text.length === 0) fail(operation, { argument: 'text', expected: 'at least 1 character', received: text })
}

const checkSize = (operation: string, received: number, least: number): void => {
  const isSize = received === Infinity || (Number.isSafeInteger(received) && received >= least)
  if (!isSize) fail(operation, { argument: 'size', expected: `a whole number of at least ${least}`, received })
}

/** In the order of code units, which no language setting changes. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

const counted = (tokens: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

const listed = (kind: Tokens['kind'], tokens: readonly string[], { padding, unknown = 'error' }: Special): Tokens => ({
  kind,
  tokens: [...(padding === true ? [paddingToken] : []), ...(unknown === 'token' ? [unknownToken] : []), ...tokens],
  unknown,
  ...(padding === true ? { padding } : {}),
})

/**
 * The characters (code points) of a text in increasing order.
 *
 * @example
 * fitCharacters()('abba') // { kind: 'characters', tokens: ['a', 'b'], unknown: 'error' }
 * fitCharacters({ padding: true, unknown: 'token' })('abba').tokens // ['<padding>', '<unknown>', 'a', 'b']
 */
export const fitCharacters = (options: Special = {}): ((text: string) => Tokens) => {
  checkOptions<Special>('text.fitCharacters', options, specialKinds)
  return (text) => {
    checkText('text.fitCharacters', text)
    return listed('characters', [...new Set(text)].sort(inOrder), options)
  }
}

/**
 * The words and punctuation marks of a text, the most frequent first. Upper and lower case differ.
 *
 * @example
 * fitWords({ size: 3, unknown: 'token' })('to be, or not to be')
 * // { kind: 'words', tokens: ['<unknown>', 'be', 'to'], unknown: 'token' }
 */
export const fitWords = (options: Frequent = {}): ((text: string) => Tokens) => {
  const { size = Infinity } = checkOptions<Frequent>('text.fitWords', options, { ...specialKinds, size: true })
  const { count } = special(options.padding, options.unknown)
  checkSize('text.fitWords', size, 1 + count)
  return (text) => {
    checkText('text.fitWords', text)
    const ranked = [...counted(words(text))].sort(([a, n], [b, m]) => m - n || inOrder(a, b)).map(([token]) => token)
    return listed('words', ranked.slice(0, size - count), options)
  }
}
