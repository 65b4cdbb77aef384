/**
 * Observers: values composed around the fold. An observer is itself a fold, over what happens at each step; it may look
 * at the state (a snapshot), and may stop the training. It never changes it: an observed fold gives the same bits.
 *
 * @example
 * const data = dataset.drawnDigits({ count: 100, key: random.key(1) })
 * const { init, observe, evaluate } = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(),
 *   optimizer: optimizer.adam({ learningRate: 1e-3 }),
 * })
 * const watched = observe(all({
 *   losses: history(),
 *   shown: every(2, progress(({ step, loss }) => `step ${step}, loss ${loss}`)),
 *   checks: validation({ every: 2, evaluate: (state) => evaluate(state, data, { accuracy: metric.accuracy }) }),
 *   best: earlyStopping({ every: 2, patience: 3, measure: (state) => evaluate(state, data, { loss: metric.loss }).loss }),
 *   sound: finite(),
 * }))
 * const { state, seen, stopped } = watched.fold(init(random.key(0)), pipe(data, dataset.batches({ size: 50, epochs: 2 })))
 * seen.losses.map(({ step }) => step) // [1, 2, 3, 4]
 */
import { fail } from '../shape/error.js'
import { aFunction, aNumber, aRecord, check, checkOptions } from '../shape/options.js'
import { nonFinite } from './finite.js'
import { anObserver, looksAfter, sees, type Moment, type Observer } from './seen.js'

export type { AsyncObserver, Moment, Observer, Seen } from './seen.js'

/** The end of an observed fold. */
export interface Watched<St, R> {
  readonly state: St
  readonly seen: R
  /** Why an observer stopped it; absent when the batches came to their end. */
  readonly stopped?: string
}

/** Several observers as one; each sees every step, the first reason to stop counts. */
export const all = <St, R extends Readonly<Record<string, unknown>>>(
  // The second part says nothing new: it is where the compiler finds `St` when nothing around the call tells it.
  observers: { readonly [K in keyof R]: Observer<St, R[K]> } & Readonly<Record<string, Pick<Observer<St, unknown>, 'start'>>>,
): Observer<St, R> => {
  check('all', { observers }, { observers: aRecord })
  const entries: readonly (readonly [string, Observer<St, unknown>])[] =
    Object.entries(observers as { readonly [K in keyof R]: Observer<St, R[K]> })
  for (const [name, observer] of entries) check('all', { [name]: observer }, { [name]: anObserver })
  const record = (pairs: readonly (readonly [string, unknown])[]): R => Object.fromEntries(pairs) as R
  return {
    looks: (step) => entries.some(([, observer]) => looksAfter(observer, step)),
    start: (state) => record(entries.map(([name, observer]) => [name, observer.start(state)])),
    see: (value, moment) => {
      const seen = entries.map(([name, observer]) => [name, sees('all', observer, value[name], moment)] as const)
      const stop = seen.map(([, { stop: reason }]) => reason).find((reason) => reason !== undefined)
      return { value: record(seen.map(([name, one]) => [name, one.value])), ...(stop === undefined ? {} : { stop }) }
    },
  }
}

const whole = (operation: string, argument: string, n: number): number =>
  Number.isSafeInteger(n) && n >= 1 ? n : fail(operation, { argument, expected: 'a whole number of at least 1', received: n })

/** Looks at every n-th step only; n is a whole number of at least 1. */
export const every = <St, R>(n: number, observer: Observer<St, R>): Observer<St, R> => {
  whole('every', 'n', n)
  check('every', { observer }, { observer: anObserver })
  return {
    looks: (step) => step % n === 0 && looksAfter(observer, step),
    start: observer.start,
    see: (value, moment) => (moment.step % n === 0 ? observer.see(value, moment) : { value }),
  }
}

/** A list that grows at its end. It belongs to one fold from `start` on, so it grows in place: not a copy for each step. */
const growing = <St, A>(next: (moment: Moment<St>) => A, looks: boolean): Observer<St, readonly A[]> => ({
  looks: () => looks,
  start: (): readonly A[] => [],
  see: (seen, moment) => {
    const list = seen as A[]
    list.push(next(moment))
    return { value: list }
  },
})

