/**
 * Backends whose programs have a memory of their own: values are copied in, a run works in place, results are copied out.
 * Loops that carry the same values share one memory, in which these lie at the same places for all of them.
 */
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import type { Backend, Loop } from './backend.js'

/** A program in a memory. */
export interface Placed {
  readonly inputs: readonly Elements[]
  /** The results beyond those that are carried, where a run leaves them. */
  readonly results: readonly Elements[]
  /** Writes what another program may have overwritten: the constants. */
  readonly restore: () => void
  readonly run: () => void
}

/** A program made ready for any memory of so many bytes. Carried inputs come first, at the same places in all programs. */
export interface Prepared<M> {
  readonly bytes: number
  readonly place: (memory: M) => Placed
}

/** A memory with the values that are carried in it. */
interface Room<M> {
  memory: M
  bytes: number
  carried: readonly Elements[]
  /** Whose constants are there. */
  last: object | undefined
}

/** How such programs are run once, and again and again. */
export const resident = <M extends object>(
  allocate: (bytes: number) => M, prepare: (program: Program, carried: number) => Prepared<M>,
): Pick<Backend, 'compile' | 'loop'> => {
  const loop: Backend['loop'] = (program, carried) => {
    const { bytes, place } = prepare(program, carried)
    return (from) => {
      const own = {}
      // It was made here.
      const joined = Array.isArray(from) ? undefined : (from as Loop).room as Room<M>
      const room: Room<M> = joined ?? { memory: allocate(bytes), bytes, carried: from as readonly Elements[], last: undefined }
      const put = (values: readonly Elements[]): void => values.forEach((elements, i) => room.carried[i]!.set(elements))
      const isTooSmall = room.bytes < bytes
      if (isTooSmall) [room.memory, room.bytes, room.last] = [allocate(bytes), bytes, undefined]
      // Held by the memory itself: one that has become too small is not kept by those who worked there.
      const places = new WeakMap<M, Placed>()
      const placedThere = (): Placed => {
        const placed = places.get(room.memory) ?? place(room.memory)
        places.set(room.memory, placed)
        return placed
      }
      if (joined === undefined || isTooSmall) {
        const before = room.carried
        room.carried = placedThere().inputs.slice(0, carried)
        put(before)
      }
      /** The program in the memory that there is now, with its constants. */
      const entered = (): Placed => {
        const placed = places.get(room.memory) ?? placedThere()
        if (room.last !== own) {
          placed.restore()
          room.last = own
        }
        return placed
      }
      return {
        load: put,
        step: (given) => {
          const { inputs, results, run } = entered()
          for (let i = 0; i < given.length; i++) inputs[carried + i]!.set(given[i]!)
          run()
          return results
        },
        carried: () => room.carried.map((value) => value.slice()),
        room,
      }
    }
  }
  return {
    compile: (program) => {
      const { step } = loop(program, 0)([])
      return (given) => step(given).map((value) => value.slice())
    },
    loop,
  }
}
