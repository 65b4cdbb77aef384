/** Training of a task where the backend answers at once: steps and folds, with and without an observer. */
import type { Backend } from '../backend/backend.js'
import type { FoldOptions } from '../jit/turns.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { expectBatches } from './batch.js'
import { expectFinite, lossFault } from './finite.js'
import { measuresOf, type ObserveOptions } from './measure.js'
import type { Observer } from './observer.js'
import { quietly } from './beside.js'
import { anObserver, sees, type Ending, type Moment, type Watching, type Whole } from './seen.js'
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
  const watch = (operation: string, start: St, observer?: Observer<St, any>, begin?: typeof plain): Watching<AnyBatch, any> => {
    const session = open(operation, start, begin)
    let { step } = start
    let seen: unknown = observer?.start(start)
    let stop: string | undefined
    let ending: Omit<Ending<St>, 'step'> | undefined
    const beside = observer?.beside
    const whole = (): Whole<St> => ({ observer: observer as Observer<St, any>, value: seen, isAsync: operation === 'foldAsync', stop })
    return {
      begin: () => (stop = beside?.begin?.(seen, start, whole())),
      take: (batch) => {
        const loss = session.step(batch)
        let moment: Moment<St> | undefined
        if (observer !== undefined) {
          let snapshot: St | undefined
          const state = (): St => (snapshot ??= session.state())
          const examples = task.examplesOf(batch)
          moment = { step: ++step, loss, examples, state, ...session.measured(examples) }
          ;({ value: seen, stop } = sees('observe', observer, seen, moment))
        }
        if (stop === undefined) expectLoss(operation, loss, session, batch)
        if (moment !== undefined) beside?.after?.(seen, moment, whole())
        return stop
      },
      end: (stopped) => {
        const last = session.end()
        const state = stopped === undefined && isStrict ? expectFinite(operation, last) : last
        ending = stopped === undefined ? { state } : { state, stopped }
        return observer === undefined ? state : { ...ending, seen }
      },
      close: (error) => beside?.end?.(seen, { step, ...ending ?? { error } }, whole()),
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
      return (await import('./asyncTrainings.js')).folded(() => watch('foldAsync', start, observer, begin), batches, options)
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
