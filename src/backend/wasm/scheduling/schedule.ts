/** Who does which step, and when: the function that runs a program, called by every thread with its number. */
import { control, i32, sequence, type I32, type Statement } from '../assembler/code.js'
import { define, type Function } from '../assembler/module.js'

/** Where kernels work, known when all have been seen. */
export interface Room {
  readonly scratch: I32
  readonly shared: I32
  readonly thread: I32
  /** Whether there is one thread. */
  readonly isAlone: boolean
}

/** What a run does next: on one thread, or shared out at some cost; or again and again. Threads wait for each other in between. */
export type Step =
  | { readonly write: (room: Room) => Statement; readonly cost?: number }
  | { readonly count: number; readonly steps: (i: I32) => readonly Step[]; readonly goes?: ((i: I32) => I32) | undefined }

/** How many steps a loop that may end early is taken to be of. */
const few = 16

/** How many vector instructions are worth sharing, over the whole run. */
const sharedCost = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + ('write' in step ? step.cost ?? 0
  : (step.goes ? Math.min(step.count, few) : step.count) * sharedCost(step.steps(i32.const(0)))), 0)

/** As many shares' worth of work are worth waking the other threads for, which may take longer than a barrier. */
const worthWaking = 16

/** How many of `most` threads call the run: one where no work is worth sharing. */
export const threadsFor = (steps: readonly Step[], most: number, worthSharing: number): number => {
  const cost = sharedCost(steps)
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
  }
  const meet = wait === undefined ? [] : [control.call(wait, thread!.get)]
  /**
   * At the very end nobody has to wait for what thread 0 does alone; but for those who are still to see that a loop has ended,
   * before the next run writes over what they look at.
   */
  const writeAll = (list: readonly Step[], end: boolean): Statement => {
    const parts: Statement[] = []
    let alone: Statement[] = []
    let looking = false
    const flush = (last = false): void => {
      if (alone.length === 0) return
      const share = wait === undefined ? alone : [control.if(i32.eqz(thread!.get), sequence(...alone))]
      parts.push(...share, ...(last && !looking ? [] : meet))
      ;[alone, looking] = [[], false]
    }
    for (const step of list) {
      const isCall = 'write' in step
      if (isCall && (step.cost === undefined || room.isAlone)) { alone.push(step.write(room)); continue }
      flush()
      if (isCall) {
        parts.push(step.write(room), ...meet)
        looking = false
      } else {
        const i = fresh('i32')
        const [goes, isLeft] = [step.goes?.(i.get), i32.ltU(i.get, i32.const(step.count))]
        const loop = control.doWhile(
          sequence(writeAll(step.steps(i.get), false), i.set(i32.add(i.get, i32.const(1)))), goes ? i32.and(isLeft, goes) : isLeft)
        parts.push(i.set(i32.const(0)), goes ? control.if(goes, loop) : loop)
        looking = goes !== undefined
      }
    }
    flush(end)
    return sequence(...parts)
  }
  return writeAll(steps, true)
})
