/**
 * Tables from CSV files with a header, each row decoded by an io-ts codec.
 *
 * @example
 * import * as t from 'io-ts'
 * const Penguin = t.strict({ species: category(['Adelie', 'Gentoo']), body_mass_g: optional(number) })
 * parseCsv('species,body_mass_g\nGentoo,5000\nAdelie,NA\n', Penguin)
 * // Right: [{ species: 1, body_mass_g: 5000 }, { species: 0, body_mass_g: undefined }]
 * parseCsv('species,body_mass_g\nEmu,5000\n', Penguin, { file: 'penguins.csv' })
 * // Left: csv: penguins.csv, line 2, column "species": expected one of "Adelie", "Gentoo", received "Emu"
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import { fail, type TenfoldError } from '../shape/error.js'
import type { CsvError, CsvOptions } from './csvRows.js'
import { streamCsv } from './csvStream.js'
import { tableOf } from './csvTable.js'
import { defaultMaxBytes } from './limit.js'

export { boolean, category, integer, number, optional, string } from './table/cell.js'
export { parseCsvRecords, type CsvRecord, type CsvRecordsOptions } from './csvRaw.js'
export { CsvError, type CsvOptions } from './csvRows.js'
export { streamCsv, type CsvStreamOptions } from './csvStream.js'
export { FileError, type Place } from './place.js'

/**
 * The rows of a table, decoded. The codec takes a record of the row's cells, each a string under its column's name. A missing
 * or repeated column, a row that is too short or too long, a cell of another type, or a table without rows is a `Left` that
 * names line and column. Columns that a `strict` codec doesn't name are left out. Lines end in `\n`, `\r\n` or `\r`.
 */
export const parseCsv = <A>(
  text: string,
  codec: t.Decoder<unknown, A>,
  options: CsvOptions = {},
): E.Either<CsvError, readonly A[]> => {
  if (typeof text !== 'string') return fail('csv', { argument: 'text', expected: 'a text', received: text })
  return tableOf(codec, options).take(text.startsWith('\uFEFF') ? text.slice(1) : text, true)
}

/**
 * The rows of a file, decoded as by `parseCsv`; compressed by gzip or not. One that cannot be read, or is not in
 * UTF-8, is a `Left`.
 *
 * @example
 * import * as t from 'io-ts'
 * await readCsv('no.csv', t.strict({ rooms: integer }))()
 * // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readCsv = <A>(
  file: string,
  codec: t.Decoder<unknown, A>,
  options: Omit<CsvOptions, 'file'> = {},
): TE.TaskEither<TenfoldError, readonly A[]> => {
  const pieces = streamCsv(file, codec, { maxBytes: defaultMaxBytes, ...options, rows: Number.MAX_SAFE_INTEGER })
  return async () => {
    for await (const rows of pieces) return rows
    return E.right([])
  }
}
