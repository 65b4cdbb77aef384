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
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../shape/error.js'
import { aFunction, aNumber, aRecord, check, checkOptions, isRecord } from '../shape/options.js'
import { besides } from './beside.js'
import { nonFinite } from './finite.js'
import { column, columnOf, listMemory, memories, plainMemory } from './memory.js'
import { anObserver, expectSeen, isLater, looksAfter, settled, type AsyncObserver, type Memory, type Moment, type Observer, type Seen, type Whole } from './seen.js'

export { gradients, learningRate, norms, time, type GradientsOptions } from './measures.js'
export type { Measure, Measured, Norms, ObserveOptions, StepResults, TracedUpdate } from './measure.js'
export type { AsyncObserver, Beside, Ending, Memory, Moment, Observer, Seen, StatesAsData, Watched, Whole } from './seen.js'
export { plainMemory } from './memory.js'
export { checkpoint, type CheckpointOptions, type Saved } from './saving.js'
export { resume, type Resumed, type ResumeOptions } from './resume.js'
export { record, type Recording, type RecordOptions, type Validated } from './record.js'

/** `all`, of observers that see at once, and where some take their time. */
export interface All {
  <St, R extends Readonly<Record<string, unknown>>>(
    // The second part says nothing new: it is where the compiler finds `St` when nothing around the call tells it.
    observers: { readonly [K in keyof R]: Observer<St, R[K]> } & Readonly<Record<string, Pick<Observer<St, unknown>, 'start'>>>,
  ): Observer<St, R>
  <St, R extends Readonly<Record<string, unknown>>>(
    observers: { readonly [K in keyof R]: AsyncObserver<St, R[K]> } & Readonly<Record<string, Pick<AsyncObserver<St, unknown>, 'start'>>>,
  ): AsyncObserver<St, R>
}

/** Several observers as one; each sees every step, the first reason to stop counts. One that takes its time lets the whole take it. */
export const all: All = <St, R extends Readonly<Record<string, unknown>>>(
  observers: { readonly [K in keyof R]: AsyncObserver<St, R[K]> },
): any => {
  check('all', { observers }, { observers: aRecord })
  const entries: readonly (readonly [string, AsyncObserver<St, unknown>])[] = Object.entries(observers)
  for (const [name, observer] of entries) check('all', { [name]: observer }, { [name]: anObserver })
  const record = (values: readonly unknown[]): R => Object.fromEntries(entries.map(([name], i) => [name, values[i]])) as R
  const joined = (seen: readonly Seen<unknown>[]): Seen<R> => {
    for (const one of seen) expectSeen('all', one)
    const stop = seen.map(({ stop: reason }) => reason).find((reason) => reason !== undefined)
    return { value: record(seen.map(({ value }) => value)), ...(stop === undefined ? {} : { stop }) }
  }
  return {
    looks: (step: number) => entries.some(([, observer]) => looksAfter(observer, step)),
    memory: memories(entries),
    beside: besides(entries),
    start: (state: St) => record(entries.map(([, observer]) => observer.start(state))),
    see: (value: R, moment: Moment<St>): Seen<R> | Promise<Seen<R>> => {
      const seen = entries.map(([name, observer]) => observer.see(value[name], moment))
      return seen.some(isLater) ? Promise.all(seen).then(joined) : joined(seen as readonly Seen<unknown>[])
    },
  }
}

const whole = (operation: string, argument: string, n: number): number =>
  Number.isSafeInteger(n) && n >= 1 ? n : fail(operation, { argument, expected: 'a whole number of at least 1', received: n })

/** `every`, of an observer that sees at once, and of one that takes its time. */
export interface Every {
  <St, R>(n: number, observer: Observer<St, R>): Observer<St, R>
  <St, R>(n: number, observer: AsyncObserver<St, R>): AsyncObserver<St, R>
}

