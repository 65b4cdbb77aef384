/** What a trainer does that takes its time, and all that it does whose backend answers later; loaded when it is first asked for something. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import { outputsLater } from '../network/asyncInference.js'
import { inference, tensorsOf } from '../network/inference.js'
import type { Compilable } from '../network/network.js'
import { paced } from '../jit/paced.js'
import { foldOptions, type FoldOptions } from '../jit/turns.js'
import type { Elements } from '../program/elements.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { asyncSessions } from './asyncSession.js'
import { expectBatches } from './batch.js'
import { expectFinite } from './finite.js'
import type { Learning } from './learning.js'
import type { Measure } from './measure.js'
import { quietly } from './beside.js'
import { anObserver, type AsyncObserver, type Watched, type Watching } from './seen.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './task.js'
import { watchedBy, type Ended } from './watched.js'

/** Batches, all there or arriving in time. */
type AnyBatches = Iterable<AnyBatch> | AsyncIterable<AnyBatch>

/** A fold of steps that are done at once, with pauses between them. */
export const folded = async <A>(watch: () => Watching<AnyBatch, A>, batches: AnyBatches, options?: FoldOptions): Promise<A> => {
  const run = paced('foldAsync', batches, options)
  const { begin, take, end, close } = watch()
  let ended: A
  try {
    ended = end(begin() ?? await run(take))
  } catch (error) {
    await quietly(() => close(error))
    throw error
  }
  await close()
  return ended
}

/** Folds of a task, with and without an observer. */
export const asyncFolds = <P, S>({ task, isStrict, explained }: Learning<P, S>, backend: AsyncBackend) => {
  const plain = asyncSessions(task, backend, isStrict, explained)
  /** Steps with measures, by the list of these. */
  const measured = new WeakMap<readonly Measure[], typeof plain>()
  const runOf = (measures: readonly Measure[] | undefined): typeof plain => {
    if (measures === undefined) return plain
    const run = measured.get(measures) ?? asyncSessions({ ...task, measures }, backend, isStrict, explained)
    measured.set(measures, run)
    return run
  }
  const expectRun = (state: State<P, S>, batches: AnyBatches, options?: FoldOptions): FoldOptions => {
    expectBatches('foldAsync', batches, anAsyncIterable)
    expectState('foldAsync', state)
    return foldOptions('foldAsync', options)
  }
  const ended = ({ state, stopped }: Ended<State<P, S>>): State<P, S> =>
    (isStrict && stopped === undefined ? expectFinite('foldAsync', state) : state)
  return {
    fold: async (state: State<P, S>, batches: AnyBatches, options?: FoldOptions): Promise<State<P, S>> =>
      ended(await plain('foldAsync', state, batches, expectRun(state, batches, options))),
    observed: <R>(observer: AsyncObserver<State<P, S>, R>, measures?: readonly Measure[]) => async (
      state: State<P, S>, batches: AnyBatches, given?: FoldOptions,
    ): Promise<Watched<State<P, S>, R>> => {
      const run = runOf(measures)
      const options = expectRun(state, batches, given)
      check('observe', { observer }, { observer: anObserver })
      return watchedBy(observer, state, async (watch) => {
        const last = await run('foldAsync', state, batches, options, watch)
        return { ...last, state: ended(last) }
      })
    },
  }
}

/** The outputs of a network for columns of `n` examples. */
export const asyncPredictions = <P>(net: Compilable, backend: AsyncBackend) => {
  const resident = inference(net, backend)
  return async (params: P, columns: readonly Elements[], n: number): Promise<any> =>
    tensorsOf(net, await outputsLater(backend, resident(params), columns), n)
}
