/** Files of the machine, read where there are any: the modules of Node load when the first file is asked for. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { openRegular, reason, writeWhole } from '../io/file.js'
import { TenfoldError } from '../shape/error.js'
import { tooLarge } from './limit.js'

const wrong = (operation: string, file: string, expected: string, received: string, at?: string): TenfoldError =>
  new TenfoldError(operation, {
    argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}`,
  }, at)

const unreadable = (operation: string, file: string, error: unknown): TenfoldError =>
  wrong(operation, file, 'a file that can be read', reason('read', error))

/** A file whose length is not what it was. */
const changed = (expected: number, received: number): Error =>
  new Error(`one that changed while it was read: ${expected} bytes at first, then ${received}`)

/**
 * All bytes of a file; one that cannot be read is a `Left` that says why, and so is one of more than `maxBytes`. What is no
 * regular file, such as a pipe or a device, which could keep its reader waiting, is not read.
 */
export const readBytes = (
  operation: string, file: string, maxBytes = Infinity,
): TE.TaskEither<TenfoldError, Uint8Array<ArrayBuffer>> => async () => {
  try {
    const { size, fill, close } = await openRegular(file, 1)
    try {
      if (size > maxBytes) return E.left(tooLarge(operation, file, {}, maxBytes, size))
      // Files of `/proc` say that they are empty.
      if (size === 0) return E.right(new Uint8Array(await (await import('node:fs/promises')).readFile(file)))
      const bytes = new Uint8Array(size)
      const length = await fill(bytes)
      if (length < size) throw changed(size, length)
      return E.right(bytes)
    } finally {
      await close()
    }
  } catch (error) {
    return E.left(unreadable(operation, file, error))
  }
}

/** Bytes of a piece, at most. */
const pieceLength = 1048576

/** The bytes of a file piece by piece; whoever iterates gets the error of one that cannot be read thrown. */
export async function* readPieces(operation: string, file: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    const { size, fill, close } = await openRegular(file, 1)
    let length = 0
    try {
      for (let read = pieceLength; read === pieceLength; length += read) {
        const piece = new Uint8Array(pieceLength)
        read = await fill(piece)
        if (read > 0) yield piece.subarray(0, read)
      }
    } finally {
      await close()
    }
    if (length < size) throw changed(size, length)
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
    const { size, close } = await openRegular(file, 1)
    await close()
    const part = async (start: number, end: number): Promise<ArrayBuffer> => {
      // Opened for each part: nobody has to say when the last one was read.
      const { fill, close } = await openRegular(file, 1, start)
      try {
        const bytes = new Uint8Array(end - start)
        const length = await fill(bytes)
        if (length < bytes.length) throw changed(size, start + length)
        return bytes.buffer
      } finally {
        await close()
      }
    }
    return {
      byteLength: size,
      slice: (start, end = size) =>
        part(start, Math.min(end, size)).catch((error: unknown) => { throw unreadable(operation, file, error) }),
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
