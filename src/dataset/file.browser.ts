/** In place of `file.ts` in browsers, by `browser` in package.json: there are no files, which is a `Left` that says so. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import { TenfoldError } from '../shape/error.js'

const absent = (operation: string, file: string, expected: string, at?: string): TenfoldError => {
  const received = 'no file system: this is a browser'
  const message = `${file}: expected ${expected}, received ${received}`
  return new TenfoldError(operation, { argument: file, expected, received, message }, at)
}

const unreadable = (operation: string, file: string): TenfoldError => absent(operation, file, 'a file that can be read')

/** A `Left`. */
export const readBytes = (
  operation: string, file: string, _maxBytes?: number,
): TE.TaskEither<TenfoldError, Uint8Array<ArrayBuffer>> =>
  TE.left(unreadable(operation, file))

/** What there is none of. */
export interface Parts {
  readonly byteLength: number
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>
}

/** A `Left`. */
export const openParts = (operation: string, file: string): TE.TaskEither<TenfoldError, Parts> =>
  TE.left(unreadable(operation, file))

/** Throws. */
export async function* readPieces(operation: string, file: string): AsyncGenerator<Uint8Array> {
  throw unreadable(operation, file)
}

/** A `Left`. */
export const writeBytes = (operation: string, file: string, at?: string) =>
  (_bytes: Uint8Array): TE.TaskEither<TenfoldError, void> =>
    TE.left(absent(operation, file, 'a file that can be written', at))

/** A `Left`. */
export const firstOf = (operation: string, [first]: readonly [string, ...string[]]): TE.TaskEither<TenfoldError, string> =>
  TE.map(() => first)(readBytes(operation, first))
