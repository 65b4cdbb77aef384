/** What is wrong with a file, and where: the one error of everything that reads. */
import { TenfoldError } from '../shape/error.js'

/** Where in a file, as far as it is known. */
export interface Place {
  /** A file inside of an archive. */
  readonly entry?: string | undefined
  /** Lines from 1 on. */
  readonly line?: number | undefined
  /** Rows of a table that has no lines, from 0 on. */
  readonly row?: number | undefined
  /** A column's name. */
  readonly column?: string | undefined
  /** Bytes from the file's begin on, the first being 0. */
  readonly byte?: number | undefined
}

const placeText = ({ entry, line, row, column, byte }: Place): readonly string[] => [
  ...(entry === undefined ? [] : [entry]),
  ...(line === undefined ? [] : [`line ${line}`]),
  ...(row === undefined ? [] : [`row ${row}`]),
  ...(column === undefined ? [] : [`column ${JSON.stringify(column)}`]),
  ...(byte === undefined ? [] : [`byte ${byte}`]),
]

/**
 * The error of a file that is not what it should be: which file, the place, what was expected there and what there is.
 *
 * @example
 * const error = new FileError('text', 'a.txt', { line: 3, byte: 40 }, 'text in UTF-8', '0xff')
 * error.place // { line: 3, byte: 40 }
 * error.argument // 'a.txt, line 3, byte 40'
 */
export class FileError extends TenfoldError {
  readonly file: string
  readonly place: Place
  constructor(operation: string, file: string, place: Place, expected: string, received: string) {
    const argument = [file, ...placeText(place)].join(', ')
    super(operation, { argument, expected, received, message: `${argument}: expected ${expected}, received ${received}` })
    this.file = file
    this.place = place
  }
}
