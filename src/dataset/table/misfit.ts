/** What is wrong with a row that a codec refuses. */
import type { Errors } from 'io-ts'
import { shortened } from '../../shape/error.js'

/** In which column, what its cell should have been and what it is. */
export interface Misfit {
  readonly column?: string
  readonly expected: string
  readonly received: string
}

/** Names in quotes. */
export const listed = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

/** What a sentence shows of a value; JSON has no integers of 64 bits. */
const shortly = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : typeof value === 'string' ? shortened(value, 150) : value

const shown = (cell: unknown): string =>
  cell === '' ? 'an empty cell'
  : cell instanceof Uint8Array ? `${cell.length} bytes`
  // JSON has neither NaN nor integers of 64 bits.
  : typeof cell === 'bigint' || typeof cell === 'number' ? String(cell)
  : JSON.stringify(cell, shortly) ?? String(cell)

/** The first thing that a codec finds wrong with a row. */
export const misfit = ([first]: Errors, row: unknown): Misfit => {
  if (first === undefined) return { expected: 'a row of the codec', received: shown(row) }
  const { context, message } = first
  // The column is the entry whose parent is the row itself; a codec of several parts puts their numbers in between.
  const at = context.findLastIndex((_, i) => i > 0 && context[i - 1]?.actual === row && !/^\d+$/.test(context[i]?.key ?? ''))
  const column = context[at]
  const expected = message ?? (column ?? context[0])?.type.name ?? 'a row of the codec'
  return column === undefined ? { expected, received: shown(row) }
    : { column: column.key, expected, received: shown(column.actual) }
}
