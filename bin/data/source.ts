/** What the command is given: a file, standard input, or a folder. */
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { text, TenfoldError } from 'tenfold'
import { tableOfCsv, type CsvReading } from './csv.js'
import { kindOfFile, listFolder, singleFile, type Folder } from './folder.js'
import { tableOfParquet } from './parquet.js'
import { wrong, type RawTable } from './table.js'

/** What can be read: a table, or a list of images or sounds. */
export type Source = RawTable | Folder

/** How standard input is called. */
const standardInput = 'standard input'

/** Bytes that are read from standard input at most. */
const mostBytes = 1_073_741_824

/** All that standard input has, as a text. */
const inputText = (input: AsyncIterable<Uint8Array>): TE.TaskEither<TenfoldError, string> => async () => {
  const refused = (expected: string, received: string) =>
    E.left(wrong({ file: standardInput, counts: 'line' }, {}, expected, received))
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of input) {
    length += piece.length
    if (length > mostBytes) return refused(`at most ${mostBytes} bytes`, 'more')
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1')
    return refused('text in CSV; a Parquet file is read by its name', 'a Parquet file')
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const whole = isGzip ? await promisify(gunzip)(bytes, { maxOutputLength: mostBytes }).catch(() => undefined) : bytes
  if (whole === undefined) return refused('a whole gzip stream', 'one that is damaged or cut off')
  try {
    return E.right(new TextDecoder('utf-8', { fatal: true }).decode(whole))
  } catch {
    return refused('text in UTF-8', 'other bytes')
  }
}

/** The text of a file; what is wrong with it is said of the data. */
const fileText = (path: string): TE.TaskEither<TenfoldError, string> => pipe(text.read(path), TE.mapLeft((error) => {
  const { argument, expected, received, operation, message, at } = error
  const sentence = (at === undefined ? message : message.replace(` (at ${at})`, '')).replace(`${operation}: `, '')
  return new TenfoldError('data', { argument, expected, received, message: sentence })
}))

/** Whether a file is one of Parquet, by its name. */
const isParquet = (file: string): boolean => /\.(?:parquet|pq)$/i.test(file)

/** Whether there is a folder of this name. */
const isFolder = async (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false)

/**
 * What a path names: a table in a CSV file (compressed by gzip or not) or a Parquet file, a folder of images or sounds, a
 * single one of them, or `-` for CSV from standard input.
 */
export const readSource = (
  path: string, input: AsyncIterable<Uint8Array>, reading: CsvReading = {},
): TE.TaskEither<TenfoldError, Source> => {
  if (path === '-') return pipe(inputText(input), TE.chainEitherK((given) => tableOfCsv(standardInput, given, reading)))
  return pipe(
    TE.fromTask<boolean, TenfoldError>(() => isFolder(path)),
    TE.chain((folder): TE.TaskEither<TenfoldError, Source> => (folder ? listFolder(path)
      : kindOfFile(path) !== undefined ? TE.right(singleFile(path))
      : isParquet(path) ? tableOfParquet(path, reading)
      : pipe(fileText(path), TE.chainEitherK((given) => tableOfCsv(path, given, reading))))),
  )
}
