/** Training where the backend answers later: what can be asked of it, and what cannot. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import { fail } from '../shape/error.js'
import { anAsyncIterable, check } from '../shape/options.js'
import type { Ended, Run } from './asyncSession.js'
import { expectBatches } from './batch.js'
import { expectFinite } from './finite.js'
import { anObserver, looksAfter, seesLater, type AsyncObserver } from './seen.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './step.js'

/** Batches, all there or arriving in time. */
type AnyBatches = Iterable<AnyBatch> | AsyncIterable<AnyBatch>

/** What is only to be had at once, and what is asked for instead. */
const instead = { step: 'foldAsync', fold: 'foldAsync', evaluate: 'evaluateAsync', predict: 'predictAsync' } as const

/** Functions that say what to call instead: types have none of them. */
export const refusing = <N extends keyof typeof instead>(names: readonly N[], { name }: AsyncBackend): Readonly<Record<string, () => never>> =>
  Object.fromEntries(names.map((operation) => [operation, () => fail(operation, {
    argument: 'backend', expected: 'a backend that answers at once', received: name,
    message: `backend "${name}" answers later: call ${instead[operation]}, which gives a promise`,
  })]))

/** The folds of a trainer, run as `run` has it. */
export const asyncFolds = <P, S>(run: Run<P, S>, isStrict: boolean, backend: AsyncBackend) => {
  const expectRun = (state: State<P, S>, batches: AnyBatches): void => {
    expectBatches('foldAsync', batches, anAsyncIterable)
    expectState('foldAsync', state)
  }
  const ended = ({ state, stopped }: Ended<State<P, S>>): State<P, S> =>
    (isStrict && stopped === undefined ? expectFinite('foldAsync', state) : state)
  return {
    ...refusing(['step', 'fold', 'evaluate', 'predict'], backend),
    foldAsync: async (state: State<P, S>, batches: AnyBatches): Promise<State<P, S>> => {
      expectRun(state, batches)
      return ended(await run('foldAsync', state, batches))
    },
    observe: <R>(observer: AsyncObserver<State<P, S>, R>) => ({
      ...refusing(['fold'], backend),
      foldAsync: async (state: State<P, S>, batches: AnyBatches) => {
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
    }),
  }
}
