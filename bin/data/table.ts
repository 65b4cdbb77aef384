/** A table as it stands in its file: the texts of its cells, before it is known what they mean. */
import { dataset } from 'tenfold'

/** A row of a table, and where it stands: lines from 1 on in CSV, rows from 0 on in files that have no lines. */
export interface RawRow {
  readonly at: number
  /** One text for each column, without space around it. */
  readonly cells: readonly string[]
}

export interface RawTable {
  readonly kind: 'table'
  /** The file's name in sentences. */
  readonly file: string
  /** What `at` of a row counts. */
  readonly counts: 'line' | 'row'
  readonly columns: readonly string[]
  readonly rows: readonly RawRow[]
  /** What stands between cells, where it is a text. */
  readonly separator?: string
  /** Texts that stand for a missing cell. */
  readonly missing: readonly string[]
  /** What was found out or left out in reading, in sentences. */
  readonly notes: readonly string[]
}

/** What is wrong with a cell, a row or a whole table. */
export const wrong = (
  { file, counts }: Pick<RawTable, 'file' | 'counts'>, at: { readonly row?: RawRow; readonly column?: string },
  expected: string, received: string,
): dataset.FileError =>
  new dataset.FileError('data', file, {
    ...(at.row === undefined ? {} : { [counts]: at.row.at }), ...(at.column === undefined ? {} : { column: at.column }),
  }, expected, received)

/** How a row is called: `line 17`. */
export const rowName = ({ counts }: Pick<RawTable, 'counts'>, { at }: RawRow): string => `${counts} ${at}`

/** A number of things: `1 row`, `12,345 rows`. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`

/** The verb of a number of things. */
export const are = (n: number): string => (n === 1 ? 'is' : 'are')

const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/** A text in quotes, cut where it is long; what a terminal would not show as a letter is escaped. */
export const quoted = (text: string): string =>
  JSON.stringify(brief(text)).replace(unseen, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

const unseen = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
const hasUnseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/** A name from a file as it stands in a sentence: in quotes only where it would be misread without. */
export const named = (text: string): string =>
  (hasUnseen.test(text) || text.trim() !== text || text === '' ? quoted(text) : brief(text))

/** Some things, and how many more there are. */
export const some = (texts: readonly string[], most = 8): string =>
  texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`
