/** What is said of data, in tests. */
import * as E from 'fp-ts/lib/Either.js'
import { TenfoldError } from 'tenfold'
import { guess, tableOfCsv, type CsvReading, type Wishes } from '../../../bin/data/index.js'

/** The sentence of an error, without the place that asked. */
export const sentence = (error: Error): string =>
  (error instanceof TenfoldError && error.at !== undefined ? error.message.replace(` (at ${error.at})`, '') : error.message)

/** The sentence of what is refused. */
export const refusal = (result: E.Either<Error, unknown>): string => {
  if (E.isRight(result)) throw new Error('an error was expected')
  return sentence(result.left)
}

/** Lines of a table, the header first. */
export const lines = (header: string, count: number, row: (i: number) => string): string =>
  `${[header, ...Array.from({ length: count }, (_, i) => row(i))].join('\n')}\n`

/** The sentences about a text that is read as `a.csv`, or the one of its error. */
export const said = (text: string, wishes: CsvReading & Wishes = {}): readonly string[] => {
  const table = tableOfCsv('a.csv', text, wishes)
  const found = E.isLeft(table) ? table : guess(table.right, wishes)
  return E.isLeft(found) ? [sentence(found.left)] : found.right.notes
}

/** One of three classes in turn. */
export const abc = (i: number): string => 'abc'[i % 3] as string
