/** A table in CSV, decoded while its text comes in pieces: `parseCsv` has one piece, files have many. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { fail } from '../shape/error.js'
import { checkWhole } from '../tensor/argument.js'
import { recordReader, type Row } from './csvRecords.js'
import { checkHeader, CsvError, decodeRow, headerOf, isBlank, type CsvOptions } from './csvRows.js'
import { boundOf } from './limit.js'

/** The rows that a piece of the text completes, decoded; the last piece ends it. */
export interface Table<A> {
  readonly take: (piece: string, isLast: boolean) => E.Either<CsvError, readonly A[]>
  /** Rows that were taken so far are given away: `maxBytes` is about those to come. */
  readonly release: () => void
}

/** Refuses what no records can be cut at. */
export const checkDelimiter = (delimiter: unknown): void => {
  if (typeof delimiter !== 'string' || delimiter === '' || /["\n\r]/.test(delimiter))
    fail('csv', { argument: 'delimiter', expected: 'characters that are neither quotes nor line ends', received: delimiter })
}

/** A table from its beginning. Blank lines at its end are none of its rows. */
export const tableOf = <A>(codec: t.Decoder<unknown, A>, options: CsvOptions): Table<A> => {
  const maxBytes = boundOf<CsvOptions>('csv', options, { delimiter: true, header: true, skip: true, file: true, maxBytes: true })
  const { delimiter = ',', header: names, skip = 0, file = 'csv' } = options
  checkDelimiter(delimiter)
  checkWhole('csv', 'skip', skip, 0, Number.MAX_SAFE_INTEGER)
  const reader = recordReader({ delimiter, skip, maxBytes })
  let header: Row | undefined
  let count = 0
  /** The first blank line that only blank lines follow, as yet. */
  let blank: Row | undefined

  const add = (row: Row, to: A[]): CsvError | undefined => {
    if (header === undefined) {
      const checked = checkHeader(names === undefined ? row : headerOf(names), file)
      if (E.isLeft(checked)) return checked.left
      header = checked.right
      if (names === undefined) return undefined
    }
    const decoded = decodeRow(row, header, codec, file)
    if (E.isLeft(decoded)) return decoded.left
    count++
    to.push(decoded.right)
    return undefined
  }

  const take = (piece: string, isLast: boolean): E.Either<CsvError, readonly A[]> => {
    const { rows, fault } = reader.take(piece, isLast)
    const decoded: A[] = []
    for (const row of rows) {
      if (isBlank(row)) {
        blank ??= row
        continue
      }
      const error = (blank === undefined ? undefined : add(blank, decoded)) ?? add(row, decoded)
      if (error !== undefined) return E.left(error)
      blank = undefined
    }
    if (fault !== undefined) return E.left(new CsvError(file, { line: fault.line }, fault.expected, fault.received))
    if (!isLast || count > 0) return E.right(decoded)
    return E.left(header === undefined
      ? new CsvError(file, {}, 'a header and at least 1 row', 'an empty file')
      : new CsvError(file, {}, 'at least 1 row after the header', 'none'))
  }
  return { take, release: reader.release }
}
