/** Records of CSV as they stand, before it is known what they hold. */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../shape/error.js'
import { checkCount, checkWhole } from '../tensor/argument.js'
import { recordReader, type Row } from './csvRecords.js'
import { CsvError, type CsvOptions } from './csvRows.js'
import { checkDelimiter } from './csvTable.js'
import { boundOf } from './limit.js'

/** The cells of a record, and the line on which it begins, from 1; a blank line has no cells. */
export type CsvRecord = Row

/** How records are written, and how many of them are read. */
export interface CsvRecordsOptions extends Omit<CsvOptions, 'header'> {
  /** Records to read at most: all by default. */
  readonly records?: number
}

/** Characters that are read at a time. */
const together = 65536

/**
 * The records of a text, its header among them, each with the line on which it begins: for programs that find out what a table
 * holds. They may differ in length. Quotes that are never closed, or stand inside of a cell without quotes, are a `Left` that
 * names the line.
 *
 * @example
 * parseCsvRecords('a;b\r\n1;"x;\ny"\r\n2\r\n', { delimiter: ';' })
 * // Right: [{ line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['1', 'x;\ny'] }, { line: 4, cells: ['2'] }]
 * parseCsvRecords('a\n"b', { file: 'a.csv' }) // Left: csv: a.csv, line 2: expected a closing quote, received the end of the file
 */
export const parseCsvRecords = (text: string, options: CsvRecordsOptions = {}): E.Either<CsvError, readonly CsvRecord[]> => {
  if (typeof text !== 'string') return fail('csv', { argument: 'text', expected: 'a text', received: text })
  const maxBytes = boundOf<CsvRecordsOptions>(
    'csv', options, { delimiter: true, skip: true, file: true, maxBytes: true, records: true })
  const { delimiter = ',', skip = 0, file = 'csv', records } = options
  checkDelimiter(delimiter)
  checkWhole('csv', 'skip', skip, 0, Number.MAX_SAFE_INTEGER)
  if (records !== undefined) checkCount('csv', 'records', records)
  const { take } = recordReader({ delimiter, skip, maxBytes })
  const read: CsvRecord[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  do {
    const end = Math.min(text.length, at + together)
    const { rows, fault } = take(text.slice(at, end), end === text.length)
    for (const row of rows) if (read.length !== records) read.push(row)
    if (read.length === records) break
    if (fault !== undefined) return E.left(new CsvError(file, { line: fault.line }, fault.expected, fault.received))
    at = end
  } while (at < text.length)
  return E.right(read)
}
