/** Text files. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../../shape/error.js'
import { readBytes } from '../file.js'
import { gunzip } from '../gzip.js'
import { decodeUtf8 } from '../utf8.js'

/**
 * The text of a file in UTF-8, compressed by gzip or not. One that cannot be read, or has bytes that are no text, is a `Left`
 * that names file, line, byte and reason.
 *
 * @example
 * await read('no.txt')() // Left: text.read: no.txt: expected a file that can be read, received no such file
 */
export const read = (file: string): TE.TaskEither<TenfoldError, string> =>
  pipe(readBytes('text.read', file), TE.chain(gunzip('text.read', file)), TE.chainEitherKW(decodeUtf8('text.read', file)))
