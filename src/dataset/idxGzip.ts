/** Compressed IDX files: inflated piece by piece, and no further than their header promises. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { damaged, inflated, isGzip, joined, type Look } from './gzip.js'
import { idxHeader, parseIdx, promised, wrong, type Idx, type IdxHeader } from './idx.js'

/** Headers have at most 4 + 4·255 bytes. */
const longestHeader = 1024

/** Whether there is more than the header promises, once the header is there. */
const within = (file: string): Look => {
  let header: IdxHeader | undefined
  return (pieces, length) => {
    if (header === undefined) {
      const begin = idxHeader(file, joined(pieces).subarray(0, longestHeader + 4))
      if (E.isLeft(begin)) return begin.left
      header = begin.right
    }
    return header !== undefined && length > header.end ? wrong(file, `${promised(header)} when inflated`, 'more') : undefined
  }
}

/**
 * The elements of an IDX file, compressed by gzip or not. Bytes that are damaged or something else are a `Left`.
 *
 * @example
 * await decodeIdx('labels')(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]))()
 * // Right: { file: 'labels', type: 'u8', shape: [2], values: [7, 9] }
 */
export const decodeIdx = (file: string) => (bytes: Uint8Array): TaskEither<TenfoldError, Idx> => async () => {
  const plain = isGzip(bytes)
    ? await inflated([bytes], within(file), (length) => wrong(file, ...damaged(length)))
    : E.right(bytes)
  return E.isLeft(plain) ? plain : parseIdx(file)(plain.right)
}
