/** Tables that are longer than memory: rows of CSV some at a time, cut from the file where records end. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { checkCount } from '../tensor/argument.js'
import { TenfoldError } from '../shape/error.js'
import { checkHeader, CsvError, decodeRows, headerOf, rowsOf, withoutBlanks, type CsvOptions, type Row } from './csvRows.js'
import { readPieces } from './file.js'
import { gunzipPieces, joined } from './gzip.js'
import { FileError } from './place.js'
import { decodeUtf8 } from './utf8.js'

/** How a table is written, and how many rows of it come at a time. */
export interface CsvStreamOptions extends Omit<CsvOptions, 'file'> {
  /** Rows in a piece, by default 1000; the last one has fewer. */
  readonly rows?: number
}

/** Some whole records, and how many lines and bytes stand before them. */
interface Block {
  readonly bytes: Uint8Array
  readonly line: number
  readonly byte: number
}

/** Longer than this, a record is a quote that nobody closed. */
const longest = 67108864

const [quote, newline] = [0x22, 0x0a]

/** The records of a file, so many at a time, at first some more: a line that ends inside of quotes ends no record. */
async function* blocksOf(file: string, pieces: AsyncIterable<Uint8Array>, size: number, more: number): AsyncGenerator<Block> {
  let held: readonly Uint8Array[] = []
  let [line, byte, lines, records, length] = [0, 0, 0, 0, 0]
  let [isQuoted, wanted] = [false, size + more]
  const block = (end: Uint8Array): Block => {
    const made = { bytes: joined([...held, end]), line, byte }
    ;[held, line, byte] = [[], line + lines, byte + made.bytes.length]
    ;[lines, records, length, wanted] = [0, 0, 0, size]
    return made
  }
  for await (const piece of pieces) {
    let start = 0
    for (let i = 0; i < piece.length; i++) {
      if (piece[i] === quote) isQuoted = !isQuoted
      else if (piece[i] === newline) {
        lines++
        if (!isQuoted && ++records === wanted) {
          yield block(piece.subarray(start, i + 1))
          start = i + 1
        }
      }
    }
    held = [...held, piece.slice(start)]
    length += piece.length - start
    const expected = `records of less than ${longest} bytes`
    const received = 'more, perhaps after an open quote'
    if (length > longest) throw new FileError('csv', file, { line: line + 1, byte }, expected, received)
  }
  if (length > 0) yield block(new Uint8Array(0))
}

/** What is known of the rows so far. */
interface Progress {
  readonly header?: Row
  /** The first blank line that only blank lines follow, as yet. */
  readonly blank?: Row
}

/** The rows of a block without blank ones at its end, and what is known after it. */
const next = (
  file: string, options: CsvOptions, { header, blank }: Progress, { bytes, line, byte }: Block,
): E.Either<FileError, readonly [rows: readonly Row[], progress: Progress & { readonly header: Row }]> => pipe(
  decodeUtf8('csv', file)(bytes),
  E.mapLeft(({ place, expected, received }) =>
    new FileError('csv', file, { line: line + (place.line ?? 1), byte: byte + (place.byte ?? 0) }, expected, String(received))),
  E.chainW((text) => rowsOf(text, { ...options, file, skip: line === 0 ? options.skip ?? 0 : 0 }, line)),
  E.chainW((all) => {
    const count = withoutBlanks(all)
    const rows = blank !== undefined && count > 0 ? [blank, ...all.slice(0, count)] : all.slice(0, count)
    const after = blank !== undefined && count === 0 ? blank : all[count]
    const [first, rest] = header !== undefined ? [header, rows]
      : options.header !== undefined && rows.length > 0 ? [headerOf(options.header), rows] : [rows[0], rows.slice(1)]
    return pipe(
      checkHeader(first, file),
      E.map((known) => [rest, { header: known, ...(after === undefined ? {} : { blank: after }) }] as const),
    )
  }),
)

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
  return {
    async *[Symbol.asyncIterator]() {
      try {
        let progress: Progress = {}
        let count = 0
        const before = (options.skip ?? 0) + (options.header === undefined ? 1 : 0)
        for await (const block of blocksOf(file, gunzipPieces('csv', file, readPieces('csv', file)), size, before)) {
          const result = next(file, options, progress, block)
          if (E.isLeft(result)) return yield result
          const [rows, known] = result.right
          progress = known
          const decoded = decodeRows(rows, known.header, codec, file)
          if (E.isLeft(decoded)) return yield decoded
          count += decoded.right.length
          if (decoded.right.length > 0) yield decoded
        }
        if (count > 0) return
        yield E.left(progress.header === undefined
          ? new CsvError(file, {}, 'a header and at least 1 row', 'an empty file')
          : new CsvError(file, {}, 'at least 1 row after the header', 'none'))
      } catch (error) {
        // What reads files throws these and no others.
        if (!(error instanceof TenfoldError)) throw error
        yield E.left(error)
      }
    },
  }
}
