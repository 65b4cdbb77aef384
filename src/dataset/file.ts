/** Files of the machine, read where there are any: the modules of Node load when the first file is asked for. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { reason as refusal, writeWhole } from '../receipt/file.js'
import { TenfoldError } from '../shape/error.js'
import { tooLarge } from './limit.js'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'a folder',
  ENOTDIR: 'a file where a folder should be',
}

const reason = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (error instanceof RangeError) return 'more than there is memory for'
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

const wrong = (operation: string, file: string, expected: string, received: string, at?: string): TenfoldError =>
  new TenfoldError(operation, {
    argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}`,
  }, at)

const unreadable = (operation: string, file: string, error: unknown): TenfoldError =>
  wrong(operation, file, 'a file that can be read', reason(error))

/** What is no regular file, if anything: to open some of these would wait for ever, and most of them have no end. */
const irregular = (stats: Stats): string | undefined =>
  stats.isFile() ? undefined
  : stats.isDirectory() ? 'a folder'
  : stats.isFIFO() ? 'a FIFO'
  : stats.isSocket() ? 'a socket'
  : 'a device'

/** Why a file could not be read: what the system says, or a sentence of ours. */
class Unreadable extends Error {}

/** The size of a regular file. */
const sizeOf = async (file: string): Promise<number> => {
  const stats = await (await import('node:fs/promises')).stat(file)
  const odd = irregular(stats)
  if (odd !== undefined) throw new Unreadable(odd)
  return stats.size
}

const changed = (expected: number, received: number): Unreadable =>
  new Unreadable(`one that changed while it was read: ${expected} bytes at first, then ${received}`)

/** Systems read less than 2 GiB at once. */
const mostAtOnce = 1073741824

/** The bytes from `start` on that there are, at most as many as there is room for. */
const fill = async (handle: FileHandle, room: Uint8Array, start: number): Promise<number> => {
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(room, at, Math.min(mostAtOnce, room.length - at), start + at)
    at += bytesRead
    if (bytesRead === 0 || at === room.length) return at
  }
}

/** Whole parts of a file as long as it was when it was opened. */
const readPart = async (file: string, size: number, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
  const handle = await (await import('node:fs/promises')).open(file)
  try {
    const part = new Uint8Array(end - start)
    const length = await fill(handle, part, start)
    if (length < part.length) throw changed(size, start + length)
    return part
  } finally {
    await handle.close()
  }
}

/**
 * All bytes of a file; one that cannot be read is a `Left` that says why, and so is one of more than `maxBytes`. What is no
 * regular file is not opened.
 */
export const readBytes = (
  operation: string, file: string, maxBytes = Infinity,
): TE.TaskEither<TenfoldError, Uint8Array<ArrayBuffer>> => async () => {
  try {
    const size = await sizeOf(file)
    if (size > maxBytes) return E.left(tooLarge(operation, file, {}, maxBytes, size))
    // Files of `/proc` say that they are empty.
    return E.right(size === 0
      ? new Uint8Array(await (await import('node:fs/promises')).readFile(file))
      : await readPart(file, size, 0, size))
  } catch (error) {
    return E.left(unreadable(operation, file, error))
  }
}

/** The bytes of a file piece by piece; whoever iterates gets the error of one that cannot be read thrown. */
export async function* readPieces(operation: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    const size = await sizeOf(file)
    const handle = await (await import('node:fs/promises')).open(file)
    let length = 0
    // The stream closes it, at its end and when it is left before.
    for await (const piece of handle.createReadStream({ highWaterMark: 1048576 })) {
      length += (piece as Uint8Array).length
      yield piece as Uint8Array
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
    const size = await sizeOf(file)
    return {
      byteLength: size,
      // Opened for each part: nobody has to say when the last one was read.
      slice: (start, end = size) => readPart(file, size, start, Math.min(end, size))
        .then(({ buffer }) => buffer, (error: unknown) => { throw unreadable(operation, file, error) }),
    }
  }, (error) => unreadable(operation, file, error))

/** Writes a file, whole or not at all; one that cannot be written is a `Left` that says why, and where it was asked for. */
export const writeBytes = (operation: string, file: string, at?: string) =>
  (bytes: Uint8Array): TE.TaskEither<TenfoldError, void> =>
    TE.tryCatch(
      () => writeWhole(file, bytes),
      (error) => wrong(operation, file, 'a file that can be written', refusal(error), at),
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
