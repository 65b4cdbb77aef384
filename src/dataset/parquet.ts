/**
 * Tables from Parquet files, each cell decoded as in a CSV file. It stands on the package `hyparquet`, which is installed beside
 * this one by those who read Parquet.
 *
 * @example
 * const columns = { species: category(['Adelie', 'Gentoo']), body_mass_g: optional(number) }
 * await readParquet('no.parquet', columns)()
 * // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { parquetMetadataAsync, parquetReadObjects, parquetSchema, type Compressors, type FileMetaData } from 'hyparquet'
import * as t from 'io-ts'
import { checkCount } from '../tensor/argument.js'
import type { TenfoldError } from '../shape/error.js'
import { openParts, readBytes, type Parts } from './file.js'
import { FileError, type Place } from './place.js'
import type { Columns, Row } from './table/examples.js'
import { listed, misfit } from './table/misfit.js'

export { boolean, category, integer, number, optional, string } from './table/cell.js'
export { FileError, type Place } from './place.js'

/** How a table is read. */
export interface ParquetOptions {
  /** The name of the file in errors. */
  readonly file?: string
  /** What becomes of columns that are not asked for: an error, by default, or nothing. */
  readonly others?: 'error' | 'ignore'
  /** What inflates pages that are neither plain nor in Snappy: `compressors` of the package `hyparquet-compressors`. */
  readonly compressors?: Compressors
}

const wrong = (file: string, place: Place, expected: string, received: string): FileError =>
  new FileError('parquet', file, place, expected, received)

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Whether the columns of a file are those that are asked for. */
const checkColumns = (
  metadata: FileMetaData, columns: Columns, { file = 'parquet', others = 'error' }: ParquetOptions,
): E.Either<FileError, void> => {
  const there = parquetSchema(metadata).children
  const names = there.map(({ element }) => element.name)
  const missing = Object.keys(columns).find((name) => !names.includes(name))
  if (missing !== undefined) return E.left(wrong(file, { column: missing }, 'this column', `a file with ${listed(names)}`))
  const other = others === 'error' ? names.find((name) => !Object.hasOwn(columns, name)) : undefined
  if (other !== undefined) return E.left(wrong(file, { column: other }, `only ${listed(Object.keys(columns))}`, 'another column'))
  const nested = there.find(({ element, children }) => Object.hasOwn(columns, element.name) && children.length > 0)
  return nested === undefined ? E.right(undefined)
    : E.left(wrong(file, { column: nested.element.name }, 'a column of single values', 'one of lists or records'))
}

const decoded = <C extends Columns>(columns: C, file: string, first: number) =>
  (rows: readonly unknown[]): E.Either<FileError, readonly Row<C>[]> => {
    const codec = t.strict(columns)
    const all: Row<C>[] = []
    for (const [i, row] of rows.entries()) {
      const result = codec.decode(row)
      if (E.isLeft(result)) {
        const { column, expected, received } = misfit(result.left, row)
        return E.left(wrong(file, { row: first + i, column }, expected, received))
      }
      // A codec of the columns gives the columns' values.
      all.push(result.right as Row<C>)
    }
    return E.right(all)
  }

/** What is read in parts: a file, or bytes in memory. */
const described = (parts: Parts, file: string): TE.TaskEither<FileError, FileMetaData> => TE.tryCatch(
  async () => {
    const metadata = await parquetMetadataAsync(await framed(parts, file))
    // Columns that do not hang together are found here.
    parquetSchema(metadata)
    return metadata
  },
  (error) => (error instanceof FileError ? error : wrong(file, {}, 'the description of a table at the end', reason(error))),
)

/** The parts, if they begin and end as Parquet files do. */
const framed = async (parts: Parts, file: string): Promise<Parts> => {
  const { byteLength } = parts
  if (byteLength < 12) throw wrong(file, {}, 'a file of at least 12 bytes', String(byteLength))
  const name = async (at: number): Promise<string> => String.fromCharCode(...new Uint8Array(await parts.slice(at, at + 4)))
  const [begin, end] = [await name(0), byteLength - 4]
  if (begin !== 'PAR1') throw wrong(file, { byte: 0 }, '"PAR1", as Parquet files begin', JSON.stringify(begin))
  if (await name(end) !== 'PAR1') throw wrong(file, { byte: end }, '"PAR1" at the end', 'other bytes: the file is cut off')
  return parts
}

