/** Tables from CSV of any make: what stands between cells and whether there is a header are found out. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TenfoldError } from 'tenfold'
import { parseCsvRecords, type CsvRecord } from 'tenfold/csv'
import { missingIn, missingMarks } from './missing.js'
import { readNumber } from './number.js'
import { counted, quoted, some, wrong, type RawRow, type RawTable } from './table.js'

/** How a table is written, where that is not to be found out. */
export interface CsvReading {
  readonly separator?: string
  /** Whether the first line has the columns' names. */
  readonly header?: boolean
  /** Lines to leave out before the header. */
  readonly skip?: number
  readonly missing?: readonly string[]
}

/** What may stand between cells, the likelier one first where several would do: a comma may be part of a number. */
const separators = ['\t', ';', '|', ','] as const

const names: Readonly<Record<string, string>> = { '\t': 'tabs', ';': 'semicolons', '|': 'bars', ',': 'commas', ' ': 'spaces' }

/** Records that are looked at. */
const looked = 100

/** The share of records that have as many cells as most have, if those are more than one. */
const agreement = (text: string, skip: number, delimiter: string): number => {
  const read = parseCsvRecords(text, { delimiter, skip, records: looked })
  if (E.isLeft(read)) return 0
  const widths = read.right.map(({ cells }) => cells.length).filter((width) => width > 0)
  const times = new Map<number, number>()
  for (const width of widths) times.set(width, (times.get(width) ?? 0) + 1)
  const [width, most] = [...times].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
  return width > 1 ? most / widths.length : 0
}

/** The separator of a text: the one by which most records have the same number of cells. Spaces are the last resort. */
export const separatorOf = (text: string, skip = 0): string => {
  const first = text.replace(/^\uFEFF/, '')
  const best = (from: readonly string[]): readonly [separator: string, share: number] =>
    from.map((separator) => [separator, agreement(first, skip, separator)] as const).reduce((a, b) => (b[1] > a[1] ? b : a))
  const [separator, share] = best(separators)
  if (share > 0) return separator
  const [, spaced] = best([' '])
  return spaced === 1 ? ' ' : ','
}

/** What spreadsheets put before the header: which separator follows. */
const separatorLine = /^\uFEFF?sep=(.)\r?\n/

const isNumber = (text: string): boolean => readNumber(text, '.') !== undefined || readNumber(text, ',') !== undefined

/** Whether a first record is data: all cells are numbers or missing, and there are others after it. */
const isData = (first: CsvRecord, others: readonly CsvRecord[], isMissing: (text: string) => boolean): boolean => {
  const cells = first.cells.map((cell) => cell.trim())
  return others.length > 0 && cells.some(isNumber) && cells.every((cell) => isMissing(cell) || isNumber(cell))
}

/** Names that differ; columns without one are called by their place. */
const columnsOf = (
  file: string, { line, cells }: CsvRecord, hasHeader: boolean,
): E.Either<TenfoldError, { readonly columns: readonly string[]; readonly notes: readonly string[] }> => {
  const place = (i: number): string => `column ${i + 1}`
  if (!hasHeader) {
    const columns = cells.map((_, i) => place(i))
    const range = columns.length === 1 ? 'column 1' : `column 1 to column ${columns.length}`
    return E.right({ columns, notes: [`no header: all cells of line ${line} are data, so the columns are called ${range}`] })
  }
  const columns = cells.map((cell, i) => (cell.trim() === '' ? place(i) : cell.trim()))
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined) {
    const places = columns.flatMap((name, i) => (name === twice ? [i + 1] : []))
    return E.left(wrong({ file, counts: 'line' }, { row: { at: line, cells }, column: twice }, 'each column\'s name once',
      `it at places ${places.join(' and ')}`))
  }
  const unnamed = columns.filter((_, i) => cells[i]?.trim() === '')
  const numbers = cells.filter((cell) => isNumber(cell.trim()))
  return E.right({
    columns,
    notes: [
      ...(unnamed.length === 0 ? [] : [`the header has no name for ${some(unnamed)}: called by place`]),
      ...(numbers.length === 0 ? []
        : [`line ${line} is taken for the header, although ${some(numbers.map((cell) => quoted(cell.trim())))} `
          + `${numbers.length === 1 ? 'is a number' : 'are numbers'} (--skip 1 or --no-header if it is none)`]),
    ],
  })
}

