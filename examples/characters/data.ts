import { join } from 'node:path'
import { pipe, random, tensor as t, text, type TenfoldError } from 'tenfold'
import { readShakespeare, type Corpus } from 'tenfold/datasets'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Source } from '../kit/task.js'
import { entropy, sentences } from './grammar.js'
import { sizeOf, type Name } from './networks.js'

export interface Data extends Corpus {
  readonly name: string
  /** The nats of a character that nothing can do without, where that is known. */
  readonly entropy?: number
}

type Choice = Source & { readonly network: Name; readonly seed: number }

/** Sentences in characters, cut as Shakespeare is: the last tenth is for the test. */
const drawn = (count: number, seed: number): E.Either<TenfoldError, Data> => {
  const all = sentences(count, random.foldIn(random.key(seed), 0))
  const vocabulary = text.fitCharacters()(all)
  return pipe(all, text.encode(vocabulary), E.map((tokens) => {
    const [n] = tokens.shape
    const cut = Math.floor(n * 0.9)
    const part = (from: number, to: number): text.Tokenised => pipe(tokens, t.slice([[from, to]]))
    return { name: 'drawn sentences', vocabulary, train: part(0, cut), test: part(cut, n), entropy }
  }))
}

/** The last tenth has to hold a context, and what comes behind it. */
const longEnough = (settings: Choice) => (data: Data): E.Either<Error, Data> => {
  const { context } = sizeOf(settings, settings.network)
  const { name, train, test } = data
  const received = train.shape[0] + test.shape[0]
  const message = `${name}: expected a text of at least ${10 * (context + 1)} characters, received one of ${received}`
  return test.shape[0] > context ? E.right(data) : E.left(new Error(message))
}

/** The text `input.txt` of a folder, or drawn sentences. */
export const load = (settings: Choice): TE.TaskEither<Error, Data> => {
  const found: TE.TaskEither<Error, Data> = 'data' in settings
    ? pipe(readShakespeare(join(settings.data, 'input.txt')), TE.map((corpus) => ({ name: settings.data, ...corpus })))
    : TE.fromEither(drawn(settings.count, settings.seed))
  return pipe(found, TE.chainEitherK(longEnough(settings)))
}
