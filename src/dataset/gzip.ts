/** Compressed IDX files: inflated piece by piece, and no further than their header promises. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { idxHeader, parseIdx, promised, wrong, type Idx, type IdxHeader } from './idx.js'

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((n, piece) => n + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Headers have at most 4 + 4·255 bytes. */
const longestHeader = 1024

async function* inflate(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // `Blob` and streams are the one way to inflate that browsers and Node share.
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value as Uint8Array
  } finally {
    // Without this the rest would be inflated for nobody; what the stream says to it doesn't matter any more.
    await reader.cancel().catch(() => undefined)
  }
}

const inflated = async (file: string, bytes: Uint8Array): Promise<E.Either<TenfoldError, Uint8Array>> => {
  const pieces: Uint8Array[] = []
  let length = 0
  let header: IdxHeader | undefined
  try {
    for await (const piece of inflate(bytes)) {
      pieces.push(piece)
      length += piece.length
      if (header === undefined) {
        const begin = idxHeader(file, joined(pieces).subarray(0, longestHeader + 4))
        if (E.isLeft(begin)) return begin
        header = begin.right
      }
      if (header !== undefined && length > header.end)
        return E.left(wrong(file, `${promised(header)} when inflated`, 'more'))
    }
  } catch {
    return E.left(wrong(file, 'a whole gzip stream', `one that is damaged or cut off after ${length} inflated bytes`))
  }
  return E.right(joined(pieces))
}

/**
 * The elements of an IDX file, compressed by gzip or not. Bytes that are damaged or something else are a `Left`.
 *
 * @example
 * await decodeIdx('labels')(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]))()
 * // Right: { file: 'labels', type: 'u8', shape: [2], values: [7, 9] }
 */
export const decodeIdx = (file: string) => (bytes: Uint8Array): TaskEither<TenfoldError, Idx> => async () => {
  const plain = isGzip(bytes) ? await inflated(file, bytes) : E.right(bytes)
  return E.isLeft(plain) ? plain : parseIdx(file)(plain.right)
}
