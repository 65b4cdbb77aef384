/** Tables that are longer than memory: rows of CSV some at a time. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { checkCount } from '../tensor/argument.js'
import { TenfoldError } from '../shape/error.js'
import type { CsvOptions } from './csvRows.js'
import { tableOf } from './csvTable.js'
import { readPieces } from './file.js'
import { gunzipPieces } from './gzip.js'
import { textPieces } from './utf8.js'

/** How a table is written, and how many rows of it come at a time. */
export interface CsvStreamOptions extends Omit<CsvOptions, 'file'> {
  /** Rows in a piece, by default 1000; the last one has fewer. */
  readonly rows?: number
  /** Bytes in memory for the rows of one piece; 2²⁸ (256 MiB) by default. */
  readonly maxBytes?: number
}

const defaultPieceBytes = 268435456

/**
 * The rows of a file as by `readCsv`, some at a time: no more of it is in memory. The first `Left` is the last that comes.
 *
 * Law: all pieces together are what `readCsv` gives; a piece before the `Left` is a piece of the table.
 *
 * @example
 * import * as t from 'io-ts'
 * const pieces = streamCsv('no.csv', t.strict({ rooms: table.number }), { rows: 100 })
 * const first = await pieces[Symbol.asyncIterator]().next()
 * first.value // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const streamCsv = <A>(
  file: string, codec: t.Decoder<unknown, A>, { rows: size = 1000, ...options }: CsvStreamOptions = {},
): AsyncIterable<E.Either<TenfoldError, readonly A[]>> => {
  checkCount('csv', 'rows', size)
  const beginning = () => tableOf(codec, { maxBytes: defaultPieceBytes, ...options, file })
  // Options that are none are an error now.
  beginning()
  return {
    async *[Symbol.asyncIterator]() {
      try {
        const { take, release } = beginning()
        let waiting: A[] = []
        for await (const { text, isLast } of textPieces('csv', file, gunzipPieces('csv', file, readPieces('csv', file)))) {
          const result = take(text, isLast)
          if (E.isLeft(result)) return yield result
          for (const row of result.right) waiting.push(row)
          let at = 0
          for (; waiting.length - at >= size || (isLast && at < waiting.length); at += size) {
            release()
            yield E.right(waiting.slice(at, at + size))
          }
          waiting = waiting.slice(at)
        }
      } catch (error) {
        // What reads files throws these and no others.
        if (!(error instanceof TenfoldError)) throw error
        yield E.left(error)
      }
    },
  }
}