/** A row has as many cells as the header. */
const raggedError = (file: string, { line, cells }: CsvRecord, columns: readonly string[], first: CsvRecord, others: number) => {
  const row: RawRow = { at: line, cells }
  // One line that differs from all after it is no header of theirs.
  if (others > 1) {
    return wrong({ file, counts: 'line' }, { row: { at: first.line, cells: [] } },
      `${counted(cells.length, 'cell')}, as in the lines after it`,
      `${first.cells.length}; --skip ${first.line} leaves out what stands before the table`)
  }
  const column = columns[Math.min(cells.length, columns.length - 1)] as string
  return wrong({ file, counts: 'line' }, { row, ...(cells.length < columns.length ? { column } : {}) },
    `${counted(columns.length, 'cell')}, as in the header`, String(cells.length))
}

const rowsOf = (
  file: string, columns: readonly string[], header: CsvRecord, records: readonly CsvRecord[],
): E.Either<TenfoldError, readonly RawRow[]> => {
  const ragged = records.find(({ cells }) => cells.length !== columns.length)
  if (ragged !== undefined) {
    const isOther = records.every(({ cells }) => cells.length === ragged.cells.length)
    return E.left(raggedError(file, ragged, columns, header, isOther ? records.length : 1))
  }
  return E.right(records.map(({ line, cells }) => ({ at: line, cells: cells.map((cell) => cell.trim()) })))
}

/** Separators that are hard to type. */
const spelled: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', space: ' ', semicolon: ';', comma: ',', bar: '|' }

/** The table of a text. */
export const tableOfCsv = (file: string, text: string, reading: CsvReading = {}): E.Either<TenfoldError, RawTable> => {
  const refused = (expected: string, received: string) => E.left(wrong({ file, counts: 'line' }, {}, expected, received))
  const nothing = (received: string) => refused('a header and at least 1 row', received)
  const excel = reading.separator === undefined && reading.skip === undefined ? separatorLine.exec(text)?.[1] : undefined
  const skip = reading.skip ?? (excel === undefined ? 0 : 1)
  const given = reading.separator ?? excel
  const separator = given === undefined ? separatorOf(text, skip) : spelled[given] ?? given
  if (separator === '' || /["\r\n]/.test(separator))
    return refused('a separator of cells that is neither a quote nor a line end', quoted(separator))
  const missing = missingMarks(reading.missing)
  return pipe(
    parseCsvRecords(text, { delimiter: separator, skip, file }),
    E.chainW((all) => {
      const records = all.filter(({ cells }) => cells.length > 0)
      const last = all.findLastIndex(({ cells }) => cells.length > 0)
      const blank = last + 1 - records.length
      const [first, ...others] = records
      if (first === undefined) return nothing('an empty file')
      const hasHeader = reading.header ?? !isData(first, others, missingIn(missing))
      if (hasHeader && others.length === 0) return nothing(`a header alone: ${some(first.cells.map(quoted))}`)
      return pipe(
        columnsOf(file, first, hasHeader),
        E.chain(({ columns, notes }) => pipe(
          rowsOf(file, columns, first, hasHeader ? others : records),
          E.map((rows): RawTable => ({
            kind: 'table', file, counts: 'line', columns, rows, separator, missing,
            notes: [
              ...(separator === ',' || columns.length === 1 ? []
                : [`cells are separated by ${names[separator] ?? quoted(separator)}`]),
              ...(blank === 0 ? [] : [`${counted(blank, 'blank line')} ${blank === 1 ? 'was' : 'were'} left out`]),
              ...notes,
            ],
          })),
        )),
      )
    }),
  )
}
