/** The files of a folder, read some at a time. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from 'tenfold'
import type { MediaFile } from './folder.js'

/** A file and what it holds. */
export interface Medium<A> {
  readonly file: MediaFile
  readonly value: A
}

/** Files that are open at a time. */
const together = 16

/**
 * What files hold, in their order, some at a time: `read` is `readImage(plan)` or `readSound(plan)`. The first `Left` is the last
 * that comes; it names the file.
 */
export async function* readMedia<A>(
  files: readonly MediaFile[], read: (path: string) => TaskEither<TenfoldError, A>,
): AsyncGenerator<E.Either<TenfoldError, readonly Medium<A>[]>> {
  for (let at = 0; at < files.length; at += together) {
    const some = files.slice(at, at + together)
    const all = await Promise.all(some.map(({ path }) => read(path)()))
    const failed = all.find(E.isLeft)
    if (failed !== undefined) return yield failed
    yield E.right(all.flatMap((one, i) => (E.isRight(one) ? [{ file: some[i] as MediaFile, value: one.right }] : [])))
  }
}
