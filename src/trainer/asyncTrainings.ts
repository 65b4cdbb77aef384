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
import { anObserver, expectSeen, looksAfter, type AsyncObserver, type Moment, type Seen } from './seen.js'
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
      let seen = observer.start(state)
      const end = await run('foldAsync', state, batches, options, {
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

/** The outputs of a network for columns of `n` examples. */
export const asyncPredictions = <P>(net: Compilable, backend: AsyncBackend) => {
  const resident = inference(net, backend)
  return async (params: P, columns: readonly Elements[], n: number): Promise<any> =>
    tensorsOf(net, await outputsLater(backend, resident(params), columns), n)
}
