/** The cases of data, as a model takes them. */
import type { Understanding } from './understanding.js'

export interface Example {
  /** How it is called: `line 17 of penguins.csv`, the name of a file. */
  readonly name: string
  /** The file, where it has one of its own. */
  readonly file?: string
  /** What a model is given. */
  readonly values: Readonly<Record<string, unknown>>
  /** The name of its class, or a number; absent where it is not known. */
  readonly target?: string | number
  /** The cells of the row that it was. */
  readonly cells?: readonly string[]
}

/** Data that is read. */
export interface Read {
  readonly plan: Understanding
  readonly examples: readonly Example[]
  /** The names of all columns of a table. */
  readonly columns?: readonly string[]
  /** SHA-256 of all that was read. */
  readonly digest: string
}
