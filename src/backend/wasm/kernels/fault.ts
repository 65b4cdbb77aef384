/** What a trap means. */
import { outOfRange } from '../../fault.js'
import * as atomic from '../assembler/atomic.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import { lookups, words } from '../layout.js'

/** Notes an index out of range and stops; other threads see that this one has failed, and stop too. */
export const fault = (operation: typeof lookups[number], position: I32, index: I32, rows: number, threads: number): Statement => {
  const zero = i32.const(0)
  return sequence(
    memory.storeI32(zero, position, words.position),
    memory.storeI32(zero, index, words.index),
    memory.storeI32(zero, i32.const(rows), words.rows),
    memory.storeI32(zero, i32.const(1 + lookups.indexOf(operation)), words.fault),
    ...(threads === 1 ? [] : [atomic.store(zero, i32.const(1), words.failed)]),
    control.trap,
  )
}

/** What was noted before a trap: which lookup, by its place in `lookups` plus one, the position, the index there, and the rows. */
export type Noted = readonly [lookup: number, position: number, index: number, rows: number]

/** Throws what was noted, if anything was. */
export const explainNoted = ([lookup, position, index, rows]: Noted): void => {
  const operation = lookups[lookup - 1]
  if (operation !== undefined) outOfRange(operation, position, index, rows)
}

/** After a trap, when all threads have stopped: throws what was noted, and makes the memory ready for the next run. */
export const explain = (memory: ArrayBufferLike): void => {
  const at = new Int32Array(memory)
  const word = (byte: number): number => at[byte / 4]!
  const noted: Noted = [word(words.fault), word(words.position), word(words.index), word(words.rows)]
  for (const byte of [words.fault, words.arrived, words.failed]) at[byte / 4] = 0
  explainNoted(noted)
}