/** Looks at every n-th step only; n is a whole number of at least 1. */
export const every: Every = <St, R>(n: number, observer: AsyncObserver<St, R>): any => {
  whole('every', 'n', n)
  check('every', { observer }, { observer: anObserver })
  const { beside } = observer
  return {
    looks: (step: number) => step % n === 0 && looksAfter(observer, step),
    memory: observer.memory,
    beside: beside?.after === undefined ? beside : {
      ...beside, after: (value: R, moment: Moment<St>, whole: Whole<St>) => { if (moment.step % n === 0) beside.after?.(value, moment, whole) },
    },
    start: (state: St) => observer.start(state),
    see: (value: R, moment: Moment<St>) => (moment.step % n === 0 ? observer.see(value, moment) : { value }),
  }
}

/** A list that grows at its end. It belongs to one fold from `start` on, so it grows in place: not a copy for each step. */
const growing = <St, A>(
  next: (moment: Moment<St>) => A | Promise<A>, looks: boolean, memory: Memory<St, readonly A[]>,
): AsyncObserver<St, readonly A[]> => ({
  looks: () => looks,
  memory,
  start: (): readonly A[] => [],
  see: (seen, moment) => settled(next(moment), (made) => {
    const list = seen as A[]
    list.push(made)
    return { value: list }
  }),
})

/** The loss of one step. */
export interface LossAt {
  readonly step: number
  readonly loss: number
}

/** In two columns. */
const losses: Memory<any, readonly LossAt[]> = {
  encode: (list) => ({ steps: column(list.map(({ step }) => step)), losses: column(list.map(({ loss }) => loss)) }),
  decode: (plain) => {
    const [steps, values] = isRecord(plain) ? [columnOf(plain['steps']), columnOf(plain['losses'])] : []
    return steps === undefined || values === undefined || steps.length !== values.length ? E.left('the steps and losses of a history expected')
      : E.right(steps.map((step, i) => ({ step, loss: values[i] as number })))
  },
}

/** The loss of every step. */
export const history = <St>(): Observer<St, readonly LossAt[]> =>
  growing<St, LossAt>(({ step, loss }) => ({ step, loss }), false, losses) as Observer<St, readonly LossAt[]>

