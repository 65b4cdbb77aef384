/** Training of a task where the backend answers at once: steps and folds, with and without an observer. */
import type { Backend } from '../backend/backend.js'
import type { FoldOptions } from '../jit/turns.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { expectBatches } from './batch.js'
import { expectFinite, lossFault } from './finite.js'
import { measuresOf, type ObserveOptions } from './measure.js'
import type { Observer } from './observer.js'
import { anObserver, sees } from './seen.js'
import { sessions, type Session } from './session.js'
import { expectState, type State } from './state.js'
import type { AnyBatch } from './task.js'
import type { Learning } from './learning.js'

/** The types of what comes of it are those of the trainer. */
export const foldsOf = <P, S>({ task, isStrict, explained }: Learning<P, S>, backend: Backend) => {
  type St = State<P, S>
  const plain = sessions(task, backend, explained)
  const open = (operation: string, state: St, begin = plain): Session<P, S> => {
    expectState(operation, state)
    return begin(state)
  }
  /** A step's loss, which the state is looked for a reason of when it is not finite. */
  const expectLoss = (operation: string, loss: number, session: Session<P, S>, batch: AnyBatch): void => {
    if (isStrict && !Number.isFinite(loss)) throw lossFault(operation, session.state(), batch)
  }
  /** Steps from a state on, with an observer beside them where there is one; their end is what it is for those who asked. */
  const watch = (operation: string, start: St, observer?: Observer<St, any>, begin?: typeof plain) => {
    const session = open(operation, start, begin)
    let { step } = start
    let seen: unknown = observer?.start(start)
    return {
      /** Takes one batch; the reason, when the training is to stop. */
      take: (batch: AnyBatch): string | undefined => {
        const loss = session.step(batch)
        let stop
        if (observer !== undefined) {
          let snapshot: St | undefined
          const state = (): St => (snapshot ??= session.state())
          const examples = task.examplesOf(batch)
          const next = sees('observe', observer, seen, { step: ++step, loss, examples, state, ...session.measured(examples) })
          seen = next.value
          stop = next.stop
        }
        if (stop === undefined) expectLoss(operation, loss, session, batch)
        return stop
      },
      end: (stopped: string | undefined): any => {
        const last = session.end()
        const state = stopped === undefined && isStrict ? expectFinite(operation, last) : last
        return observer === undefined ? state : { state, seen, ...(stopped === undefined ? {} : { stopped }) }
      },
    }
  }
  /** All batches, to the end or until told to stop. */
  const folds = (observer?: Observer<St, any>, begin?: typeof plain) => ({
    fold: (start: St, batches: Iterable<AnyBatch>): any => {
      expectBatches('fold', batches)
      const { take, end } = watch('fold', start, observer, begin)
      let stopped: string | undefined
      for (const batch of batches) if ((stopped = take(batch)) !== undefined) break
      return end(stopped)
    },
    foldAsync: async (start: St, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>, options?: FoldOptions): Promise<any> => {
      expectBatches('foldAsync', batches, anAsyncIterable)
      const run = (await import('./asyncTrainings.js')).paced('foldAsync', batches, options)
      const { take, end } = watch('foldAsync', start, observer, begin)
      return end(await run(take))
    },
  })
  return {
    step: (state: St, batch: AnyBatch): St => {
      const session = open('step', state)
      expectLoss('step', session.step(batch), session, batch)
      return session.end()
    },
    ...folds(),
    observe: (observer: Observer<St, any>, options?: ObserveOptions) => {
      check('observe', { observer }, { observer: anObserver })
      const measures = measuresOf(options)
      return folds(observer, measures === undefined ? plain : sessions({ ...task, measures }, backend, explained))
    },
  }
}
