/** What an Either has to be, in tests. */
import * as E from 'fp-ts/lib/Either.js'

export const right = <A>(result: E.Either<Error, A>): A => {
  if (E.isLeft(result)) throw result.left
  return result.right
}

export const left = <L>(result: E.Either<L, unknown>): L => {
  if (E.isRight(result)) throw new Error('an error was expected')
  return result.left
}
