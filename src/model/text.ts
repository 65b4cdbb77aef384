/** Texts as raw cases: tokens of a vocabulary. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import { encode } from '../dataset/text/encode.js'
import type { Vocabulary } from '../dataset/text/vocabulary.js'
import { fail } from '../shape/error.js'
import { anInteger, checkOptions, isRecord, type Kind } from '../shape/options.js'
import { elements } from '../tensor/tensor.js'
import type { Input, Values } from './input.js'

/** How texts become tokens. */
export interface TextOptions<N extends number = number> {
  /** As namespace `text` fits it to the training part, with padding. */
  readonly vocabulary: Vocabulary
  /** Tokens that are looked at, from a text's beginning; a shorter one is padded. */
  readonly length: N
}

/** A text's schema; an example has it under `text`. */
export type TextInput<N extends number> = Input<string, { readonly text: string }, readonly [N], 'i32'>

const aLength: Kind = { expected: 'a whole number of at least 1', holds: (x) => anInteger.holds(x) && x >= 1 }
const padded: Kind = { expected: 'a vocabulary with padding', holds: (x) => isRecord(x) && x['padding'] === true }

/**
 * The schema of a raw text: a string, whose first tokens the network is given, `i32 [length]`. An example has it under `text`, beside
 * its target: `{ text, mood: 'merry' }`. A character or word that the vocabulary does not have is a `Left`, unless a token stands for
 * what is unknown.
 *
 * @example
 * const vocabulary = text.fitWords({ padding: true, unknown: 'token' })('to be, or not to be')
 * model.text({ vocabulary, length: 16 }).shape // [16]
 */
export const text = <const N extends number>(options: TextOptions<N>): TextInput<N> => {
  const { vocabulary, length } = checkOptions<TextOptions<N>>('model.text', options, { vocabulary: padded, length: aLength })
  if (length === undefined) fail('model.text', { argument: 'length', expected: aLength.expected, received: length })
  const tokensOf = encode(vocabulary, { length, file: 'text' })
  return Object.freeze<TextInput<N>>({
    kind: 'text',
    schema: { kind: 'text', vocabulary: vocabulary as unknown as Json, length },
    shape: [length],
    dtype: 'i32',
    fields: ['text'],
    allocate: (n) => new Int32Array(n * length),
    standardized: [],
    read: (given: unknown, into: Values, at: number) => {
      const misfit = (expected: string, received: unknown) => ({ wrong: [{ field: 'text', expected, received }], unknown: {} })
      if (typeof given !== 'string') return misfit('a string', given)
      const tokens = tokensOf(given)
      if (E.isLeft(tokens)) return misfit(tokens.left.expected, tokens.left.received)
      into.set(elements(tokens.right) as Int32Array, at)
      return undefined
    },
    caseOf: ({ text: own, ...others }) => (Object.keys(others).length === 0 ? own : { text: own, ...others }),
    show: (raw) => ({ kind: 'text', pieces: [String(raw)] }),
  })
}
