import { aString, listOf, optional, type Kind } from '../shape/options.js'

/**
 * Rows of cells as lines of text: the first column to the left, the others to the right.
 *
 * @example
 * columns([['', 'recall'], ['cat', '0.5']]) // '     recall\ncat     0.5'
 */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = rows.reduce<readonly number[]>((all, row) => row.map((cell, i) => Math.max(cell.length, all[i] ?? 0)), [])
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ').trimEnd()
  return rows.map(line).join('\n')
}

export const aNames: Kind = optional(listOf('names', aString))

/** What classes are called: their names, or their numbers. */
export const nameOf = (names: readonly string[] | undefined) => (i: number): string => names?.[i] ?? String(i)
