/** What gzip compressed, inflated piece by piece. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { tooLarge } from './limit.js'
import { FileError } from './place.js'

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

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
const inflate = (bytes: Uint8Array, form: Form): AsyncGenerator<Uint8Array> =>
  pulled(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(form)))

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

/** What is expected of compressed bytes, and how that is said when they are damaged after so many inflated ones. */
export const damaged = (length: number): readonly [expected: string, received: string] =>
  ['a whole gzip stream', `one that is damaged or cut off after ${length} inflated bytes`]

/** How long bytes are said to become by the last 4 of gzip, modulo 2³². */
export const promisedLength = (bytes: Uint8Array): number =>
  (bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true))

/** What a byte may become at most. */
const greatestRatio = 1032

/** How bytes are inflated, and what is told of those that cannot be. */
export interface Inflating<F> {
  readonly form: Form
  /** How many they become, probably. */
  readonly expected: number
  readonly most: number
  /** What is wrong when they are more. */
  readonly over: (length: number) => F
  /** What is wrong when they are damaged or cut off after so many inflated ones. */
  readonly broken: (length: number) => F
  /** What is wrong with the bytes so far, if anything. */
  readonly look?: (bytes: Uint8Array) => F | undefined
}

/** All bytes inflated, for as long as nothing is wrong with them. */
export const inflated = async <F>(
  bytes: Uint8Array, { form, expected, most, over, broken, look = () => undefined }: Inflating<F>,
): Promise<E.Either<F, Uint8Array>> => {
  // Filled as they come, and never held twice, if they are as many as expected.
  let room = new Uint8Array(Math.max(1024, Math.min(expected, greatestRatio * bytes.length)))
  let length = 0
  try {
    for await (const piece of inflate(bytes, form)) {
      if (length + piece.length > most) return E.left(over(length + piece.length))
      if (length + piece.length > room.length) {
        const longer = new Uint8Array(Math.max(Math.min(2 * room.length, most), length + piece.length))
        longer.set(room.subarray(0, length))
        room = longer
      }
      room.set(piece, length)
      length += piece.length
      const fault = look(room.subarray(0, length))
      if (fault !== undefined) return E.left(fault)
    }
  } catch {
    return E.left(broken(length))
  }
  return E.right(room.subarray(0, length))
}

/** The bytes of a file, inflated where gzip compressed them. A stream that is damaged or cut off, or too long, is a `Left`. */
export const gunzip = (
  operation: string, file: string, maxBytes: number,
) => (bytes: Uint8Array): TaskEither<TenfoldError, Uint8Array> => async () => {
  if (!isGzip(bytes)) return E.right(bytes)
  const expected = promisedLength(bytes)
  const over = (length: number | string): FileError => tooLarge(operation, file, {}, maxBytes, length)
  // Several streams one after another are longer than the last one; what no stream can become is said by other bytes.
  if (expected > maxBytes && expected <= greatestRatio * bytes.length)
    return E.left(over(`${expected}, as its last bytes say`))
  return inflated(bytes, {
    form: 'gzip', expected, most: maxBytes,
    over: (length) => over(`${length} and more`),
    broken: (length) => new FileError(operation, file, {}, ...damaged(length)),
  })
}

/** The bytes compressed, in zlib's form. */
export const deflated = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
