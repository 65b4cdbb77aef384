/** What is wrong with a file, and where: the one error of everything that reads. */
import { shortened, TenfoldError } from '../shape/error.js'

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

/** Longer parts of a sentence are cut: files hold cells and names of megabytes. */
const longest = 200
const brief = (text: string): string => shortened(text, longest)

const placeText = ({ entry, line, row, column, byte }: Place): readonly string[] => [
  ...(entry === undefined ? [] : [brief(entry)]),
  ...(line === undefined ? [] : [`line ${line}`]),
  ...(row === undefined ? [] : [`row ${row}`]),
  ...(column === undefined ? [] : [`column ${JSON.stringify(brief(column))}`]),
  ...(byte === undefined ? [] : [`byte ${byte}`]),
]

/**
 * The error of a file that is not what it should be: which file, the place, what was expected there and what there is, each in
 * at most 200 characters.
 *
 * @example
 * const error = new FileError('text', 'a.txt', { line: 3, byte: 40 }, 'text in UTF-8', '0xff')
 * error.place // { line: 3, byte: 40 }
 * error.argument // 'a.txt, line 3, byte 40'
 */
export class FileError extends TenfoldError {
  readonly file: string
  readonly place: Place
  constructor(operation: string, file: string, place: Place, expectedInFull: string, receivedInFull: string) {
    const argument = [file, ...placeText(place)].join(', ')
    const [expected, received] = [brief(expectedInFull), brief(receivedInFull)]
    super(operation, { argument, expected, received, message: `${argument}: expected ${expected}, received ${received}` })
    this.file = file
    const { entry, column } = place
    this.place = {
      ...place, ...(entry === undefined ? {} : { entry: brief(entry) }), ...(column === undefined ? {} : { column: brief(column) }),
    }
  }
}
