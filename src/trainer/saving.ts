/** Checkpoints that are written while a training runs: the state, and what all observers have seen. */
import * as E from 'fp-ts/lib/Either.js'
import type { Type } from 'io-ts'
import { aCodec, type SaveOptions } from '../checkpoint/checkpoint.js'
import { contentsOf } from '../checkpoint/contents.js'
import type { Safetensors } from '../checkpoint/safetensors.js'
import { sealed } from '../checkpoint/seal.js'
import { writableNow, writing, writingNow } from '../checkpoint/stored.js'
import { FoldError } from '../jit/foldError.js'
import { fail, type TenfoldError } from '../shape/error.js'
import { aFunction, aRecord, aString, check, checkOptions, isRecord, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { explainErrors } from './codec.js'
import { nonFinite } from './finite.js'
import { remembered } from './memory.js'
import type { Ending, Memory, Moment, Observer, StatesAsData, Whole } from './seen.js'

/** When a checkpoint is written, where, and which ones stay. */
export interface CheckpointOptions<St> {
  /**
   * Every n-th step, or after so many seconds: by the clock of `observe.time`, which has to be among the measures. On a backend that
   * answers later seconds cost more, since each step's state comes back from it.
   */
  readonly every: number | { readonly seconds: number }
  readonly file: string
  /** The trainer's. */
  readonly codec: Type<St, unknown, unknown>
  /**
   * `last`, if nothing is said: each takes the place of the one before. With `{ every: n }`, beside the last, that of every n-th step
   * stays in a file of its own, `state-2000.safetensors` beside `state.safetensors`. With `{ best: measure }` only states are written
   * whose measure is less than that of all before.
   */
  readonly keep?: 'last' | { readonly every: number } | { readonly best: (state: St) => number }
  /** Texts by names of your own, as `checkpoint.save` takes them. */
  readonly metadata?: NonNullable<SaveOptions['metadata']>
}

/** The last checkpoint. */
export interface Saved {
  /** The step whose state it is; absent before the first. */
  readonly step?: number
  /** Its measure, where the best is kept. */
  readonly measure?: number
}

const operation = 'observe.checkpoint'

const isCount = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 1
const isFieldOf = (x: unknown, name: string, holds: (field: any) => boolean): boolean =>
  isRecord(x) && Object.keys(x).length === 1 && holds(x[name])
const aTime: Kind = {
  expected: 'a whole number of at least 1, or { seconds }, a number above 0',
  holds: (x) => isCount(x) || isFieldOf(x, 'seconds', (s) => Number.isFinite(s) && s > 0),
}
const aKeeping: Kind = {
  expected: '"last", { every: n } with a whole number of at least 1, or { best: measure }',
  holds: (x) => x === 'last' || isFieldOf(x, 'every', isCount) || isFieldOf(x, 'best', aFunction.holds),
}

const memory: Memory<any, Saved> = {
  encode: (saved) => ({ ...saved }),
  decode: (plain) => {
    const { step, measure } = isRecord(plain) ? plain : { step: null }
    const isSaved = (step === undefined || Number.isSafeInteger(step)) && (measure === undefined || typeof measure === 'number')
    return isSaved ? E.right({ ...plain as Saved }) : E.left('the step and measure of a checkpoint expected')
  },
}

/** How states in memories are saved: by their codec, and that which is saved itself as nothing. */
export const statesOf = <St>({ encode, decode }: Type<St, unknown, unknown>, current: St): StatesAsData<St> => ({
  encode: (state) => (state === current ? null : encode(state)),
  decode: (plain) => (plain === null ? E.right(current) : E.mapLeft((errors: Parameters<typeof explainErrors>[0]) => explainErrors(errors)[0] as string)(decode(plain))),
  path: '',
})

/** What is remembered of a whole training. */
export interface WholeMemory {
  readonly observer: unknown
  /** Why an observer has stopped it: then it is not gone on with. */
  readonly stop: string | null
}

/** The file of a step beside the one of the last. */
const fileOf = (file: string, step: number): string => {
  const [, stem = file, end = ''] = /^(.*[^/\\])(\.[^./\\]*)$/s.exec(file) ?? []
  return `${stem}-${step}${end}`
}

/** A state that is to be written, and to which files. */
interface Job<St> {
  readonly contents: Safetensors
  readonly state: St
  readonly step: number
}

/** Writes one after another, while steps go on; of those that wait for the same file the latest. */
const laterWrites = <St>(write: (file: string, contents: Safetensors) => Promise<E.Either<TenfoldError, void>>) => {
  const waiting = new Map<string, Job<St>>()
  let failed: { readonly job: Job<St>; readonly cause: TenfoldError } | undefined
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    for (let [next] = waiting; next !== undefined && failed === undefined; [next] = waiting) {
      const [file, job] = next
      waiting.delete(file)
      const written = await write(file, job.contents)
      if (E.isLeft(written)) failed = { job, cause: written.left }
    }
    running = undefined
  }
  return {
    add: (file: string, job: Job<St>): void => {
      waiting.set(file, job)
      running ??= run()
    },
    failure: () => failed,
    done: async (): Promise<void> => running,
  }
}

