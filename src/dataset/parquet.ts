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
import type { TenfoldError } from '../shape/error.js'
import { readBytes } from './file.js'
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

/**
 * The rows of a table in Parquet, as `columns` say; cells that are null count as missing. Bytes that are something else, a
 * column that is missing or not asked for, and a cell of another type are a `Left` that names row and column.
 *
 * @example
 * await parseParquet(new Uint8Array([1, 2, 3]), { rooms: integer }, { file: 'homes.parquet' })()
 * // Left: parquet: homes.parquet: expected a file of at least 12 bytes, received 3
 */
export const parseParquet = <C extends Columns>(
  bytes: Uint8Array, columns: C, options: ParquetOptions = {},
): TE.TaskEither<FileError, readonly Row<C>[]> => {
  const { file = 'parquet', compressors } = options
  if (bytes.length < 12) return TE.left(wrong(file, {}, 'a file of at least 12 bytes', String(bytes.length)))
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (name(0) !== 'PAR1') return TE.left(wrong(file, { byte: 0 }, '"PAR1", as Parquet files begin', JSON.stringify(name(0))))
  const end = bytes.length - 4
  if (name(end) !== 'PAR1') return TE.left(wrong(file, { byte: end }, '"PAR1" at the end', 'other bytes: the file is cut off'))
  // It reads from whatever has a length and slices; an array buffer has.
  const buffer = bytes.slice().buffer
  const more = compressors === undefined ? {} : { compressors }
  return pipe(
    TE.tryCatch(() => parquetMetadataAsync(buffer), (error) => wrong(file, {}, 'the description of a table at the end', reason(error))),
    TE.chainFirstEitherK((metadata) => checkColumns(metadata, columns, options)),
    TE.chain((metadata) => TE.tryCatch(
      () => parquetReadObjects({ file: buffer, metadata, columns: Object.keys(columns), ...more }),
      (error) => wrong(file, {}, 'whole pages of cells', reason(error)),
    )),
    TE.chainEitherK(decoded(columns, file, 0)),
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
