/** What ends a command: a sentence for standard error, and the exit code. */
import * as E from 'fp-ts/lib/Either.js'
import { TenfoldError } from 'tenfold'

/** Exit codes: wrong data or files, wrong options, ended by a signal. */
export const codes = { data: 1, options: 2, interrupted: 130 } as const

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: number

  constructor(code: number, sentence: string) {
    super(sentence)
    this.code = code
  }
}

/** Ends the command because of its options. */
export const wrongOptions = (sentence: string): never => { throw new Failure(codes.options, sentence) }

/** Ends the command because of data or files. */
export const wrongData = (sentence: string): never => { throw new Failure(codes.data, sentence) }

/** The sentence of an error, without the function and the place in this program that asked. */
export const sentenceOf = (error: Error): string => {
  if (!(error instanceof TenfoldError)) return error.message
  const [begin, end] = [`${error.operation}: `, error.at === undefined ? '' : ` (at ${error.at})`]
  return error.message.slice(error.message.startsWith(begin) ? begin.length : 0, error.message.length - (error.message.endsWith(end) ? end.length : 0))
}

/** What an `Either` holds; its error ends the command. */
export const given = <A>(either: E.Either<Error, A>): A => (E.isRight(either) ? either.right : wrongData(sentenceOf(either.left)))
