/** Rows of CSV: cells under names, each row knowing the line that it begins on. */
import { CsvError as ParserError, parse } from 'csv-parse/sync'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { FileError, type Place } from './place.js'
import { listed, misfit } from './table/misfit.js'

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
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** Names that the file itself does not have. */
export const headerOf = (cells: readonly string[]): Row => ({ line: 0, cells })

const isBlank = ({ cells }: Row): boolean => cells.length === 1 && cells[0] === ''

const reasons: Readonly<Record<string, readonly [expected: string, received: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a closing quote', 'the end of the file'],
  INVALID_OPENING_QUOTE: ['a cell in quotes as a whole', 'a quote inside a cell without quotes'],
  CSV_INVALID_CLOSING_QUOTE: ['the end of the cell after its closing quote', 'more text'],
}

const parserError = (file: string, error: unknown, before: number): CsvError => {
  const code = error instanceof ParserError ? error.code : ''
  const [expected, received] = reasons[code] ?? ['a table', error instanceof Error ? error.message : String(error)]
  const line = error instanceof ParserError && typeof error['lines'] === 'number' ? before + error['lines'] : undefined
  return new CsvError(file, { line }, expected, received)
}

/** A record of csv-parse, and the line on which it ends. */
interface Parsed {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
}

/** All rows of some lines of a file, `before` of which stand before them; the header is one of them, if they have it. */
export const rowsOf = (
  text: string, { delimiter = ',', file = 'csv', skip = 0 }: CsvOptions, before = 0,
): E.Either<CsvError, readonly Row[]> =>
  pipe(
    E.tryCatch(
      // csv-parse types what it gives without `info`.
      () => parse(text, {
        bom: before === 0, delimiter, from_line: skip + 1, info: true, relax_column_count: true,
      }) as unknown as readonly Parsed[],
      (error) => parserError(file, error, before),
    ),
    E.map((records) => records.map(({ record }, i) =>
      ({ line: before + (records[i - 1]?.info.lines ?? skip) + 1, cells: record }))),
  )

/** How many rows there are without the blank lines at the end. */
export const withoutBlanks = (rows: readonly Row[]): number => rows.findLastIndex((row) => !isBlank(row)) + 1

const plural = (n: number): string => `${n} cell${n === 1 ? '' : 's'}`

/** A header, whose names differ. */
export const checkHeader = (header: Row | undefined, file: string): E.Either<CsvError, Row> => {
  if (header === undefined) return E.left(new CsvError(file, {}, 'a header and at least 1 row', 'an empty file'))
  const twice = header.cells.find((name, i) => header.cells.indexOf(name) !== i)
  return twice === undefined ? E.right(header)
    : E.left(new CsvError(file, { line: header.line, column: twice }, 'each column once', 'it twice'))
}

/** What is wrong with a row that is not as long as the header. */
const raggedError = ({ line, cells }: Row, header: Row, file: string): CsvError => {
  const received = isBlank({ line, cells }) ? 'a blank line' : plural(cells.length)
  const expected = `${plural(header.cells.length)}, as in the header`
  return new CsvError(file, { line, column: header.cells[cells.length] }, expected, received)
}

const decodingError = (errors: t.Errors, row: unknown, header: Row, line: number, file: string): CsvError => {
  const { column, expected, received } = misfit(errors, row)
  return column === undefined || header.cells.includes(column)
    ? new CsvError(file, { line, column }, expected, received)
    : new CsvError(file, { line: header.line, column }, 'this column', `a header with ${listed(header.cells)}`)
}

/** Rows decoded: each a record of strings under the header's names. */
export const decodeRows = <A>(
  rows: readonly Row[], header: Row, codec: t.Decoder<unknown, A>, file: string,
): E.Either<CsvError, readonly A[]> => {
  const ragged = rows.find(({ cells }) => cells.length !== header.cells.length)
  if (ragged !== undefined) return E.left(raggedError(ragged, header, file))
  const decoded: A[] = []
  for (const { line, cells } of rows) {
    const row = Object.fromEntries(header.cells.map((name, i) => [name, cells[i]]))
    const result = codec.decode(row)
    if (E.isLeft(result)) return E.left(decodingError(result.left, row, header, line, file))
    decoded.push(result.right)
  }
  return E.right(decoded)
}
