/** The folds of a trainer whose backend answers later; loaded when the first of them begins. */
import { anAsyncIterable, check } from '../shape/options.js'
import { asyncSessions, type Ended } from './asyncSession.js'
import { expectBatches } from './batch.js'
import { expectFinite } from './finite.js'
import type { Watched } from './observer.js'
import { anObserver, looksAfter, seesLater, type AsyncObserver } from './seen.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './step.js'

/** Batches, all there or arriving in time. */
type AnyBatches = Iterable<AnyBatch> | AsyncIterable<AnyBatch>

/** What a trainer makes them of. */
export type Folding<P, S> = Parameters<typeof asyncSessions<P, S>>

/** The folds of a trainer, with and without an observer. */
export const asyncFolds = <P, S>(...made: Folding<P, S>) => {
  const run = asyncSessions(...made)
  const [, , , isStrict] = made
  const expectRun = (state: State<P, S>, batches: AnyBatches): void => {
    expectBatches('foldAsync', batches, anAsyncIterable)
    expectState('foldAsync', state)
  }
  const ended = ({ state, stopped }: Ended<State<P, S>>): State<P, S> =>
    (isStrict && stopped === undefined ? expectFinite('foldAsync', state) : state)
  return {
    fold: async (state: State<P, S>, batches: AnyBatches): Promise<State<P, S>> => {
      expectRun(state, batches)
      return ended(await run('foldAsync', state, batches))
    },
    observed: async <R>(
      observer: AsyncObserver<State<P, S>, R>, state: State<P, S>, batches: AnyBatches,
    ): Promise<Watched<State<P, S>, R>> => {
      expectRun(state, batches)
      check('observe', { observer }, { observer: anObserver })
      let seen = observer.start(state)
      const end = await run('foldAsync', state, batches, {
        looks: (step) => looksAfter(observer, step),
        see: async (moment) => {
          const next = await seesLater('observe', observer, seen, moment)
          seen = next.value
          return next.stop
        },
      })
      const { stopped } = end
      return stopped === undefined ? { state: ended(end), seen } : { state: end.state, seen, stopped }
    },
  }
}
