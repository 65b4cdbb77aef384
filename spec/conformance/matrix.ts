/** Rows of engines and backends, columns of trainings: `ok`, or the digest that differs. */
import { digests } from './digests.js'
import type { Row } from './row.js'

/** What came of one backend in one engine, or of an engine that is not here. */
export interface Line {
  readonly engine: string
  readonly version?: string
  readonly backend?: string
  readonly digests?: Row['digests']
  /** Why it did not run. */
  readonly lacks?: string
  /** What went wrong, and should not have. */
  readonly failed?: string
}

const names = Object.keys(digests) as readonly (keyof typeof digests)[]

/** The trainings of a line whose digest is another one, or none at all. */
export const different = ({ digests: found }: Line): readonly string[] =>
  found === undefined ? [] : names.filter((name) => found[name] !== digests[name])

/** Whether nothing is wrong with a line: it ran and agrees, or there is a reason why it did not run. */
export const agrees = (line: Line): boolean => line.failed === undefined && different(line).length === 0

/** How many digits of another digest are shown. */
const shown = 12

const cell = (found: string | undefined, name: keyof typeof digests): string =>
  found === digests[name] ? 'ok' : found?.slice(0, shown) ?? 'missing'

const cells = ({ engine, version = '', backend = '', digests: found, lacks, failed }: Line): readonly string[] => {
  const first = [engine, version, backend]
  if (found !== undefined) return [...first, ...names.map((name) => cell(found[name], name))]
  return [...first, failed === undefined ? `cannot run: ${lacks ?? ''}` : `FAILED: ${failed}`]
}

/** The matrix for a terminal, and a sentence that sums it up. */
export const text = (lines: readonly Line[]): string => {
  const table = [['engine', 'version', 'backend', ...names], ...lines.map(cells)]
  // A reason takes the rest of its line.
  const widths = table[0]!.map((_, i) => Math.max(...table.filter((row) => row.length > 4 || i < 3).map((row) => row[i]?.length ?? 0)))
  const printed = table.map((row) => row.map((value, i) => value.padEnd(row.length > 4 || i < 3 ? widths[i] ?? 0 : 0)).join('  ').trimEnd())
  return [...printed, '', summary(lines)].join('\n')
}

/** `48 rows agree, 0 do not, 3 cannot run`. */
export const summary = (lines: readonly Line[]): string => {
  const ran = lines.filter(({ digests: found }) => found !== undefined)
  const bad = lines.filter((line) => !agrees(line))
  return `${ran.filter(agrees).length} rows agree, ${bad.length} do not, ${lines.length - ran.length - bad.filter(({ failed }) => failed !== undefined).length} cannot run`
}
