/** What is wrong with a program's inputs only when it runs. */
import { fail } from '../shape/error.js'

/** An index out of range is an error that names it: nothing is clamped. */
export const outOfRange = (operation: string, position: number, index: number, rows: number): never =>
  fail(operation, { argument: `indices[${position}]`, expected: `an index from 0 to ${rows - 1}`, received: index })
