/**
 * Vocabularies: what stands for a number in a text. They are fitted to the training part and are plain records, saved beside
 * a model as transforms are.
 *
 * Law: decoding what was encoded gives the text, for characters and for byte pairs.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { aBoolean, check, isRecord, oneOf, type Kind } from '../../shape/options.js'

/** Tokens that stand for no part of a text, before all others. */
const Padded = t.exact(t.partial({ padding: t.literal(true) }))

/** Characters (code points) or words, by their places in a list. */
const Tokens = t.intersection([t.strict({
  kind: t.keyof({ characters: null, words: null }),
  tokens: t.readonlyArray(t.string),
  unknown: t.keyof({ error: null, token: null }),
}), Padded])

/** Bytes 0 … 255, then one token for each pair of earlier ones. */
const BytePairs = t.intersection([t.strict({
  kind: t.literal('bytePairs'),
  merges: t.readonlyArray(t.readonly(t.tuple([t.Integer, t.Integer]))),
}), Padded, t.exact(t.partial({ unknown: t.literal('token') }))])

const AnyVocabulary = t.union([Tokens, BytePairs])

/**
 * A list of different characters or words. With `padding` the first stands for what fills a text up; where `unknown` is
 * `'token'`, the first or the one behind it stands for whatever is not in the list.
 */
export type Tokens = Readonly<t.TypeOf<typeof Tokens>>

/**
 * Pairs of bytes in the order in which they were found: the i-th one is 256 + i, and numbers in pairs are such. Tokens are these
 * numbers behind the special ones: the padding, and what stands for half a surrogate pair, where there are these.
 */
export type BytePairs = Readonly<t.TypeOf<typeof BytePairs>>

/** What stands for each number from 0 on. */
export type Vocabulary = Tokens | BytePairs

/** How many bytes there are: the tokens before the first pair. */
export const bytes = 256

/** Which special tokens a vocabulary has, before all others. */
export interface Special {
  /** Whether token 0 fills texts up to a length; by default there is no such token. */
  readonly padding?: boolean
  /** What becomes of what is not in the vocabulary: an error, by default, or a token: 1 behind the padding, 0 without it. */
  readonly unknown?: 'error' | 'token'
}

/** What options about special tokens may be. */
export const specialKinds = { padding: aBoolean, unknown: oneOf('error', 'token') }

/** How many special tokens there are, and which one stands for what is unknown. */
export const special = (padding: boolean | undefined, unknown: 'error' | 'token' | undefined) => {
  const before = Number(padding === true)
  return { count: before + Number(unknown === 'token'), unknown: unknown === 'token' ? before : undefined }
}

export const specialOf = ({ padding, unknown }: Vocabulary) => special(padding, unknown)

const aVocabulary: Kind = {
  expected: 'a vocabulary',
  holds: (u: unknown) => isRecord(u) && (u['kind'] === 'bytePairs' ? Array.isArray(u['merges'])
    : (u['kind'] === 'characters' || u['kind'] === 'words') && Array.isArray(u['tokens'])),
}

/** What is a vocabulary by its form; what is in it the codec checks, which everything from outside goes through. */
export const expectVocabulary = (operation: string, vocabulary: Vocabulary): void =>
  check(operation, { vocabulary }, { vocabulary: aVocabulary })

/**
 * How many tokens a vocabulary has: 0 … size - 1.
 *
 * @example
 * size({ kind: 'characters', tokens: ['a', 'b'], unknown: 'error' }) // 2
 * size({ kind: 'bytePairs', merges: [[104, 105]] }) // 257
 */
export const size = (vocabulary: Vocabulary): number => {
  expectVocabulary('text.size', vocabulary)
  return vocabulary.kind === 'bytePairs' ? specialOf(vocabulary).count + bytes + vocabulary.merges.length : vocabulary.tokens.length
}

const isSingle = (token: string): boolean => [...token].length === 1

/** What the types of its fields can't say of a vocabulary. */
const isWhole = (vocabulary: Vocabulary): boolean => {
  if (vocabulary.kind === 'bytePairs')
    return vocabulary.merges.every((pair, i) => pair.every((token) => token >= 0 && token < bytes + i))
  const { kind, tokens } = vocabulary
  const { count } = specialOf(vocabulary)
  return tokens.length > 0 && tokens.length >= count && new Set(tokens).size === tokens.length
    && (kind === 'words' || tokens.slice(count).every(isSingle))
}

const validate: t.Validate<unknown, Vocabulary> = (u, context) => {
  const fits = (vocabulary: Vocabulary): t.Validation<Vocabulary> =>
    isWhole(vocabulary) ? t.success(vocabulary) : t.failure(u, context, 'different tokens, or pairs of earlier ones, expected')
  return pipe(AnyVocabulary.validate(u, context), E.chain(fits))
}

/**
 * The codec of vocabularies: `codec.encode` gives JSON, `codec.decode` takes what came from outside.
 *
 * @example
 * const vocabulary = fitCharacters()('abba')
 * codec.decode(JSON.parse(JSON.stringify(codec.encode(vocabulary)))) // Right
 */
export const codec: t.Type<Vocabulary, unknown, unknown> = new t.Type<Vocabulary, unknown, unknown>(
  'a vocabulary', (u): u is Vocabulary => AnyVocabulary.is(u) && isWhole(u), validate, AnyVocabulary.encode,
)
