/** Rows from the pages of their columns, some at a time, each cell decoded. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { TenfoldError } from '../../shape/error.js'
import { tooLarge } from '../limit.js'
import { FileError, type Place } from '../place.js'
import type { Columns, Row } from '../table/examples.js'
import { misfit } from '../table/misfit.js'
import { columnPages, windowBytes, windowed, type Meter, type Source } from './column.js'
import { Damage } from './damage.js'
import type { Chunk, Column } from './footer.js'
import type { Compressors } from './inflate.js'
import type { Page } from './page.js'
import type { Value } from './value.js'

/** A table whose description has been read and found fit for the columns. */
export interface Table<C extends Columns> {
  readonly file: string
  readonly source: Source
  /** Whether the bytes are in memory as a whole. */
  readonly inMemory: boolean
  readonly columns: C
  readonly rows: number
  readonly chunks: readonly { readonly column: Column; readonly chunks: readonly Chunk[] }[]
  readonly compressors: Compressors
  readonly maxBytes: number
}

export const wrong = (file: string, place: Place, expected: string, received: string): FileError =>
  new FileError('parquet', file, place, expected, received)

/** What was thrown, as the error of a file and a place in it. */
export const faultOf = (error: unknown, file: string, place: Place, expected = 'whole pages of cells'): TenfoldError =>
  error instanceof TenfoldError ? error
    : error instanceof Damage ? wrong(file, place, error.expected, error.received)
    : wrong(file, place, expected, error instanceof Error ? error.message : String(error))

/** About what a row takes in memory: an object, and for each cell its place and a number of its own, twice. */
const rowBytes = (columns: Columns): number => 64 + 32 * Object.keys(columns).length

const meterOf = (file: string, maxBytes: number): Meter => {
  let used = 0
  return {
    take: (bytes, column) => {
      used += bytes
      if (used > maxBytes) throw tooLarge('parquet', file, { column }, maxBytes, used)
    },
    give: (bytes) => { used -= bytes },
  }
}

/** Gives the next cells of a column. */
const cellsIn = (pages: AsyncIterator<Page>, name: string, file: string, text: (bytes: number) => void) => {
  let page: Page | undefined
  let at = 0
  return async (first: number, count: number): Promise<readonly Value[]> => {
    const cells: Value[] = []
    try {
      while (cells.length < count) {
        if (page === undefined || at === page.rows) {
          const next = await pages.next()
          // Each group has as many cells as rows, and all groups have as many as the table: there is a page.
          if (next.done === true) throw new Damage('a page of cells', 'none')
          page = next.value
          at = 0
        }
        const end = Math.min(page.rows, at + count - cells.length)
        let letters = 0
        for (; at < end; at++) {
          const cell = page.cell(at)
          if (typeof cell === 'string' && !page.shared) letters += 16 + 2 * cell.length
          cells.push(cell)
        }
        text(letters)
      }
      return cells
    } catch (error) {
      throw faultOf(error, file, { row: first + cells.length, column: name })
    }
  }
}

/** Rows of cells, decoded; the first that is none is thrown. */
const decoded = <C extends Columns>(columns: C, file: string) => {
  const [codec, names] = [t.strict(columns), Object.keys(columns)]
  return (first: number, count: number, cells: readonly (readonly Value[])[]): readonly Row<C>[] =>
    Array.from({ length: count }, (_, i) => {
      const row: Record<string, unknown> = {}
      names.forEach((name, c) => { row[name] = cells[c]?.[i] })
      const result = codec.decode(row)
      // A codec of the columns gives the columns' values.
      if (E.isRight(result)) return result.right as Row<C>
      const { column, expected, received } = misfit(result.left, row)
      throw wrong(file, { row: first + i, column }, expected, received)
    })
}

/**
 * The rows, `size` at a time. With `keep` all of them count against the bound, else those of one piece. Errors of the file are
 * thrown.
 */
export async function* rowsOf<C extends Columns>(
  table: Table<C>, size: number, keep: boolean,
): AsyncGenerator<readonly Row<C>[]> {
  const { file, source, inMemory, columns, rows, chunks, compressors, maxBytes } = table
  const meter = meterOf(file, maxBytes)
  let piece = 0
  const add = (bytes: number): void => {
    meter.take(bytes)
    piece += bytes
  }
  if (!inMemory) meter.take(windowBytes * chunks.length)
  // Nothing is decoded of a table that would be too large in any case.
  if (keep) meter.take(rows * rowBytes(columns))
  const cells = chunks.map(({ column, chunks }) => {
    const text = columns[column.name]?.feature.kind === 'text'
    const reading = { source: inMemory ? source : windowed(source), column, chunks, compressors, meter, keep: keep && text }
    return cellsIn(columnPages(reading), column.name, file, text ? add : () => undefined)
  })
  const decode = decoded(columns, file)
  for (let first = 0; first < rows; first += size) {
    const count = Math.min(size, rows - first)
    if (!keep) add(count * rowBytes(columns))
    const read: (readonly Value[])[] = []
    for (const next of cells) read.push(await next(first, count))
    yield decode(first, count, read)
    if (!keep) meter.give(piece)
    piece = keep ? piece : 0
  }
}
