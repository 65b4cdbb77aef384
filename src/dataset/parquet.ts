/**
 * Tables from Parquet files, each cell decoded as in a CSV file. Pages may be uncompressed or compressed by Snappy or gzip; what
 * inflates others is an option. Values have one meaning everywhere: a decimal is the number nearest to it, an integer of 64 bits
 * a number where no digit is lost, a date or a timestamp text in ISO 8601 with as many digits as the column has, a time of day an
 * integer in the column's unit, and bytes without a logical type are text in UTF-8.
 *
 * @example
 * const columns = { species: category(['Adelie', 'Gentoo']), body_mass_g: optional(number) }
 * await readParquet('no.parquet', columns)()
 * // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checkOptions, isRecord, suggestion } from '../shape/options.js'
import { fail, type TenfoldError } from '../shape/error.js'
import { checkCount } from '../tensor/argument.js'
import { expectBytes } from './bytes.js'
import { openParts, type Parts } from './file.js'
import { boundOf, defaultMaxBytes, limited, tooLarge, type Limits } from './limit.js'
import { cursor, damaged, littleEndian } from './parquet/damage.js'
import type { Source } from './parquet/column.js'
import { describe, type Description } from './parquet/footer.js'
import type { Compressors } from './parquet/inflate.js'
import { faultOf, rowsOf, wrong, type Table } from './parquet/table.js'
import { FileError } from './place.js'
import type { Columns, Row } from './table/examples.js'
import { listed } from './table/misfit.js'

export { boolean, category, integer, number, optional, string } from './table/cell.js'
export { FileError, type Place } from './place.js'
export type { Compressors } from './parquet/inflate.js'

/** How a table is read. `maxBytes` bounds what is in memory: all rows (in a stream, those of a piece) and the pages in use. */
export interface ParquetOptions extends Limits {
  /** The name of the file in errors. */
  readonly file?: string
  /** What becomes of columns that are not asked for: an error, by default, or nothing. */
  readonly others?: 'error' | 'ignore'
  /** What inflates pages that are compressed in other ways, such as `compressors` of the package `hyparquet-compressors`. */
  readonly compressors?: Compressors
}

/** What callers without types get wrong. */
const checkArguments = (columns: Columns, options: ParquetOptions, more: Readonly<Record<string, true>> = {}): void => {
  checkOptions<ParquetOptions>('parquet', options, { file: true, others: true, compressors: true, maxBytes: true, ...more })
  const { others = 'error', maxBytes = defaultMaxBytes } = options
  const expect = (holds: boolean, argument: string, expected: string, received: unknown): void => {
    if (!holds) fail('parquet', { argument, expected, received })
  }
  expect(others === 'error' || others === 'ignore', 'others', '"error" or "ignore"', others)
  expect(typeof maxBytes === 'number' && maxBytes >= 0, 'maxBytes', 'a number of bytes', maxBytes)
  expect(isRecord(columns), 'columns', 'a record of cells by column', columns)
  const odd = Object.keys(columns).find((name) => columns[name]?.feature === undefined)
  if (odd !== undefined) expect(false, `columns.${odd}`, 'a cell such as `number`', columns[odd])
}

/** A few names, and how many there are. */
const some = (names: readonly string[]): string =>
  names.length <= 24 ? listed(names) : `${listed(names.slice(0, 24))}, … (${names.length} columns)`

/** The asked columns of a file, if they are those that it has. */
const chosen = (
  { names, column }: Description, columns: Columns, file: string, others: 'error' | 'ignore',
): Table<Columns>['chunks'] => {
  const asked = Object.keys(columns)
  const missing = asked.find((name) => !names.includes(name))
  if (missing !== undefined) {
    throw wrong(file, { column: missing }, 'this column', `a file with ${some(names)}${suggestion(missing, names)}`)
  }
  const other = others === 'error' ? names.find((name) => !Object.hasOwn(columns, name)) : undefined
  if (other !== undefined) throw wrong(file, { column: other }, `only ${some(asked)}`, 'another column')
  return asked.map((name) => {
    try {
      const found = column(name)
      return found === 'nested' ? damaged('a column of single values', 'one of lists or records') : found
    } catch (error) {
      throw faultOf(error, file, { column: name })
    }
  })
}

/** Descriptions take up to so many times their bytes in memory. */
const growth = 32

/** The description at the end of a file, between its own length and the pages. */
const described = async ({ byteLength, bytes }: Source, file: string, maxBytes: number): Promise<Description> => {
  if (byteLength < 12) throw wrong(file, {}, 'a file of at least 12 bytes', String(byteLength))
  const [begin, end] = [String.fromCharCode(...await bytes(0, 4)), byteLength - 4]
  if (begin !== 'PAR1') throw wrong(file, { byte: 0 }, '"PAR1", as Parquet files begin', JSON.stringify(begin))
  const tail = await bytes(end - 4, byteLength)
  if (String.fromCharCode(...tail.subarray(4)) !== 'PAR1') throw wrong(file, { byte: end }, '"PAR1" at the end', 'other bytes: the file is cut off')
  const length = littleEndian(cursor(tail), 4)
  const most = byteLength - 12
  if (length > most) throw wrong(file, { byte: end - 4 }, `a description of at most ${most} bytes`, String(length))
  if (length * growth > maxBytes) throw tooLarge('parquet', file, {}, maxBytes, `a description of ${length}, which takes more`)
  return describe(await bytes(end - 4 - length, end - 4), end - 4 - length)
}

