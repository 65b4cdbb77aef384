/** Text files. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../../shape/error.js'
import type { Limits } from '../limit.js'
import { readText } from '../textFile.js'

/**
 * The text of a file in UTF-8, compressed by gzip or not. One that cannot be read, or has bytes that are no text, is a `Left`
 * that names file, line, byte and reason.
 *
 * @example
 * await read('no.txt')() // Left: text.read: no.txt: expected a file that can be read, received no such file
 */
export const read = (file: string, limits: Limits = {}): TaskEither<TenfoldError, string> => readText('text.read', file, limits)
