/** What an observer is; of the user's own: what they have to be, and what they have to give. */
import { aMaker, check, isRecord } from '../shape/options.js'
import type { Measured } from './measure.js'

/** One step, just done; with what was asked for by `measures` where it is observed. */
export interface Moment<St> extends Measured {
  /** Steps done, this one included. */
  readonly step: number
  /** The loss of this step's batch. */
  readonly loss: number
  /** Examples in the batch. */
  readonly examples: number
  /** The state after the step, copied when asked for. */
  readonly state: () => St
}

/** What an observer has seen, and why it wants to stop, if it does. */
export interface Seen<R> {
  readonly value: R
  readonly stop?: string
}

/** A fold over steps: what it begins with, and what each step makes of that. */
export interface Observer<St, R> {
  /** What it has seen before the first step; it may look at the state. */
  readonly start: (state: St) => R
  readonly see: (value: R, moment: Moment<St>) => Seen<R>
  /**
   * Whether it may look at the state after this step; always, where nothing is said. A backend that answers later has to be asked
   * for a state before it goes on: there `state()` is an error after other steps.
   */
  readonly looks?: (step: number) => boolean
}

/** An observer that may take its time, for `foldAsync` on a backend that answers later: steps go on in the meantime. */
export interface AsyncObserver<St, R> extends Pick<Observer<St, R>, 'start' | 'looks'> {
  readonly see: (value: R, moment: Moment<St>) => Seen<R> | Promise<Seen<R>>
}

export const anObserver = aMaker('an observer, as the functions of `observe` make it', 'start', 'see')

/** Whether an observer may look at the state after a step. */
export const looksAfter = ({ looks }: Pick<Observer<any, any>, 'looks'>, step: number): boolean => looks?.(step) ?? true

/** Whether something is there later. */
export const isLater = (x: unknown): x is Promise<unknown> => x instanceof Promise

/** What `f` makes of a value: later, where that is there later. */
export const settled = <A, B>(x: A | Promise<A>, f: (value: A) => B): B | Promise<B> => (x instanceof Promise ? x.then(f) : f(x))

/** What an observer sees is a record. */
export const expectSeen = <R>(operation: string, seen: Seen<R> | Promise<Seen<R>>): Seen<R> => {
  check(operation, { see: seen }, { see: { expected: 'a function that gives { value, stop? } at once', holds: (x) => isRecord(x) && 'value' in x } })
  return seen as Seen<R>
}

/** What an observer sees at once. */
export const sees = <St, R>(operation: string, observer: Observer<St, R>, value: R, moment: Moment<St>): Seen<R> =>
  expectSeen(operation, observer.see(value, moment))
