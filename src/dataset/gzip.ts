/** What gzip compressed, inflated piece by piece. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { FileError } from './place.js'

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

export const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((n, piece) => n + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** How bytes are compressed: in gzip's form, or in that of zlib, which the platform calls deflate. */
type Form = 'gzip' | 'deflate'

/** What a stream gives, piece by piece. */
async function* pulled(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    // Without this the rest would be inflated for nobody; what the stream says to it doesn't matter any more.
    await reader.cancel().catch(() => undefined)
  }
}

// `Blob` and streams are the one way to inflate that browsers and Node share.
const inflate = (parts: readonly Uint8Array[], form: Form): AsyncGenerator<Uint8Array> =>
  pulled(new Blob(parts as readonly Uint8Array<ArrayBuffer>[] as Uint8Array<ArrayBuffer>[]).stream()
    .pipeThrough(new DecompressionStream(form)))

/** Pieces inflated where gzip compressed them. A stream that is damaged or cut off is thrown as an error. */
export async function* gunzipPieces(
  operation: string, file: string, pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]()
  const first = await source.next()
  if (first.done === true) return
  const all = async function* () {
    try {
      yield first.value
      yield* { [Symbol.asyncIterator]: () => source }
    } finally {
      // Whoever leaves at the first piece has not come to the others, which close the file.
      await source.return?.()
    }
  }
  if (!isGzip(first.value)) return yield* all()
  let length = 0
  let fault: unknown
  const whole = all()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      // What goes wrong with the file itself is told as it is.
      const next = await whole.next().catch((error: unknown) => { throw fault = error })
      if (next.done === true) controller.close()
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>)
    },
  })
  try {
    for await (const piece of pulled(stream.pipeThrough(new DecompressionStream('gzip')))) {
      length += piece.length
      yield piece
    }
  } catch (error) {
    throw fault ?? (error instanceof FileError ? error : new FileError(operation, file, {}, ...damaged(length)))
  } finally {
    await source.return?.()
  }
}

/** What is wrong with the pieces so far, if anything. */
export type Look = (pieces: readonly Uint8Array[], length: number) => TenfoldError | undefined

/** What is expected of compressed bytes, and how that is said when they are damaged after so many inflated ones. */
export const damaged = (length: number): readonly [expected: string, received: string] =>
  ['a whole gzip stream', `one that is damaged or cut off after ${length} inflated bytes`]

/** All bytes of parts that belong together inflated, for as long as `look` finds nothing wrong with them. */
export const inflated = async (
  parts: readonly Uint8Array[], look: Look, broken: (length: number) => TenfoldError, form: Form = 'gzip',
): Promise<E.Either<TenfoldError, Uint8Array>> => {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of inflate(parts, form)) {
      pieces.push(piece)
      length += piece.length
      const fault = look(pieces, length)
      if (fault !== undefined) return E.left(fault)
    }
  } catch {
    return E.left(broken(length))
  }
  return E.right(joined(pieces))
}

/** More than this is not inflated: files that promise no size could fill the memory. */
const most = 2147483647

/** The bytes of a file, inflated where gzip compressed them. A stream that is damaged or cut off is a `Left`. */
export const gunzip = (
  operation: string, file: string,
) => (bytes: Uint8Array): TaskEither<TenfoldError, Uint8Array> => async () => {
  const wrong = (expected: string, received: string): FileError => new FileError(operation, file, {}, expected, received)
  if (!isGzip(bytes)) return E.right(bytes)
  const look: Look = (_, length) => (length > most ? wrong(`at most ${most} bytes when inflated`, 'more') : undefined)
  return inflated([bytes], look, (length) => wrong(...damaged(length)))
}

/** The bytes compressed, in zlib's form. */
export const deflated = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
