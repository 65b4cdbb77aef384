/** What an `Either` holds where a test knows its side: the other side is an error. */
import * as E from 'fp-ts/lib/Either.js'

export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw either.left
  return either.right
}

export const left = <L>(either: E.Either<L, unknown>): L => {
  if (E.isRight(either)) throw new Error('a Right')
  return either.left
}
