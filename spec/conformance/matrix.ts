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

/** How a line stands: a failure or another digest is wrong; without digests, and with a reason, it did not run. */
const standing = (line: Line): 'same' | 'wrong' | 'absent' =>
  line.failed !== undefined || different(line).length > 0 ? 'wrong' : line.digests === undefined ? 'absent' : 'same'

/** Whether nothing is wrong with a line: it ran and agrees, or there is a reason why it did not run. */
export const agrees = (line: Line): boolean => standing(line) !== 'wrong'

/** How many digits of another digest are shown. */
const shown = 12

const cell = (found: string | undefined, name: keyof typeof digests): string =>
  found === digests[name] ? 'ok' : found?.slice(0, shown) ?? 'missing'

const cells = ({ engine, version = '', backend = '', digests: found, lacks, failed }: Line): readonly string[] => {
  const first = [engine, version, backend]
  if (found !== undefined) return [...first, ...names.map((name) => cell(found[name], name))]
  return [...first, failed === undefined ? `cannot run: ${lacks ?? ''}` : `FAILED: ${failed}`]
}

/** The first columns of a line: what ran. */
const heads = ['engine', 'version', 'backend'] as const

/** The matrix for a terminal, and a sentence that sums it up. A reason takes the rest of its line. */
export const text = (lines: readonly Line[]): string => {
  const table = [[...heads, ...names], ...lines.map(cells)]
  const fits = (row: readonly string[], i: number): boolean => i < heads.length || row.length > heads.length + 1
  const widths = [...heads, ...names].map((_, i) => Math.max(...table.filter((row) => fits(row, i)).map((row) => row[i]?.length ?? 0)))
  const padded = table.map((row) => row.map((value, i) => (fits(row, i) ? value.padEnd(widths[i] ?? 0) : value)).join('  ').trimEnd())
  return [...padded, '', summary(lines)].join('\n')
}

/** `48 rows agree, 0 do not, 3 cannot run`. */
export const summary = (lines: readonly Line[]): string => {
  const many = (which: ReturnType<typeof standing>): number => lines.filter((line) => standing(line) === which).length
  return `${many('same')} rows agree, ${many('wrong')} do not, ${many('absent')} cannot run`
}
