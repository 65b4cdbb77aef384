/** Rows of CSV: cells under names, each row knowing the line that it begins on. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { Row } from './csvRecords.js'
import type { Limits } from './limit.js'
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
    this.column = this.place.column
  }
}

/** How a table is written. */
export interface CsvOptions extends Limits {
  /** What stands between cells, by default a comma: neither a quote nor the end of a line. */
  readonly delimiter?: string
  /** The names of the columns, where the file has none. */
  readonly header?: readonly string[]
  /** Lines to leave out before the header or, where the file has none, the first row. */
  readonly skip?: number
  /** The name of the file in errors. */
  readonly file?: string
}

/** Names that the file itself does not have. */
export const headerOf = (cells: readonly string[]): Row => ({ line: 0, cells })

export const isBlank = ({ cells }: Row): boolean => cells.length === 0

const plural = (n: number): string => `${n} cell${n === 1 ? '' : 's'}`

/** A header, whose names differ. */
export const checkHeader = (header: Row, file: string): E.Either<CsvError, Row> => {
  const { line, cells } = header
  if (isBlank(header)) return E.left(new CsvError(file, { line }, 'a header', 'a blank line'))
  const seen = new Set<string>()
  const twice = cells.find((name) => seen.size === seen.add(name).size)
  return twice === undefined ? E.right(header)
    : E.left(new CsvError(file, { line, column: twice }, 'each column once', 'it twice'))
}

/** What is wrong with a row that is not as long as the header. */
const raggedError = (row: Row, header: Row, file: string): CsvError => {
  const { line, cells } = row
  const received = isBlank(row) ? 'a blank line' : plural(cells.length)
  const expected = `${plural(header.cells.length)}, as in the header`
  return new CsvError(file, { line, column: header.cells[Math.max(1, cells.length)] }, expected, received)
}

const decodingError = (errors: t.Errors, row: unknown, header: Row, line: number, file: string): CsvError => {
  const { column, expected, received } = misfit(errors, row)
  return column === undefined || header.cells.includes(column)
    ? new CsvError(file, { line, column }, expected, received)
    : new CsvError(file, { line: header.line, column }, 'this column', `a header with ${listed(header.cells)}`)
}

/** A row decoded: a record of strings under the header's names. */
export const decodeRow = <A>(
  { line, cells }: Row, header: Row, codec: t.Decoder<unknown, A>, file: string,
): E.Either<CsvError, A> => {
  if (cells.length !== header.cells.length) return E.left(raggedError({ line, cells }, header, file))
  const row = Object.fromEntries(header.cells.map((name, i) => [name, cells[i]]))
  const result = codec.decode(row)
  return E.isLeft(result) ? E.left(decodingError(result.left, row, header, line, file)) : result
}
