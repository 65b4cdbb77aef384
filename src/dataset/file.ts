/** Files of the machine, read where there are any: the modules of Node load when the first file is asked for. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readWhole, reason, writeWhole } from '../io/file.js'
import { TenfoldError } from '../shape/error.js'

const wrong = (operation: string, file: string, expected: string, received: string, at?: string): TenfoldError =>
  new TenfoldError(operation, {
    argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}`,
  }, at)

const unreadable = (operation: string, file: string, error: unknown): TenfoldError =>
  wrong(operation, file, 'a file that can be read', reason('read', error))

/** All bytes of a file; one that cannot be read is a `Left` that says why. */
export const readBytes = (operation: string, file: string): TE.TaskEither<TenfoldError, Uint8Array> =>
  TE.tryCatch(async () => (await import('node:fs/promises')).readFile(file), (error) => unreadable(operation, file, error))

/** All bytes of a regular file: a pipe or a device, which could keep its reader waiting, is a `Left`, too. */
export const readRegular = (operation: string, file: string): TE.TaskEither<TenfoldError, Uint8Array> =>
  TE.tryCatch(() => readWhole(file), (error) => unreadable(operation, file, error))

/** The bytes of a file piece by piece; whoever iterates gets the error of one that cannot be read thrown. */
export async function* readPieces(operation: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    const handle = await (await import('node:fs/promises')).open(file)
    // The stream closes it, at its end and when it is left before.
    for await (const piece of handle.createReadStream({ highWaterMark: 1048576 })) yield piece as Uint8Array
  } catch (error) {
    throw unreadable(operation, file, error)
  }
}

/** A file of which parts are read when they are asked for; whoever asks gets the error thrown. */
export interface Parts {
  readonly byteLength: number
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>
}

/** A file, to be read in parts. */
export const openParts = (operation: string, file: string): TE.TaskEither<TenfoldError, Parts> =>
  TE.tryCatch(async () => {
    const { open, stat } = await import('node:fs/promises')
    const { size } = await stat(file)
    return {
      byteLength: size,
      slice: async (start, end = size) => {
        // Opened for each part: nobody has to say when the last one was read.
        const handle = await open(file).catch((error: unknown) => { throw unreadable(operation, file, error) })
        try {
          const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start)
          return buffer.buffer.slice(0, bytesRead)
        } finally {
          await handle.close()
        }
      },
    }
  }, (error) => unreadable(operation, file, error))

/** Writes a file, whole or not at all; one that cannot be written is a `Left` that says why, and where it was asked for. */
export const writeBytes = (operation: string, file: string, at?: string) =>
  (bytes: Uint8Array): TE.TaskEither<TenfoldError, void> =>
    TE.tryCatch(
      () => writeWhole(file, [bytes]),
      (error) => wrong(operation, file, 'a file that can be written', reason('write', error), at),
    )

const exists = (file: string): TE.TaskEither<unknown, string> =>
  TE.tryCatch(async () => (await import('node:fs/promises')).access(file).then(() => file), (error) => error)

/** The first of these files that exists; none of them is a `Left` that names them all. */
export const firstOf = (operation: string, files: readonly [string, ...string[]]): TE.TaskEither<TenfoldError, string> => {
  const [expected, received] = [files.join(' or '), 'no such file']
  const [first, ...others] = files
  return pipe(
    others.reduce((found, file) => pipe(found, TE.orElse(() => exists(file))), exists(first)),
    TE.mapLeft(() => new TenfoldError(operation, {
      argument: first, expected, received, message: `expected ${expected}, received ${received}`,
    })),
  )
}
