/** What an observer is; of the user's own: what they have to be, and what they have to give. */
import type { Either } from 'fp-ts/lib/Either.js'
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
  /** How what it has seen becomes plain data and comes back; `checkpoint` keeps it with the state, and refuses an observer without it. */
  readonly memory?: Memory<St, R> | undefined
  /** What it does beside seeing, such as writing files. */
  readonly beside?: Beside<St, R> | undefined
}

/** An observer that may take its time, for `foldAsync` on a backend that answers later: steps go on in the meantime. */
export interface AsyncObserver<St, R> extends Pick<Observer<St, R>, 'start' | 'looks' | 'memory' | 'beside'> {
  readonly see: (value: R, moment: Moment<St>) => Seen<R> | Promise<Seen<R>>
}

/** States as plain data, for what remembers some; the state that is saved itself is not written twice. */
export interface StatesAsData<St> {
  encode(state: St): unknown
  decode(plain: unknown): Either<string, St>
  /** Whose memory it is: names in records of `all`, joined by dots. */
  readonly path: string
}

/** How what an observer has seen becomes plain data, and comes back. (Methods: an observer of any state is one of this state.) */
export interface Memory<St, R> {
  /** The plain data, which later steps don't change. */
  encode(value: R, states: StatesAsData<St>): unknown
  /** What was seen, or what is wrong with the data, in words. */
  decode(plain: unknown, states: StatesAsData<St>): Either<string, R>
}

/** The observer around a fold, and what it has seen so far, all of it after the same step. */
export interface Whole<St> {
  readonly observer: AsyncObserver<St, any>
  readonly value: unknown
  /** Whether it is a `foldAsync`, where what takes long can be waited for at the end. */
  readonly isAsync: boolean
  /** Why an observer has stopped the fold, if one has. */
  readonly stop: string | undefined
}

/** How a fold has ended. */
export interface Ending<St> {
  /** The last step. */
  readonly step: number
  /** The state after it; absent where the fold ended with an error. */
  readonly state?: St
  /** Why it ended before its batches did. */
  readonly stopped?: string
  /** The error that it ended with. */
  readonly error?: unknown
}

/**
 * What an observer does besides. An error that it throws ends the fold. (Methods, since a fold's own observer is a parameter of theirs:
 * an observer of any state is one of this state.)
 */
export interface Beside<St, R> {
  /** Before the first step; a reason not to begin, if there is one. */
  begin?(value: R, state: St, whole: Whole<St>): string | undefined
  /** After each step, when all have seen it and it has not failed. */
  after?(value: R, moment: Moment<St>, whole: Whole<St>): void
  /** At the end, also that by an error; a `foldAsync` waits for a promise. */
  end?(value: R, ending: Ending<St>, whole: Whole<St>): void | Promise<void>
}

/** The end of an observed fold. */
export interface Watched<St, R> {
  readonly state: St
  readonly seen: R
  /** Why an observer stopped it, or its signal: `'aborted'`, or the signal's reason where that is a text. Absent when the batches came to their end. */
  readonly stopped?: string
}

/** A fold of batches `B` as it goes on, with what observers do besides, and what comes of it. */
export interface Watching<B, A> {
  /** What observers do before the first step; the reason, when there is not to be one. */
  readonly begin: () => string | undefined
  /** Takes one batch; the reason, when the fold is to stop. */
  readonly take: (batch: B) => string | undefined
  /** After the last step; why there is none after it. */
  readonly end: (stopped: string | undefined) => A
  /** What observers do at the end, be it one by an error. */
  readonly close: (error?: unknown) => void | Promise<void>
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
