/** Folds that let others have their turn: the event loop now and then, and whoever ends them by a signal. */
import { aMaker, checkOptions } from '../shape/options.js'

/** What of an `AbortSignal` is used. */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: any
  readonly addEventListener: (type: 'abort', listener: () => void) => void
  readonly removeEventListener: (type: 'abort', listener: () => void) => void
}

/** How a fold that takes its time goes about it. Neither pauses nor a signal change a bit of what it has computed. */
export interface FoldOptions {
  /**
   * Milliseconds after which the event loop turns, 12 if nothing is said: a page answers and draws in between. With 0 it turns after
   * each step, with `Infinity` never.
   */
  readonly yieldEvery?: number | undefined
  /** An `AbortSignal`: when it is aborted, the fold ends after the step that is being done, with the state so far. */
  readonly signal?: StopSignal | undefined
}

const aSignal = aMaker('an AbortSignal', 'addEventListener', 'removeEventListener')

/** Options that are what they have to be. */
export const foldOptions = (operation: string, options: FoldOptions = {}): FoldOptions => checkOptions<FoldOptions>(operation, options, {
  yieldEvery: { expected: 'a number of milliseconds of at least 0', holds: (x) => typeof x === 'number' && x >= 0 },
  signal: { expected: aSignal.expected, holds: (x) => aSignal.holds(x) && typeof x.aborted === 'boolean' },
})

/** Why a fold was ended by its signal, if it was: its reason where that is a text. */
export const abortOf = (signal: StopSignal | undefined): string | undefined =>
  (signal?.aborted !== true ? undefined : typeof signal.reason === 'string' ? signal.reason : 'aborted')

/** Lets the event loop turn once: not by a timer, which in a page waits for 4 ms. Node's `setImmediate` takes half as long as a message. */
const turning = (): { readonly turn: () => Promise<void>, readonly close: () => void } => {
  const { setImmediate: immediately, MessageChannel: Channel } = globalThis
  if (typeof immediately === 'function') return { turn: () => new Promise((resolve) => { immediately(resolve) }), close: () => {} }
  if (typeof Channel !== 'function')
    return { turn: () => new Promise((resolve) => { globalThis.setTimeout?.(resolve) ?? resolve() }), close: () => {} }
  const { port1, port2 } = new Channel()
  let answer = (): void => {}
  // Node's types know its events by other names, and Node itself is not here.
  Object.assign(port1, { onmessage: () => answer() })
  return {
    turn: () => new Promise((resolve) => {
      answer = resolve
      port2.postMessage(0)
    }),
    close: () => port1.close(),
  }
}

/** Steps between two looks at the clock, at most: a look takes up to a microsecond in a page, a small step thirty. */
const mostSteps = 32

/** Turns of the event loop between steps. */
export interface Turns {
  /** Called after a step; something to wait for where it is time. */
  readonly next: () => Promise<void> | undefined
  readonly close: () => void
}

/** A turn after so many milliseconds. */
export const turns = (yieldEvery = 12): Turns => {
  const { turn, close } = turning()
  const now = (): number => globalThis.performance?.now() ?? Date.now()
  let [turned, looked] = [now(), now()]
  /** Steps from one look to the next, and how many of them are left. */
  let [every, left] = [1, 1]
  return {
    next: () => {
      if (--left > 0) return undefined
      const at = now()
      // Steps that take long are looked at one by one; many that take no time, all together.
      const took = at - looked
      if (took > yieldEvery / 8) every = 1
      else if (took < yieldEvery / 32) every = Math.min(2 * every, mostSteps)
      left = every
      looked = at
      return at - turned < yieldEvery ? undefined : turn().then(() => { turned = looked = now() })
    },
    close,
  }
}
