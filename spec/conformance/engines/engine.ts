/** An engine that the runner may run in. */
import type { Row } from '../row.js'

/** An engine that is here. */
export interface Found {
  /** `v24.21.0`, as the engine says it. */
  readonly version: string
  /** Runs the file; a row for each backend. */
  readonly run: (file: string) => Promise<readonly Row[]>
}

/** An engine, if it is here; a sentence that says why it is not. */
export interface Engine {
  readonly name: string
  readonly find: () => Promise<Found | string>
}

/** How long an engine may take for all of its rows, in milliseconds: many times as long as it does. */
export const patience = 240_000

/** What is said of an engine that was not done by then. */
export const tooLate = `not done in ${patience / 1000} s`

/** Rows from lines of JSON; other lines are the engine's own. Without `done` at the end the rest has failed: `said` says why. */
export const rowsOf = (lines: readonly string[], said: string): readonly Row[] => {
  const parsed = lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Row & { readonly done?: true }] : []))
  const rows = parsed.filter(({ done }) => done === undefined)
  return rows.length < parsed.length ? rows : [...rows, { backend: 'the rest', failed: said }]
}
