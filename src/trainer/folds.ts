/** Training of a task where the backend answers at once: steps and folds, with and without an observer. */
import type { Backend } from '../backend/backend.js'
import type { FoldOptions } from '../jit/turns.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { expectBatches } from './batch.js'
import { expectFinite, lossFault } from './finite.js'
import { measuresOf, type ObserveOptions } from './measure.js'
import type { Observer } from './observer.js'
import { quietly } from './beside.js'
import { anObserver, sees, type Ending, type Moment, type Whole } from './seen.js'
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
    let stop: string | undefined
    let ending: Ending<St> | undefined
    const beside = observer?.beside
    const whole = (): Whole<St> => ({ observer: observer as Observer<St, any>, value: seen, isAsync: operation === 'foldAsync', stop })
    return {
      /** What observers do before the first step; the reason, when there is not to be one. */
      begin: (): string | undefined => (stop = beside?.begin?.(seen, start, whole())),
      /** Takes one batch; the reason, when the training is to stop. */
      take: (batch: AnyBatch): string | undefined => {
        const loss = session.step(batch)
        let moment: Moment<St> | undefined
        if (observer !== undefined) {
          let snapshot: St | undefined
          const state = (): St => (snapshot ??= session.state())
          const examples = task.examplesOf(batch)
          moment = { step: ++step, loss, examples, state, ...session.measured(examples) }
          const next = sees('observe', observer, seen, moment)
          seen = next.value
          stop = next.stop
        }
        if (stop === undefined) expectLoss(operation, loss, session, batch)
        if (moment !== undefined) beside?.after?.(seen, moment, whole())
        return stop
      },
      end: (stopped: string | undefined): any => {
        const last = session.end()
        const state = stopped === undefined && isStrict ? expectFinite(operation, last) : last
        const told = stopped === undefined ? {} : { stopped }
        ending = { step, state, ...told }
        return observer === undefined ? state : { state, seen, ...told }
      },
      /** What observers do at the end, be it one by an error. */
      close: (error?: unknown): void | Promise<void> => beside?.end?.(seen, ending ?? { step, error }, whole()),
    }
  }
  /** All batches, to the end or until told to stop. */
  const folds = (observer?: Observer<St, any>, begin?: typeof plain) => ({
    fold: (start: St, batches: Iterable<AnyBatch>): any => {
      expectBatches('fold', batches)
      const { begin: before, take, end, close } = watch('fold', start, observer, begin)
      let ended
      try {
        let stopped = before()
        if (stopped === undefined) for (const batch of batches) if ((stopped = take(batch)) !== undefined) break
        ended = end(stopped)
      } catch (error) {
        quietly(() => close(error))
        throw error
      }
      void close()
      return ended
    },
    foldAsync: async (start: St, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>, options?: FoldOptions): Promise<any> => {
      expectBatches('foldAsync', batches, anAsyncIterable)
      const run = (await import('./asyncTrainings.js')).paced('foldAsync', batches, options)
      const { begin: before, take, end, close } = watch('foldAsync', start, observer, begin)
      let ended
      try {
        ended = end(before() ?? await run(take))
      } catch (error) {
        await quietly(() => close(error))
        throw error
      }
      await close()
      return ended
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