/**
 * Saves the state while a training runs, together with what all observers have seen: itself and those beside it, wherever it stands in
 * `all`. `observe.resume` goes on from there, to the bit; `checkpoint.load` reads the state alone. Files are there whole or not at
 * all. In a `fold` a checkpoint is written at once; in a `foldAsync` while steps go on, one at a time, of those that wait the latest,
 * and the end of the fold waits for the last. At the end the last state is saved, too, unless only the best is kept. A state whose loss
 * or parameters are not finite is not saved.
 *
 * A file that cannot be written, a codec of another trainer, and an observer without memory, which would be lost, are errors before the
 * first step; what fails later ends the training with a `FoldError` that has the state.
 *
 * @example
 * import { tmpdir } from 'os'
 * const { init, observe: watch, codec } = trainer(pipe(n.input([1]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const file = `${tmpdir()}/line.safetensors`
 * const batch = { inputs: t.ones([2, 1]), targets: t.ones([2, 1]) }
 * const watched = observe.all({ losses: observe.history(), saved: observe.checkpoint({ every: 2, file, codec }) })
 * const { seen } = watch(watched).fold(init(random.key(0)), [batch, batch, batch])
 * seen.saved // { step: 3 }
 */
export const checkpoint = <St extends { readonly step: number; readonly loss: number; readonly params: unknown }>(
  options: CheckpointOptions<St>,
): Observer<St, Saved> => {
  const { every, file, codec, keep = 'last', metadata = {} } = checkOptions<CheckpointOptions<St>>(operation, options, {
    every: true, file: true, codec: true, keep: aKeeping, metadata: aRecord,
  })
  check(operation, { every, file, codec }, { every: aTime, file: aString, codec: aCodec })
  const at = callSite()
  /** Of the fold that is under way: what is still to be written, and when, by the fold's clock, the last was. */
  let later: ReturnType<typeof laterWrites<St>> | undefined
  let wrote = 0

  const isDue = ({ step, seconds }: Moment<St>): boolean => {
    if (typeof every === 'number') return step % every === 0
    if (seconds === undefined) {
      const message = 'every: seconds need a clock: observe(observer, { measures: [observe.time(clock)] })'
      return fail(operation, { argument: 'every', expected: 'steps, or seconds by a clock', received: every, message })
    }
    return seconds - wrote >= every.seconds
  }
  const expect = (written: E.Either<TenfoldError, void>, state: St): void => {
    if (E.isLeft(written)) throw new FoldError(operation, { state, step: state.step, cause: written.left })
  }
  /** Ends the fold where an earlier write has failed. */
  const expectWritten = (): void => {
    const failed = later?.failure()
    if (failed !== undefined) expect(E.left(failed.cause), failed.job.state)
  }
  const made = (state: St, { observer, value, stop }: Whole<St>): Safetensors => {
    const whole: WholeMemory = { observer: remembered(observer, value, statesOf(codec, state)), stop: stop ?? null }
    return contentsOf(operation, { state: codec.encode(state), metadata, memory: whole })
  }
  const save = (saved: { step?: number; measure?: number }, state: St, whole: Whole<St>): void => {
    if (!Number.isFinite(state.loss) || nonFinite('params', state.params) !== undefined) return
    const { step } = state
    if (typeof keep === 'object' && 'best' in keep) {
      const measure = keep.best(state)
      if (typeof measure !== 'number') fail(operation, { argument: 'keep.best', expected: 'a function that gives a number', received: measure })
      if (!(measure < (saved.measure ?? Infinity))) return
      saved.measure = measure
    }
    saved.step = step
    const files = typeof keep === 'object' && 'every' in keep && step % keep.every === 0 ? [fileOf(file, step), file] : [file]
    let contents: Safetensors
    try {
      contents = made(state, whole)
    } catch (cause) {
      throw new FoldError(operation, { state, step, cause })
    }
    for (const name of files) {
      if (later === undefined) expect(writingNow(operation, name, 'the state', (hash) => sealed(contents, hash), at), state)
      else later.add(name, { contents, state, step })
    }
  }
  return {
    looks: (step) => typeof every !== 'number' || step % every === 0,
    start: () => ({}),
    see: (value) => ({ value }),
    memory,
    beside: {
      begin: (_, state, whole) => {
        later = whole.isAsync ? laterWrites((name, given) => writing(operation, name, 'the state', (hash) => sealed(given, hash), at)()) : undefined
        wrote = 0
        made(state, whole)
        const writable = writableNow(operation, file, at)
        if (E.isLeft(writable)) throw writable.left
        return undefined
      },
      after: (value, moment, whole) => {
        expectWritten()
        if (!isDue(moment)) return
        wrote = moment.seconds ?? 0
        save(value, moment.state(), whole)
      },
      end: (value, { state }: Ending<St>, whole) => {
        const isLast = typeof keep !== 'object' || !('best' in keep)
        if (state !== undefined && isLast && state.step !== value.step && later?.failure() === undefined) save(value, state, whole)
        return later?.done().then(state === undefined ? undefined : expectWritten)
      },
    },
  }
}
