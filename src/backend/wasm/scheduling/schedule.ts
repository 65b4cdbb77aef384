/** Who does which step, and when: the function that runs a program, called by every thread with its number. */
import { control, i32, sequence, type I32, type Statement } from '../assembler/code.js'
import { define, type Fresh, type Function } from '../assembler/module.js'

/** Where kernels work, known when all have been seen. */
export interface Room {
  readonly scratch: I32
  readonly shared: I32
  readonly thread: I32
  /** Whether there is one thread. */
  readonly isAlone: boolean
  /** What loops are written with: locals for their counters, and what writes the steps inside. */
  readonly fresh: Fresh
  readonly writeAll: (steps: readonly Step[]) => Statement
}

/**
 * What a run does next: on one thread, or shared out, at some cost; or again and again. Threads wait for each other in between, and
 * between the steps inside of a loop.
 */
export interface Step {
  readonly write: (room: Room) => Statement
  /** How many vector instructions are worth sharing. */
  readonly cost?: number
  readonly isLoop?: true
}

/** How many vector instructions are worth sharing, over all steps. */
export const costOf = (steps: readonly Step[]): number => steps.reduce((sum, { cost = 0 }) => sum + cost, 0)

/** As many shares' worth of work are worth waking the other threads for, which may take longer than a barrier. */
const worthWaking = 16

/** How many of `most` threads call the run: one where no work is worth sharing. */
export const threadsFor = (steps: readonly Step[], most: number, worthSharing: number): number => {
  const cost = costOf(steps)
  return cost > 0 && cost >= worthWaking * worthSharing ? most : 1
}

/** What the run of a schedule is written with. */
export interface Hall {
  /** The function in which threads wait for each other; none where there is one thread. */
  readonly wait: number | undefined
  /** Memory that all threads see, and where scratch memory begins, of which each thread has `own` bytes. */
  readonly shares: number
  readonly scratches: number
  readonly own: number
}

/** The function that takes the steps, on its thread. */
export const runOf = (steps: readonly Step[], { wait, shares, scratches, own }: Hall): Function => define(1, (fresh, [thread]) => {
  const room: Room = {
    shared: i32.const(shares),
    scratch: wait === undefined ? i32.const(scratches) : i32.add(i32.const(scratches), i32.mul(thread!.get, i32.const(own))),
    thread: thread!.get,
    isAlone: wait === undefined,
    fresh,
    writeAll: (list) => writeAll(list),
  }
  const meet = wait === undefined ? [] : [control.call(wait, thread!.get)]
  /** At the very end nobody has to wait for what thread 0 does alone. */
  const writeAll = (list: readonly Step[], end = false): Statement => {
    const parts: Statement[] = []
    let alone: Statement[] = []
    const flush = (last = false): void => {
      if (alone.length > 0) parts.push(...(wait === undefined ? alone : [control.if(i32.eqz(thread!.get), sequence(...alone)), ...(last ? [] : meet)]))
      alone = []
    }
    for (const { write, cost, isLoop } of list) {
      if (!isLoop && (cost === undefined || room.isAlone)) { alone.push(write(room)); continue }
      flush()
      parts.push(write(room), ...(isLoop ? [] : meet))
    }
    flush(end)
    return sequence(...parts)
  }
  return writeAll(steps, true)
})
