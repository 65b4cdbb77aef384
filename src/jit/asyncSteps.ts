/**
 * Steps in a row on a backend that answers later. Nobody waits for one before asking for the next; so what is carried is asked for
 * now and then, and the inputs of the steps since are kept: what was carried after any step can be had again.
 */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import type { Elements } from '../program/elements.js'
import type { Memory } from './memories.js'
import type { Prepared } from './prepare.js'

/** What was carried after so many steps. */
export interface Snapshot {
  readonly at: number
  readonly values: readonly Elements[]
}

/** Steps over carried values of one type. */
export interface AsyncSteps<B> {
  /** The program of steps of this type, made where there is none, runs them from here on; unless none can be made. */
  readonly enter: (type: string, make: () => Prepared<B, AsyncLoop> | undefined) => Prepared<B, AsyncLoop> | undefined
  /** Asks for one step with the inputs that are not carried, which must not change any more; gives the other results. */
  readonly run: (inputs: readonly Elements[]) => Promise<readonly Elements[]>
  /** Asks for what is carried after the steps so far. */
  readonly carried: () => Promise<readonly Elements[]>
  /** So many steps are done, and nobody will ask for what was carried before. */
  readonly settle: (done: number) => void
  /** The first snapshot that is kept. */
  readonly kept: () => number
  /**
   * What was carried after so many steps, all of which were done; whatever else is on its way is given up, and no more is asked for.
   * Where the backend fails, the last values that came back before.
   */
  readonly after: (done: number) => Promise<Snapshot>
  /** Gives the memory to those that begin later. */
  readonly leave: () => void
}

/** A step that may have to be done again. */
interface Done {
  readonly loop: AsyncLoop
  readonly inputs: readonly Elements[]
}

/** Steps after which what is carried is asked for: a copy of it takes less than a step does, most often. */
const mostSteps = 64
/** Bytes of inputs after which it is, too. */
const mostBytes = 1 << 25

/** Steps in a memory, from these values on. */
export const asyncSteps = <B>({ ahead }: AsyncBackend, memory: Memory<B, AsyncLoop>, initial: readonly Elements[]): AsyncSteps<B> => {
  /** What is known to have been carried, the earliest first, and all steps from there on. */
  let snapshots: readonly Snapshot[] = [{ at: 0, values: initial }]
  let since: Done[] = []
  let loop: AsyncLoop | undefined
  let asked = 0
  /** From here on steps are only done again. */
  let isOver = false
  /** Steps and their bytes since a snapshot was last asked for. */
  let [steps, bytes] = [0, 0]

  const first = (): Snapshot => snapshots[0] as Snapshot
  const carried = async (): Promise<readonly Elements[]> => {
    if (isOver) throw new Error('the fold is over')
    const at = asked;
    [steps, bytes] = [0, 0]
    const values = await (loop?.carried() ?? initial)
    snapshots = [...snapshots, { at, values }]
    return values
  }
  /** The last snapshot up to there. */
  const before = (done: number): Snapshot => snapshots.findLast(({ at }) => at <= done) as Snapshot

  return {
    enter: (type, make) => {
      const entered = memory.enter(type, make, initial)
      if (entered !== undefined) loop = entered.loop
      return entered?.prepared
    },
    run: (inputs) => {
      if (isOver) return Promise.reject(new Error('the fold is over'))
      const current = loop as AsyncLoop
      const answer = current.step(inputs)
      since.push({ loop: current, inputs })
      asked++
      steps++
      bytes += inputs.reduce((sum, { byteLength }) => sum + byteLength, 0)
      // Whoever needs it asks again, and hears of the failure.
      if (steps >= mostSteps || bytes >= mostBytes) carried().catch(() => {})
      return answer
    },
    carried,
    settle: (done) => {
      const { at } = before(done)
      if (at === first().at) return
      since = since.slice(at - first().at)
      snapshots = snapshots.filter((one) => one.at >= at)
    },
    kept: () => first().at,
    after: async (done) => {
      isOver = true
      const from = before(done)
      if (from.at === done) return from
      const again = since.slice(from.at - first().at, done - first().at)
      try {
        const [{ loop: any } = { loop }] = again
        any?.load(from.values)
        for (let i = 0; i < again.length; i += ahead)
          await Promise.all(again.slice(i, i + ahead).map(({ loop: of, inputs }) => of.step(inputs)))
        return { at: done, values: await (any as AsyncLoop).carried() }
      } catch {
        return from
      }
    },
    leave: memory.leave,
  }
}