/** Rows from `first` on, decoded. */
const rowsFrom = <C extends Columns>(
  parts: Parts, metadata: FileMetaData, columns: C, { file = 'parquet', compressors }: ParquetOptions, first: number, end: number,
): TE.TaskEither<FileError, readonly Row<C>[]> => pipe(
  TE.tryCatch(
    () => parquetReadObjects({
      file: parts, metadata, columns: Object.keys(columns), rowStart: first, rowEnd: end,
      ...(compressors === undefined ? {} : { compressors }),
    }),
    (error) => wrong(file, {}, 'whole pages of cells', reason(error)),
  ),
  TE.filterOrElse((rows) => rows.length === end - first, (rows) =>
    wrong(file, { row: first + rows.length }, `${end} rows at least, as the description says`, 'the end of the table')),
  TE.chainEitherK(decoded(columns, file, first)),
)

const opened = (parts: Parts, columns: Columns, options: ParquetOptions): TE.TaskEither<FileError, FileMetaData> =>
  pipe(described(parts, options.file ?? 'parquet'), TE.chainFirstEitherK((metadata) => checkColumns(metadata, columns, options)))

/**
 * The rows of a table in Parquet, as `columns` say; cells that are null count as missing. Bytes that are something else, a
 * column that is missing or not asked for, and a cell of another type are a `Left` that names row and column. Pages of cells have
 * no checksums, though: of what is damaged in there, only what makes no sense is found.
 *
 * @example
 * await parseParquet(new Uint8Array([1, 2, 3]), { rooms: integer }, { file: 'homes.parquet' })()
 * // Left: parquet: homes.parquet: expected a file of at least 12 bytes, received 3
 */
export const parseParquet = <C extends Columns>(
  bytes: Uint8Array, columns: C, options: ParquetOptions = {},
): TE.TaskEither<FileError, readonly Row<C>[]> => {
  const { buffer } = bytes.slice()
  const parts: Parts = { byteLength: buffer.byteLength, slice: async (start, end) => buffer.slice(start, end) }
  return pipe(
    opened(parts, columns, options),
    TE.chain((metadata) => rowsFrom(parts, metadata, columns, options, 0, Number(metadata.num_rows))),
  )
}

/**
 * The rows of a file, as by `parseParquet`; one that cannot be read is a `Left`, too.
 *
 * @example
 * await readParquet('no.parquet', { rooms: integer })()
 * // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
export const readParquet = <C extends Columns>(
  file: string, columns: C, options: Omit<ParquetOptions, 'file'> = {},
): TE.TaskEither<TenfoldError, readonly Row<C>[]> =>
  pipe(readBytes('parquet', file), TE.chainW((bytes) => parseParquet(bytes, columns, { ...options, file })))

/** How a table is read, and how many rows of it come at a time. */
export interface ParquetStreamOptions extends Omit<ParquetOptions, 'file'> {
  /** Rows in a piece, by default 1000; the last one has fewer. */
  readonly rows?: number
}

/**
 * The rows of a file as by `readParquet`, some at a time: no more of it is in memory than the pages that they are in. The first
 * `Left` is the last that comes.
 *
 * @example
 * const pieces = streamParquet('no.parquet', { rooms: integer }, { rows: 100 })
 * const first = await pieces[Symbol.asyncIterator]().next()
 * first.value // Left: parquet: no.parquet: expected a file that can be read, received no such file
 */
export const streamParquet = <C extends Columns>(
  file: string, columns: C, { rows: size = 1000, ...options }: ParquetStreamOptions = {},
): AsyncIterable<E.Either<TenfoldError, readonly Row<C>[]>> => {
  checkCount('parquet', 'rows', size)
  return {
    async *[Symbol.asyncIterator]() {
      const table = await pipe(
        openParts('parquet', file),
        TE.bindTo('parts'),
        TE.bindW('metadata', ({ parts }) => opened(parts, columns, { ...options, file })),
      )()
      if (E.isLeft(table)) return yield table
      const { parts, metadata } = table.right
      const count = Number(metadata.num_rows)
      for (let first = 0; first < count; first += size) {
        const rows = await rowsFrom(parts, metadata, columns, { ...options, file }, first, Math.min(count, first + size))()
        yield rows
        if (E.isLeft(rows)) return
      }
    },
  }
}
