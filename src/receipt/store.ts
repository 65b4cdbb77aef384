/** Receipts in files: each is there whole or not at all. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readBytes, writeBytes } from '../dataset/file.js'
import type { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { toUtf8 } from '../shape/utf8.js'
import type { Receipt } from './receipt.js'
import { maxBytesOf, decodeBytes, encode, type DecodeOptions } from './text.js'

/**
 * Writes a receipt. A file that cannot be written (as `checkpoint.writable` says) is a `Left`, and an old file stays as it was.
 *
 * @example
 * import { tmpdir } from 'os'
 * const zeros = '0'.repeat(64)
 * const made = of({ configuration: {}, data: zeros, initial: zeros, program: zeros, steps: 0, final: zeros })
 * const file = `${tmpdir()}/half.receipt.json`
 * await pipe(made, save(file))() // Right
 * await load(file)() // Right
 */
export const save = (file: string) => (receipt: Receipt): TE.TaskEither<TenfoldError, void> =>
  writeBytes('receipt.save', file, callSite())(toUtf8(encode(receipt)))

/** Reads a receipt. A file that cannot be read, or is not as `save` writes it, is a `Left` that names it and says why. */
export const load = (file: string, options: DecodeOptions = {}): TE.TaskEither<TenfoldError, Receipt> => {
  const operation = 'receipt.load'
  const source = { operation, name: file, at: callSite(), maxBytes: maxBytesOf(operation, options) }
  return pipe(readBytes(operation, file, source.maxBytes), TE.chainEitherK(decodeBytes(source)))
}
