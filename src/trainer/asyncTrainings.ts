/** What a trainer does that takes its time, and all that it does whose backend answers later; loaded when it is first asked for something. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import { outputsLater } from '../network/asyncInference.js'
import { inference, tensorsOf } from '../network/inference.js'
import type { Compilable } from '../network/network.js'
import { foldOptions, type FoldOptions } from '../jit/turns.js'
import type { Elements } from '../program/elements.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { asyncSessions, type Ended } from './asyncSession.js'
import { expectBatches } from './batch.js'
import { expectFinite } from './finite.js'
import type { Learning } from './learning.js'
import type { Watched } from './observer.js'
import { quietly } from './beside.js'
import { anObserver, expectSeen, looksAfter, type AsyncObserver, type Ending, type Moment, type Seen, type Whole } from './seen.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './task.js'

export { paced } from '../jit/paced.js'

/** Batches, all there or arriving in time. */
type AnyBatches = Iterable<AnyBatch> | AsyncIterable<AnyBatch>

/** What an observer that may take its time sees. */
const seesLater = async <St, R>(operation: string, observer: AsyncObserver<St, R>, value: R, moment: Moment<St>): Promise<Seen<R>> =>
  expectSeen(operation, await observer.see(value, moment))

/** Folds of a task, with and without an observer. */
export const asyncFolds = <P, S>({ task, isStrict, explained }: Learning<P, S>, backend: AsyncBackend) => {
  const run = asyncSessions(task, backend, isStrict, explained)
  const expectRun = (state: State<P, S>, batches: AnyBatches, options?: FoldOptions): FoldOptions => {
    expectBatches('foldAsync', batches, anAsyncIterable)
    expectState('foldAsync', state)
    return foldOptions('foldAsync', options)
  }
  const ended = ({ state, stopped }: Ended<State<P, S>>): State<P, S> =>
    (isStrict && stopped === undefined ? expectFinite('foldAsync', state) : state)
  return {
    fold: async (state: State<P, S>, batches: AnyBatches, options?: FoldOptions): Promise<State<P, S>> =>
      ended(await run('foldAsync', state, batches, expectRun(state, batches, options))),
    observed: async <R>(
      observer: AsyncObserver<State<P, S>, R>, state: State<P, S>, batches: AnyBatches, given?: FoldOptions,
    ): Promise<Watched<State<P, S>, R>> => {
      const options = expectRun(state, batches, given)
      check('observe', { observer }, { observer: anObserver })
      const { beside } = observer
      let seen = observer.start(state)
      let stop: string | undefined
      let { step } = state
      const whole = (): Whole<State<P, S>> => ({ observer, value: seen, isAsync: true, stop })
      const close = (ending: Omit<Ending<State<P, S>>, 'step'>) => (): void | Promise<void> => beside?.end?.(seen, { step, ...ending }, whole())
      let end: Watched<State<P, S>, R>
      try {
        stop = beside?.begin?.(seen, state, whole())
        const last = stop !== undefined ? { state, stopped: stop } : await run('foldAsync', state, batches, options, {
          looks: (at) => looksAfter(observer, at),
          see: async (moment) => {
            const next = await seesLater('observe', observer, seen, moment)
            step = moment.step
            seen = next.value
            return stop = next.stop
          },
          after: (moment) => beside?.after?.(seen, moment, whole()),
        })
        const { stopped } = last
        end = stopped === undefined ? { state: ended(last), seen } : { state: last.state, seen, stopped }
      } catch (error) {
        await quietly(close({ error }))
        throw error
      }
      const { seen: _, ...ending } = end
      await close(ending)()
      return end
    },
  }
}

/** The outputs of a network for columns of `n` examples. */
export const asyncPredictions = <P>(net: Compilable, backend: AsyncBackend) => {
  const resident = inference(net, backend)
  return async (params: P, columns: readonly Elements[], n: number): Promise<any> =>
    tensorsOf(net, await outputsLater(backend, resident(params), columns), n)
}
