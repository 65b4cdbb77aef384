/** A backend that answers later, made of one that answers at once: the plain statement of what such a backend is. */
import type { AsyncBackend, AsyncLoop } from '../../src/backend/asyncBackend.js'
import type { Backend, Loop } from '../../src/backend/backend.js'
import { copy } from './arbitrary.js'

/** What loops that carry the same values have in common: one of the loops that they stand for, and why they are unsound. */
interface Room {
  any: Loop | undefined
  failed: { readonly error: unknown } | undefined
}

/** How the backend takes its time. */
export interface LaterOptions {
  readonly ahead?: number
  /** Called before each run and each look; what it throws is the run's failure, and it may wait. */
  readonly before?: (what: 'step' | 'carried') => Promise<void> | void
}

/** Everything in the order in which it was asked for, one after the other, never at once. */
export const later = (backend: Backend, { ahead = 4, before = () => undefined }: LaterOptions = {}): AsyncBackend => {
  let last: Promise<unknown> = Promise.resolve()
  const queued = <A>(f: () => Promise<A> | A): Promise<A> => {
    const next = last.then(f)
    last = next.catch(() => undefined)
    return next
  }
  const loop: AsyncBackend['loop'] = (program, carried) => {
    const start = backend.loop(program, carried)
    return (from) => {
      const room: Room = Array.isArray(from) ? { any: undefined, failed: undefined } : (from as AsyncLoop).room as Room
      const values = Array.isArray(from) ? copy(from) : []
      let own: Loop | undefined
      const begun = queued(() => { room.any = own = start(room.any ?? values) })
      begun.catch(() => undefined)
      const expectSound = (): Loop => {
        if (room.failed !== undefined) throw room.failed.error
        return own as Loop
      }
      return {
        load: (given) => {
          const taken = copy(given)
          void queued(() => {
            own?.load(taken)
            room.failed = undefined
          })
        },
        step: (given) => {
          const taken = copy(given)
          return queued(async () => {
            const current = expectSound()
            try {
              await before('step')
              return copy(current.step(taken))
            } catch (error) {
              if (carried > 0) room.failed = { error }
              throw error
            }
          })
        },
        carried: () => queued(async () => {
          const current = expectSound()
          await before('carried')
          return current.carried()
        }),
        room,
      }
    }
  }
  return { name: `${backend.name}, later`, answers: 'later', ahead, compile: (program) => loop(program, 0)([]).step, loop }
}
