/**
 * Vocabularies: what stands for a number in a text. They are fitted to the training part and are plain records, saved beside
 * a model as transforms are.
 *
 * Law: decoding what was encoded gives the text, for characters and for byte pairs.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'

/** Characters (code points) or words, by their places in a list. */
const Tokens = t.strict({
  kind: t.keyof({ characters: null, words: null }),
  tokens: t.readonlyArray(t.string),
  unknown: t.keyof({ error: null, token: null }),
})

/** Bytes 0 … 255, then one token for each pair of earlier ones. */
const BytePairs = t.strict({
  kind: t.literal('bytePairs'),
  merges: t.readonlyArray(t.readonly(t.tuple([t.Integer, t.Integer]))),
})

const AnyVocabulary = t.union([Tokens, BytePairs])

/** A list of different characters or words. Where `unknown` is `'token'`, the first stands for whatever is not in the list. */
export type Tokens = t.TypeOf<typeof Tokens>

/** Pairs of bytes in the order in which they were found: the i-th one is token 256 + i. */
export type BytePairs = t.TypeOf<typeof BytePairs>

/** What stands for each number from 0 on. */
export type Vocabulary = Tokens | BytePairs

/** How many bytes there are: the tokens before the first pair. */
export const bytes = 256

/**
 * How many tokens a vocabulary has: 0 … size - 1.
 *
 * @example
 * size({ kind: 'characters', tokens: ['a', 'b'], unknown: 'error' }) // 2
 * size({ kind: 'bytePairs', merges: [[104, 105]] }) // 257
 */
export const size = (vocabulary: Vocabulary): number =>
  vocabulary.kind === 'bytePairs' ? bytes + vocabulary.merges.length : vocabulary.tokens.length

const isSingle = (token: string): boolean => [...token].length === 1

/** What the types of its fields can't say of a vocabulary. */
const isWhole = (vocabulary: Vocabulary): boolean => {
  if (vocabulary.kind === 'bytePairs')
    return vocabulary.merges.every((pair, i) => pair.every((token) => token >= 0 && token < bytes + i))
  const { kind, tokens, unknown } = vocabulary
  return tokens.length > 0 && new Set(tokens).size === tokens.length
    && (kind === 'words' || tokens.slice(unknown === 'token' ? 1 : 0).every(isSingle))
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