const opened = async <C extends Columns>(
  source: Source, inMemory: boolean, columns: C, options: ParquetOptions,
): Promise<Table<C>> => {
  const { file = 'parquet', others = 'error', compressors = {}, maxBytes = defaultMaxBytes } = options
  try {
    const description = await described(source, file, maxBytes)
    const chunks = chosen(description, columns, file, others)
    return { file, source, inMemory, columns, rows: description.rows, chunks, compressors, maxBytes }
  } catch (error) {
    throw faultOf(error, file, {}, 'the description of a table at the end')
  }
}

/** So many rows are decoded at a time where all are wanted. */
const together = 4096

const gathered = <C extends Columns>(
  source: Source, inMemory: boolean, columns: C, options: ParquetOptions,
): TE.TaskEither<TenfoldError, readonly Row<C>[]> => TE.tryCatch(async () => {
  const all: Row<C>[] = []
  const table = await opened(source, inMemory, columns, options)
  for await (const rows of rowsOf(table, together, true)) for (const row of rows) all.push(row)
  return all
}, (error) => faultOf(error, options.file ?? 'parquet', {}))

/**
 * The rows of a table in Parquet, as `columns` say; cells that are null count as missing. Bytes that are something else, a
 * column that is missing or not asked for, and a cell of another type are a `Left` that names row and column. So is a page whose
 * checksum, counts, lengths or levels disagree. Checksums are optional in Parquet and many writers leave them out; without
 * them, a value that damage has turned into another value of its type is not found.
 *
 * @example
 * await parseParquet(new Uint8Array([1, 2, 3]), { rooms: integer }, { file: 'homes.parquet' })()
 * // Left: parquet: homes.parquet: expected a file of at least 12 bytes, received 3
 */
export const parseParquet = <C extends Columns>(
  bytes: Uint8Array, columns: C, options: ParquetOptions = {},
): TE.TaskEither<FileError, readonly Row<C>[]> => {
  checkArguments(columns, options)
  const { file = 'parquet' } = options
  return pipe(
    TE.fromEither(expectBytes('parquet', file, bytes)),
    TE.chainW((own) => gathered(
      { byteLength: own.length, bytes: async (start, end) => own.subarray(start, end) }, true, columns, options)),
    TE.mapLeft((error) => (error instanceof FileError ? error : wrong(file, {}, 'whole pages of cells', error.message))),
  )
}

/** What a file says of its table. */
export interface ParquetTable {
  readonly rows: number
  /** The columns of single values by name, in their order: those that can be read. */
  readonly columns: readonly string[]
  /** Columns of lists or records. */
  readonly nested: readonly string[]
}

/** A file as it is needed. */
const sourceOf = ({ byteLength, slice }: Parts): Source => ({
  byteLength,
  bytes: async (start, end) => {
    const bytes = new Uint8Array(await slice(start, end))
    return bytes.length === end - start ? bytes : damaged(`a file of ${byteLength} bytes, as it was`, start + bytes.length)
  },
})

/**
 * The rows of a file, as by `parseParquet`; one that cannot be read is a `Left`, too.
 *
 * @example
 * await readParquet('no.parquet', { rooms: integer })()
 * // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
export const readParquet = <C extends Columns>(
  file: string, columns: C, options: Omit<ParquetOptions, 'file'> = {},
): TE.TaskEither<TenfoldError, readonly Row<C>[]> => {
  checkArguments(columns, options)
  return pipe(openParts('parquet', file), TE.chain((parts) => gathered(sourceOf(parts), false, columns, { ...options, file })))
}

/**
 * Which columns a file has, and how many rows: what a program asks that knows neither. No page is read.
 *
 * @example
 * await describeParquet('no.parquet')()
 * // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
export const describeParquet = (file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, ParquetTable> => {
  const maxBytes = boundOf('parquet', limits, limited)
  return pipe(openParts('parquet', file), TE.chain((parts) => TE.tryCatch(async () => {
    const { rows, names, column } = await described(sourceOf(parts), file, maxBytes)
    const isNested = (name: string): boolean => {
      try {
        return column(name) === 'nested'
      } catch (error) {
        throw faultOf(error, file, { column: name })
      }
    }
    return { rows, columns: names.filter((name) => !isNested(name)), nested: names.filter(isNested) }
  }, (error) => faultOf(error, file, {}, 'the description of a table at the end'))))
}

/** How a table is read, and how many rows of it come at a time. */
export interface ParquetStreamOptions extends Omit<ParquetOptions, 'file'> {
  /** Rows in a piece, by default 1000; the last one has fewer. */
  readonly rows?: number
}

/**
 * The rows of a file as by `readParquet`, some at a time: no more of it is in memory than the pages that they are in. The first
 * `Left` is the last that comes. The file is opened for each part and closed at once: an iteration may be left at any time.
 *
 * @example
 * const pieces = streamParquet('no.parquet', { rooms: integer }, { rows: 100 })
 * const first = await pieces[Symbol.asyncIterator]().next()
 * first.value // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
export const streamParquet = <C extends Columns>(
  file: string, columns: C, given: ParquetStreamOptions = {},
): AsyncIterable<E.Either<TenfoldError, readonly Row<C>[]>> => {
  checkArguments(columns, given, { rows: true })
  const { rows: size = 1000, ...options } = given
  checkCount('parquet', 'rows', size)
  return {
    async *[Symbol.asyncIterator]() {
      const parts = await openParts('parquet', file)()
      if (E.isLeft(parts)) return yield parts
      try {
        const table = await opened(sourceOf(parts.right), false, columns, { ...options, file })
        for await (const rows of rowsOf(table, size, false)) yield E.right(rows)
      } catch (error) {
        yield E.left(faultOf(error, file, {}))
      }
    },
  }
}