/** The loss of one step. */
export interface LossAt {
  readonly step: number
  readonly loss: number
}

/** The loss of every step. */
export const history = <St>(): Observer<St, readonly LossAt[]> => growing(({ step, loss }) => ({ step, loss }), false)

/** Calls `report` with every step: for a progress display. What it returns is not looked at. */
export const progress = <St>(report: (moment: Moment<St>) => void): Observer<St, number> => {
  check('progress', { report }, { report: aFunction })
  return {
    start: () => 0,
    see: (seen, moment) => {
      report(moment)
      return { value: seen + moment.examples }
    },
  }
}

/** The values of metrics after a step. */
export interface Validation<V> {
  readonly step: number
  readonly values: V
}

/** When a validation looks, and at what. */
export interface ValidationOptions<St, V> {
  /** Looks at every n-th step. */
  readonly every: number
  readonly evaluate: (state: St) => V
}

/** Every n-th step, metrics of the state as `evaluate` gives them. */
export const validation = <St, V>(options: ValidationOptions<St, V>): Observer<St, readonly Validation<V>[]> => {
  const { every: n, evaluate } = checkOptions<ValidationOptions<St, V>>('validation', options, { every: true, evaluate: true })
  check('validation', { evaluate }, { evaluate: aFunction })
  return every(whole('validation', 'every', n), growing(({ step, state }) => ({ step, values: evaluate(state()) }), true))
}

/** When to look, at what, and how long to wait. */
export interface EarlyStoppingOptions<St> {
  /** Looks at every n-th step. */
  readonly every: number
  /** Stops after so many looks without a new best. */
  readonly patience: number
  /** What should become small: a validation loss, or minus an accuracy. */
  readonly measure: (state: St) => number
  /** A new best is better by more than this, 0 by default. */
  readonly delta?: number
}

/** The best state so far. */
export interface Best<St> {
  readonly state: St
  readonly step: number
  readonly value: number
  /** Looks since. */
  readonly waited: number
}

/** Keeps the state whose measure is least, and stops when no better one comes (Prechelt 1998). */
export const earlyStopping = <St extends { readonly step: number }>(
  options: EarlyStoppingOptions<St>,
): Observer<St, Best<St>> => {
  const { every: n, patience, measure, delta = 0 } = checkOptions<EarlyStoppingOptions<St>>(
    'earlyStopping', options, { every: true, patience: true, measure: true, delta: aNumber })
  check('earlyStopping', { measure }, { measure: aFunction })
  whole('earlyStopping', 'patience', patience)
  return every(whole('earlyStopping', 'every', n), {
    start: (state) => ({ state, step: state.step, value: Infinity, waited: 0 }),
    see: (best, { step, state }) => {
      const now = state()
      const value = measure(now)
      if (typeof value !== 'number')
        fail('earlyStopping', { argument: 'measure', expected: 'a function that gives a number', received: value })
      if (value < best.value - delta) return { value: { state: now, step, value, waited: 0 } }
      const waited = best.waited + 1
      const stop = `no better than ${best.value} (step ${best.step}) for ${waited} looks, at step ${step}`
      return { value: { ...best, waited }, ...(waited < patience ? {} : { stop }) }
    },
  })
}

/**
 * The last state whose loss and parameters are finite; a step after which they are not stops the training, where a fold
 * without this observer ends with an error. The loss is that before the step's update, so parameters may be the first to go.
 */
export const finite = <St extends { readonly params: unknown }>(): Observer<St, St> => ({
  start: (state) => state,
  see: (last, { step, loss, state }) => {
    if (!Number.isFinite(loss)) return { value: last, stop: `the loss of step ${step} is ${loss}` }
    const now = state()
    const wrong = nonFinite('params', now.params)
    return wrong === undefined ? { value: now } : { value: last, stop: `${wrong.path} after step ${step} is not finite` }
  },
})
