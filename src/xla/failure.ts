/** Errors of jobs, and how they pass from an `Either` to a promise. */
import * as E from 'fp-ts/lib/Either.js'
import type { Errors } from 'io-ts'
import { TenfoldError } from '../shape/error.js'
import { explainErrors } from '../trainer/codec.js'

/** The error of a file or folder that is not as it should be. */
export const wrong = (operation: string, file: string, expected: string, received: string, at?: string): TenfoldError =>
  new TenfoldError(
    operation, { argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}` }, at)

/** The first complaints of a codec. */
export const summary = (errors: Errors): string => {
  const places = explainErrors(errors)
  return `${places.slice(0, 3).join('; ')}${places.length > 3 ? `; and ${places.length - 3} more` : ''}`
}

/** The value of a `Right`; the error of a `Left` is thrown, and caught at the end of the whole operation. */
export const orThrow = <A>(either: E.Either<Error, A>): A => {
  if (E.isLeft(either)) throw either.left
  return either.right
}
