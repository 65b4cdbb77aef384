/** Compressed IDX files: inflated piece by piece, and no further than their header promises. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { expectBytes } from './bytes.js'
import { damaged, inflated, isGzip, promisedLength, type Look } from './gzip.js'
import { idxHeader, parseIdx, promised, wrong, type Idx, type IdxHeader } from './idx.js'
import { boundOf, limited, type Limits } from './limit.js'

/** Headers have at most 4 + 4·255 bytes. */
const longestHeader = 1024

/** Whether there is more than the header promises, once the header is there. */
const within = (file: string, maxBytes: number): Look => {
  let header: IdxHeader | undefined
  return (bytes) => {
    if (header === undefined) {
      const begin = idxHeader(file, bytes.subarray(0, longestHeader), maxBytes)
      if (E.isLeft(begin)) return begin.left
      header = begin.right
    }
    return header !== undefined && bytes.length > header.end ? wrong(file, `${promised(header)} when inflated`, 'more') : undefined
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
    const [broken, expected] = [(length: number) => wrong(file, ...damaged(length)), promisedLength(bytes.right)]
    const plain = await inflated(bytes.right, within(file, maxBytes), broken, 'gzip', Math.min(maxBytes, expected))
    return pipe(plain, E.chain(parseIdx(file, limits)))
  }
}
