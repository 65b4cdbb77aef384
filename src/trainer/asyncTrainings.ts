/** What a trainer does whose backend answers later; loaded when it is first asked for something. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { Columns } from '../dataset/dataset.js'
import { outputsLater } from '../network/asyncInference.js'
import { inference, tensorsOf } from '../network/inference.js'
import type { Compilable } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { anAsyncIterable, check } from '../shape/options.js'
import type { Tensors } from '../tensor/form.js'
import { asyncSessions, type Ended } from './asyncSession.js'
import { expectBatches, expectExamples } from './batch.js'
import { expectFinite } from './finite.js'
import type { Watched } from './observer.js'
import type { AnyRecipe } from './recipe.js'
import { anObserver, expectSeen, looksAfter, type AsyncObserver, type Moment, type Seen } from './seen.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './step.js'

/** Batches, all there or arriving in time. */
type AnyBatches = Iterable<AnyBatch> | AsyncIterable<AnyBatch>

/** What an observer that may take its time sees. */
const seesLater = async <St, R>(operation: string, observer: AsyncObserver<St, R>, value: R, moment: Moment<St>): Promise<Seen<R>> =>
  expectSeen(operation, await observer.see(value, moment))

/** What a trainer makes them of. */
export interface Trained<P, S> {
  readonly net: Compilable
  readonly recipe: AnyRecipe<P, S>
  readonly backend: AsyncBackend
  readonly isStrict: boolean
  /** What fails for a state that is none of the trainer's is told of the state. */
  readonly explained: <A>(state: State<P, S>, f: () => A) => A
  /** The elements of inputs, and how many examples they are. */
  readonly columnsOf: (operation: string, state: State<P, S>, inputs: Tensors) => readonly [columns: readonly Elements[], n: number]
  /** The values of metrics for the outputs that were predicted. */
  readonly measured: (data: Columns, predictions: Tensors, metrics: unknown) => any
}

/** Its predictions, and its folds, with and without an observer. */
export const asyncTrainings = <P, S>({ net, recipe, backend, isStrict, explained, columnsOf, measured }: Trained<P, S>) => {
  const run = asyncSessions(net, recipe, backend, isStrict, explained)
  const resident = inference(net, backend)
  const predict = async (state: State<P, S>, inputs: Tensors): Promise<any> => {
    const [columns, n] = columnsOf('predictAsync', state, inputs)
    return tensorsOf(net, await outputsLater(backend, resident(state.params), columns), n)
  }
  const expectRun = (state: State<P, S>, batches: AnyBatches): void => {
    expectBatches('foldAsync', batches, anAsyncIterable)
    expectState('foldAsync', state)
  }
  const ended = ({ state, stopped }: Ended<State<P, S>>): State<P, S> =>
    (isStrict && stopped === undefined ? expectFinite('foldAsync', state) : state)
  return {
    predict,
    evaluate: async (state: State<P, S>, data: Columns, metrics: unknown): Promise<any> => {
      expectExamples('evaluateAsync', 'data', net, recipe.loss, data)
      return measured(data, await predict(state, data.inputs), metrics)
    },
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