/** Calls `report` with every step: for a progress display. What it returns is not looked at. */
export const progress = <St>(report: (moment: Moment<St>) => void): Observer<St, number> => {
  check('progress', { report }, { report: aFunction })
  return {
    start: () => 0,
    memory: plainMemory('a number of examples', Number.isSafeInteger),
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

/** `validation` by what takes its time, such as `evaluateAsync`, and by what gives values at once. */
export interface Validating {
  <St, V>(options: ValidationOptions<St, Promise<V>>): AsyncObserver<St, readonly Validation<V>[]>
  <St, V>(options: ValidationOptions<St, V>): Observer<St, readonly Validation<V>[]>
}

/**
 * Every n-th step, metrics of the state as `evaluate` gives them; on a backend that answers later, where steps go on in the meantime,
 * it may give a promise of them, as `evaluateAsync` does.
 *
 * @example
 * const beside = await backend.worker()
 * const { init, observe: watch, evaluateAsync } = trainer(pipe(n.input([2]), n.dense(1)), { backend: beside })({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const xor = dataset.of({ inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 1], [0, 1, 1, 0]) })
 * const checks = validation({ every: 2, evaluate: (state: ReturnType<typeof init>) => evaluateAsync(state, xor, { loss: metric.loss }) })
 * const { seen } = await watch(checks).foldAsync(init(random.key(0)), pipe(xor, dataset.batches({ size: 4, epochs: 4 })))
 * seen.map(({ step }) => step) // [2, 4]
 * await beside.close()
 */
export const validation: Validating = <St, V>(options: ValidationOptions<St, V | Promise<V>>): any => {
  const { every: n, evaluate } = checkOptions<ValidationOptions<St, V>>('validation', options, { every: true, evaluate: true })
  check('validation', { evaluate }, { evaluate: aFunction })
  return every(whole('validation', 'every', n), growing<St, Validation<V>>(({ step, state }) =>
    settled(evaluate(state()), (values) => ({ step, values })), true,
  listMemory('a list of { step, values }', (u) => isRecord(u) && Number.isSafeInteger(u['step']) && 'values' in u)))
}

/** When to look, at what, and how long to wait. */
export interface EarlyStoppingOptions<St, M extends number | Promise<number> = number> {
  /** Looks at every n-th step. */
  readonly every: number
  /** Stops after so many looks without a new best. */
  readonly patience: number
  /** What should become small: a validation loss, or minus an accuracy. */
  readonly measure: (state: St) => M
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

/** The best state with its tensors. */
const best: Memory<any, Best<any>> = {
  encode: ({ state, ...others }, states) => ({ state: states.encode(state), ...others }),
  decode: (plain, states) => {
    const { state, step, value, waited } = isRecord(plain) ? plain : {}
    if (!Number.isSafeInteger(step) || typeof value !== 'number' || !Number.isSafeInteger(waited))
      return E.left('the state, step, value and looks since of early stopping expected')
    return E.map((decoded: unknown) => ({ state: decoded, step: step as number, value, waited: waited as number }))(states.decode(state))
  },
}

/** `earlyStopping` by a measure that takes its time, and by one that gives its number at once. */
export interface Stopping {
  <St extends { readonly step: number }>(options: EarlyStoppingOptions<St, Promise<number>>): AsyncObserver<St, Best<St>>
  <St extends { readonly step: number }>(options: EarlyStoppingOptions<St>): Observer<St, Best<St>>
}

/**
 * Keeps the state whose measure is least, and stops when no better one comes (Prechelt 1998). On a backend that answers later the
 * measure may be a promise, as `evaluateAsync` gives it; the training still ends with the state after the step that stopped it.
 */
export const earlyStopping: Stopping = <St extends { readonly step: number }>(
  options: EarlyStoppingOptions<St, number | Promise<number>>,
): any => {
  const { every: n, patience, measure, delta = 0 } = checkOptions<EarlyStoppingOptions<St, number | Promise<number>>>(
    'earlyStopping', options, { every: true, patience: true, measure: true, delta: aNumber })
  check('earlyStopping', { measure }, { measure: aFunction })
  whole('earlyStopping', 'patience', patience)
  return every<St, Best<St>>(whole('earlyStopping', 'every', n), {
    start: (state) => ({ state, step: state.step, value: Infinity, waited: 0 }),
    memory: best,
    see: (best, { step, state }) => {
      const now = state()
      return settled(measure(now), (value) => {
        if (typeof value !== 'number')
          fail('earlyStopping', { argument: 'measure', expected: 'a function that gives a number', received: value })
        if (value < best.value - delta) return { value: { state: now, step, value, waited: 0 } }
        const waited = best.waited + 1
        const stop = `no better than ${Number(best.value.toPrecision(4))} (step ${best.step}) for ${waited} looks, at step ${step}`
        return { value: { ...best, waited }, ...(waited < patience ? {} : { stop }) }
      })
    },
  })
}

/**
 * The last state whose loss and parameters are finite; a step after which they are not stops the training, where a fold
 * without this observer ends with an error. The loss is that before the step's update, so parameters may be the first to go.
 */
export const finite = <St extends { readonly params: unknown }>(): Observer<St, St> => ({
  start: (state) => state,
  memory: { encode: (state, states) => states.encode(state), decode: (plain, states) => states.decode(plain) },
  see: (last, { step, loss, state }) => {
    if (!Number.isFinite(loss)) return { value: last, stop: `the loss of step ${step} is ${loss}` }
    const now = state()
    const wrong = nonFinite('params', now.params)
    return wrong === undefined ? { value: now } : { value: last, stop: `${wrong.path} after step ${step} is not finite` }
  },
})
