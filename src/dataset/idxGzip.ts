/** Compressed IDX files: inflated piece by piece, and no further than their header promises. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { expectBytes } from './bytes.js'
import { damaged, inflated, isGzip, promisedLength } from './gzip.js'
import { idxHeader, parseIdx, promised, wrong, type Idx, type IdxHeader } from './idx.js'
import { boundOf, limited, tooLarge, type Limits } from './limit.js'

/** Headers have at most 4 + 4·255 bytes. */
const longestHeader = 1024

/** Whether there is more than the header promises, once the header is there. */
const within = (file: string, maxBytes: number): ((bytes: Uint8Array) => TenfoldError | undefined) => {
  let header: IdxHeader | undefined
  return (bytes) => {
    if (header === undefined) {
      const begin = idxHeader(file, bytes.subarray(0, longestHeader), maxBytes)
      if (E.isLeft(begin)) return begin.left
      header = begin.right
    }
    const isMore = header !== undefined && bytes.length > header.end
    return isMore ? wrong(file, `${promised(header as IdxHeader)} when inflated`, 'more') : undefined
  }
}

/**
 * The elements of an IDX file, compressed by gzip or not. Bytes that are damaged or something else are a `Left`.
 *
 * @example
 * await decodeIdx('labels')(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]))()
 * // Right: { file: 'labels', type: 'u8', shape: [2], values: [7, 9] }
 */
export const decodeIdx = (file: string, limits: Limits = {}) => {
  const maxBytes = boundOf('dataset.idx', limits, limited)
  return (given: Uint8Array): TaskEither<TenfoldError, Idx> => async () => {
    const bytes = expectBytes('dataset.idx', file, given)
    if (E.isLeft(bytes) || !isGzip(bytes.right)) return pipe(bytes, E.chain(parseIdx(file, limits)))
    const plain = await inflated(bytes.right, {
      form: 'gzip', expected: Math.min(maxBytes, promisedLength(bytes.right)), most: maxBytes, look: within(file, maxBytes),
      over: (length) => tooLarge('dataset.idx', file, {}, maxBytes, `${length} and more`),
      broken: (length) => wrong(file, ...damaged(length)),
    })
    return pipe(plain, E.chain(parseIdx(file, limits)))
  }
}
