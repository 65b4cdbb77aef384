/** Texts that many know. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../../shape/error.js'
import { FileError } from '../place.js'
import { encode, type Tokenised } from '../text/encode.js'
import { fitCharacters } from '../text/fit.js'
import { read } from '../text/read.js'
import type { Vocabulary } from '../text/vocabulary.js'
import { range } from '../rows.js'

/** A text's tokens, the last tenth of them for the test, and what they stand for. */
export interface Corpus {
  readonly vocabulary: Vocabulary
  readonly train: Tokenised
  readonly test: Tokenised
}

/**
 * Parts of Shakespeare's plays, `input.txt` (Karpathy, 2015), or any other text, character by character: the first 90 % to
 * train on, the rest to test on. The vocabulary is that of the whole text, as is usual for this one.
 *
 * @example
 * await readShakespeare('no.txt')() // Left: text.read: no.txt: expected a file that can be read, received no such file
 */
export const readShakespeare = (file: string): TE.TaskEither<TenfoldError, Corpus> =>
  pipe(read(file), TE.chainEitherKW((text) => {
    if (text.length < 2) return E.left(new FileError('text.read', file, {}, 'at least 2 characters', String(text.length)))
    const vocabulary = fitCharacters()(text)
    return pipe(text, encode(vocabulary, { file }), E.map((tokens) => {
      const [n] = tokens.shape
      const cut = Math.floor(n * 0.9)
      return { vocabulary, train: range(tokens, 0, cut) as Tokenised, test: range(tokens, cut, n) as Tokenised }
    }))
  }))
