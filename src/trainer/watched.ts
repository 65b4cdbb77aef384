/** Observed trainings whose steps are asynchronous: on an asynchronous backend, or on another engine. */
import { quietly } from './beside.js'
import { expectSeen, looksAfter, type AsyncObserver, type Ending, type Moment, type Watched, type Whole } from './seen.js'

/** An observer as the training calls it. */
export interface Watch<St> {
  /** Whether the state after this step may be read. */
  readonly looks: (step: number) => boolean
  /** Sees a step; a reason to stop, if there is one. */
  readonly see: (moment: Moment<St>) => Promise<string | undefined> | string | undefined
  /** Runs side effects, once the step has succeeded. */
  readonly after: (moment: Moment<St>) => void
}

/** The end of a training, and why it was stopped, if it was. */
export interface Ended<St> {
  readonly state: St
  readonly stopped: string | undefined
}

/** Observes a training from this state on, whose steps `run` takes. */
export const watchedBy = async <St, R>(
  observer: AsyncObserver<St, R>, state: St & { readonly step: number }, run: (watch: Watch<St>) => Promise<Ended<St>>,
): Promise<Watched<St, R>> => {
  const { beside } = observer
  let seen = observer.start(state)
  let stop: string | undefined
  let { step } = state
  const whole = (): Whole<St> => ({ observer, value: seen, isAsync: true, stop })
  const close = (ending: Omit<Ending<St>, 'step'>) => (): void | Promise<void> => beside?.end?.(seen, { step, ...ending }, whole())
  let ending: Ended<St>
  try {
    stop = beside?.begin?.(seen, state, whole())
    ending = stop !== undefined ? { state, stopped: stop } : await run({
      looks: (at) => looksAfter(observer, at),
      see: async (moment) => {
        const next = expectSeen('observe', await observer.see(seen, moment))
        step = moment.step
        seen = next.value
        return stop = next.stop
      },
      after: (moment) => beside?.after?.(seen, moment, whole()),
    })
  } catch (error) {
    await quietly(close({ error }))
    throw error
  }
  const { state: last, stopped } = ending
  const said = stopped === undefined ? {} : { stopped }
  await close({ state: last, ...said })()
  return { state: last, seen, ...said }
}
