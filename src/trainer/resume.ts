/** Trainings that go on from a checkpoint. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Type } from 'io-ts'
import { aCodec, loading, type Fault, type Loaded } from '../checkpoint/checkpoint.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aFunction, aString, check, checkOptions, isRecord } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { statesOf, type WholeMemory } from './saving.js'
import { anObserver, type AsyncObserver, type Beside } from './seen.js'

/** What to do where there is nothing to go on from. */
export interface ResumeOptions<St> {
  /** The state to begin with where the file isn't there; without it, that is a `Left`. */
  readonly start?: () => St
}

/** A training that goes on: from a state, with an observer that goes on with what it has seen. */
export interface Resumed<St, O> {
  readonly state: St
  readonly observer: O
}

const operation = 'observe.resume'

const isMemory = (u: unknown): u is WholeMemory =>
  isRecord(u) && 'observer' in u && (u['stop'] === null || typeof u['stop'] === 'string')

/** The observer that begins with what it has seen before, in a fold from this state on. */
const goingOn = <St extends { readonly step: number }, O extends AsyncObserver<St, any>>(
  observer: O, state: St, decode: () => E.Either<string, unknown>, stop: string | null,
): O => {
  const { beside } = observer
  const begin: Beside<St, unknown>['begin'] = (value, from, whole) => beside?.begin?.(value, from, whole) ?? stop ?? undefined
  return {
    ...observer,
    start: (from: St) => {
      if (from.step !== state.step)
        fail(operation, { argument: 'state', expected: `the one of step ${state.step} that was loaded with the observer`, received: `that of step ${from.step}` })
      const decoded = decode()
      return E.isRight(decoded) ? decoded.right : fail(operation, { argument: 'observer', expected: 'the memory that was read', received: decoded.left })
    },
    beside: { ...beside, begin },
  }
}

/**
 * Goes on from a file that `observe.checkpoint` has written: its state, and the observer as it was then, which is made by the same code
 * as that of the training before. Its fold from that state on is the training that never stopped, with all that observers see, to the
 * bit: take the batches from that step on, `batches.from(state.step)`. One that an observer had stopped ends at once, with the same
 * reason.
 *
 * A file that cannot be read, is damaged or of another network is a `Left`; so is one without memory, as `checkpoint.save` writes it
 * (`checkpoint.load` reads its state), and one with the memory of other observers: it says which. Where there is no file, its
 * training begins with `start()`; without that it is a `Left`, too.
 *
 * @example
 * import { tmpdir } from 'os'
 * import * as E from 'fp-ts/lib/Either.js'
 * const { init, observe: watch, codec } = trainer(pipe(n.input([1]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const file = `${tmpdir()}/resumed.safetensors`
 * const batch = { inputs: t.ones([2, 1]), targets: t.ones([2, 1]) }
 * const watched = observe.all({ losses: observe.history(), saved: observe.checkpoint({ every: 10, file, codec }) })
 * const train = async () => {
 *   const resumed = await observe.resume(file, codec, { start: () => init(random.key(0)) })(watched)()
 *   return pipe(resumed, E.map(({ state, observer }) => watch(observer).fold(state, [batch, batch])))
 * }
 * pipe(await train(), E.map(({ seen }) => seen.losses.length)) // Right: 2
 * pipe(await train(), E.map(({ seen }) => seen.losses.length)) // Right: 4
 */
export const resume = <St extends { readonly step: number }>(file: string, codec: Type<St, unknown, unknown>, options: ResumeOptions<St> = {}) => {
  const at = callSite()
  check(operation, { file, codec }, { file: aString, codec: aCodec })
  const { start } = checkOptions<ResumeOptions<St>>(operation, options, { start: aFunction })
  const wrong = (expected: string, received: string): Fault => ({
    error: new TenfoldError(operation, { argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}` }, at),
    isMissing: false,
  })
  return <O extends AsyncObserver<St, any>>(observer: O): TE.TaskEither<TenfoldError, Resumed<St, O>> => {
    check(operation, { observer }, { observer: anObserver })
    const withMemory = ({ state, memory: found }: Loaded<St>): E.Either<Fault, Resumed<St, O>> => {
      const { memory } = observer
      if (memory === undefined) return E.left(wrong('an observer with memory', 'one without'))
      if (!isMemory(found))
        return E.left(wrong('the memory of observers', `${found === undefined ? 'none' : 'another value'}: checkpoint.load reads the state alone`))
      const decode = (): E.Either<string, unknown> => memory.decode(found.observer, statesOf(codec, state))
      return pipe(decode(), E.bimap(
        (flaw) => wrong('the memory of these observers', flaw),
        () => ({ state, observer: goingOn(observer, state, decode, found.stop) })))
    }
    return pipe(
      loading(operation, file, codec, at),
      TE.chainEitherK(withMemory),
      TE.orElse((fault) => (fault.isMissing && start !== undefined ? TE.right({ state: start(), observer }) : TE.left(fault))),
      TE.mapLeft(({ error }) => error),
    )
  }
}
