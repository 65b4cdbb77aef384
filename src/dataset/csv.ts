/**
 * Tables from CSV files with a header, each row decoded by an io-ts codec. It stands on the package `csv-parse`, which is
 * installed beside this one by those who read CSV.
 *
 * @example
 * import * as t from 'io-ts'
 * const Penguin = t.strict({ species: category(['Adelie', 'Gentoo']), body_mass_g: optional(number) })
 * parseCsv('species,body_mass_g\nGentoo,5000\nAdelie,NA\n', Penguin)
 * // Right: [{ species: 1, body_mass_g: 5000 }, { species: 0, body_mass_g: undefined }]
 * parseCsv('species,body_mass_g\nEmu,5000\n', Penguin, { file: 'penguins.csv' })
 * // Left: csv: penguins.csv, line 2, column "species": expected one of "Adelie", "Gentoo", received "Emu"
 */
import { CsvError as ParserError, parse } from 'csv-parse/sync'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import type { TenfoldError } from '../shape/error.js'
import { FileError, type Place } from './place.js'
import { listed, misfit } from './table/misfit.js'
import { readText } from './textFile.js'

export { boolean, category, integer, number, optional, string } from './table/cell.js'
export { FileError, type Place } from './place.js'

/**
 * What is wrong with a table, and where: the line of the file (from 1, the header's) on which a row begins, and the column's
 * name, as far as they are known.
 *
 * @example
 * new CsvError('data.csv', { line: 3 }, 'a number', 'two').line // 3
 */
export class CsvError extends FileError {
  readonly line: number | undefined
  readonly column: string | undefined
  constructor(file: string, place: Pick<Place, 'line' | 'column'>, expected: string, received: string) {
    super('csv', file, place, expected, received)
    this.line = place.line
    this.column = place.column
  }
}

/** How a table is written. */
export interface CsvOptions {
  /** What stands between cells, by default a comma. */
  readonly delimiter?: string
  /** The names of the columns, where the file has none. */
  readonly header?: readonly string[]
  /** Lines to leave out before the header or, where the file has none, the first row. */
  readonly skip?: number
  /** The name of the file in errors. */
  readonly file?: string
}

/** The cells of one row and the line on which it begins. */
interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

const isBlank = ({ cells }: Row): boolean => cells.length === 1 && cells[0] === ''

const reasons: Readonly<Record<string, readonly [expected: string, received: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a closing quote', 'the end of the file'],
  INVALID_OPENING_QUOTE: ['a cell in quotes as a whole', 'a quote inside a cell without quotes'],
  CSV_INVALID_CLOSING_QUOTE: ['the end of the cell after its closing quote', 'more text'],
}

const parserError = (file: string, error: unknown): CsvError => {
  const code = error instanceof ParserError ? error.code : ''
  const [expected, received] = reasons[code] ?? ['a table', error instanceof Error ? error.message : String(error)]
  const line = error instanceof ParserError && typeof error['lines'] === 'number' ? error['lines'] : undefined
  return new CsvError(file, { line }, expected, received)
}

/** A record of csv-parse, and the line on which it ends. */
interface Parsed {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
}

const rowsOf = (text: string, file: string, { delimiter = ',', header, skip = 0 }: CsvOptions): E.Either<CsvError, readonly Row[]> =>
  pipe(
    E.tryCatch(
      // csv-parse types what it gives without `info`.
      () => parse(text, {
        bom: true, delimiter, from_line: skip + 1, info: true, relax_column_count: true,
      }) as unknown as readonly Parsed[],
      (error) => parserError(file, error),
    ),
    E.map((records) => records.map(({ record }, i) => ({ line: (records[i - 1]?.info.lines ?? skip) + 1, cells: record }))),
    E.map((rows) => rows.slice(0, rows.findLastIndex((row) => !isBlank(row)) + 1)),
    E.map((rows) => (header === undefined || rows.length === 0 ? rows : [{ line: skip, cells: header }, ...rows])),
  )

const plural = (n: number): string => `${n} cell${n === 1 ? '' : 's'}`

/** A header whose names differ, and rows as long as it is. */
const checkForm = (rows: readonly Row[], file: string): E.Either<CsvError, readonly [header: Row, ...rows: readonly Row[]]> => {
  const [header, ...rest] = rows
  if (header === undefined) return E.left(new CsvError(file, {}, 'a header and at least 1 row', 'an empty file'))
  const twice = header.cells.find((name, i) => header.cells.indexOf(name) !== i)
  if (twice !== undefined) return E.left(new CsvError(file, { line: header.line, column: twice }, 'each column once', 'it twice'))
  if (rest.length === 0) return E.left(new CsvError(file, {}, 'at least 1 row after the header', 'none'))
  const ragged = rest.find((row) => row.cells.length !== header.cells.length)
  if (ragged === undefined) return E.right([header, ...rest])
  const [expected, received] = [plural(header.cells.length), isBlank(ragged) ? 'a blank line' : plural(ragged.cells.length)]
  const place = { line: ragged.line, column: header.cells[ragged.cells.length] }
  return E.left(new CsvError(file, place, `${expected}, as in the header`, received))
}

const decodingError = (errors: t.Errors, row: unknown, header: Row, line: number, file: string): CsvError => {
  const { column, expected, received } = misfit(errors, row)
  return column === undefined || header.cells.includes(column)
    ? new CsvError(file, { line, column }, expected, received)
    : new CsvError(file, { line: header.line, column }, 'this column', `a header with ${listed(header.cells)}`)
}

/**
 * The rows of a table, decoded. The codec takes a record of the row's cells, each a string under its column's name. A missing
 * or repeated column, a row that is too short or too long, a cell of another type, or a table without rows is a `Left` that
 * names line and column. Columns that a `strict` codec doesn't name are left out.
 */
export const parseCsv = <A>(
  text: string,
  codec: t.Decoder<unknown, A>,
  options: CsvOptions = {},
): E.Either<CsvError, readonly A[]> => {
  const { file = 'csv' } = options
  return pipe(
    rowsOf(text, file, options),
    E.chain((rows) => checkForm(rows, file)),
    E.chain(([header, ...rows]) => {
      const decoded: A[] = []
      for (const { line, cells } of rows) {
        const row = Object.fromEntries(header.cells.map((name, i) => [name, cells[i]]))
        const result = codec.decode(row)
        if (E.isLeft(result)) return E.left(decodingError(result.left, row, header, line, file))
        decoded.push(result.right)
      }
      return E.right(decoded)
    }),
  )
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
): TE.TaskEither<TenfoldError, readonly A[]> =>
  pipe(
    readText('csv', file),
    TE.chainEitherKW((text) => parseCsv(text, codec, { ...options, file })),
  )
