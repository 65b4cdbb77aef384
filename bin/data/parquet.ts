/** Tables from Parquet files, their values written as texts, as all others are. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import type { table, TenfoldError } from 'tenfold'
import { describeParquet, readParquet } from 'tenfold/parquet'
import { missingValues } from './missing.js'
import { named, some, type RawTable } from './table.js'

/** The text of a value: missing ones are empty, bytes that are no text stand as hexadecimal digits. */
const textOf = (value: unknown): string =>
  value === null || value === undefined ? ''
    : value instanceof Uint8Array ? Buffer.from(value).toString('hex')
    : String(value).trim()

/** Any value, as its text. */
const anything: table.Cell<string, 0, 'text'> = Object.assign(
  new t.Type<string, string, unknown>('a value', t.string.is, (value) => t.success(textOf(value)), (text) => text),
  { feature: { kind: 'text', width: 0, labels: [], spread: () => [] } } as const,
)

/** The table of a file. Missing are those that the file says are missing, NaN, and texts that were named as marks. */
export const tableOfParquet = (
  file: string, { missing }: { readonly missing?: readonly string[] } = {},
): TE.TaskEither<TenfoldError, RawTable> => pipe(
  describeParquet(file),
  TE.chain(({ columns, nested }) => pipe(
    readParquet(file, Object.fromEntries(columns.map((name) => [name, anything])), { others: 'ignore' }),
    TE.map((rows): RawTable => ({
      kind: 'table', file, counts: 'row', columns, missing: missingValues(missing),
      rows: rows.map((row, at) => ({ at, cells: columns.map((name) => row[name] as string) })),
      notes: nested.length === 0 ? [] : [`${some(nested.map(named))}: left out, lists or records in each row`],
    })),
  )),
)
