/** States in the files of a run. */
import * as E from 'fp-ts/lib/Either.js'
import type { Type } from 'io-ts'
import { loading } from '../checkpoint/checkpoint.js'

/** Reads a state; rejects with the error of the file. */
export const stateIn = async <St>(
  operation: string, file: string, codec: Type<St, unknown, unknown>, at: string | undefined,
): Promise<St> => {
  const loaded = await loading(operation, file, codec, at)()
  if (E.isLeft(loaded)) throw loaded.left.error
  return loaded.right.state
}
