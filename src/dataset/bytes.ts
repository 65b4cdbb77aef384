/** Bytes as callers hand them over: a view into a larger buffer, shared memory, a buffer of another realm (a frame, a `vm`). */
import * as E from 'fp-ts/lib/Either.js'
import { FileError } from './place.js'

/** Two digits for each byte. */
export const hex = (bytes: ArrayLike<number>): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

const kindOf = (u: unknown): string => Object.prototype.toString.call(u).slice(8, -1)

/**
 * The bytes of a `Uint8Array` (a `Buffer`, too), an `ArrayBuffer` or a `SharedArrayBuffer`, as a `Uint8Array` of this realm
 * over memory that is not shared: copied only where it was. Anything else is undefined.
 *
 * @example
 * bytesOf(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)) // [2, 3]
 * bytesOf('text') // undefined
 */
export const bytesOf = (given: unknown): Uint8Array<ArrayBuffer> | undefined => {
  const kind = kindOf(given)
  if (kind === 'ArrayBuffer') return new Uint8Array(given as ArrayBuffer)
  if (kind === 'SharedArrayBuffer') return new Uint8Array(new Uint8Array(given as SharedArrayBuffer))
  if (kind !== 'Uint8Array' || !ArrayBuffer.isView(given)) return undefined
  const { buffer, byteOffset, byteLength } = given
  const view = new Uint8Array(buffer, byteOffset, byteLength)
  return kindOf(buffer) === 'SharedArrayBuffer' ? new Uint8Array(view) : (view as Uint8Array<ArrayBuffer>)
}

/** The same, or the error of a file that is none: readers begin with it. */
export const expectBytes = (operation: string, file: string, given: unknown): E.Either<FileError, Uint8Array<ArrayBuffer>> => {
  const bytes = bytesOf(given)
  const received = typeof given === 'string' ? 'a text' : given === null ? 'null' : Array.isArray(given) ? 'a list' : typeof given
  return bytes === undefined ? E.left(new FileError(operation, file, {}, 'bytes (a Uint8Array)', received)) : E.right(bytes)
}
