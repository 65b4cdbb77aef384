/** A training with its display, its clock, its checkpoints and its receipt. */
import { performance } from 'node:perf_hooks'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  checkpoint, observe, pipe, program, receipt, run, TenfoldError, type Recipe, type Trained, type Trainer, type TrainerBatch, type TrainerState,
} from 'tenfold'
import { display, type Display } from './display.js'
import { Fault } from './fault.js'
import { exitCode } from './interrupt.js'
import { described } from './resume.js'
import type { Fields, Learned, Lesson } from './task.js'

/** Batches that can be gone through more than once, and from any step on. */
interface Batches<B> extends Iterable<B> {
  readonly length: number
  readonly from: (step: number) => Iterable<B>
}

/** What is trained on what: so many steps as there are batches. */
export interface Course<N extends Trained, R extends Recipe<any, any>> {
  readonly learner: Trainer<N, R>
  readonly start: TrainerState<N, R>
  readonly batches: Batches<TrainerBatch<N, R>>
  /** The digest of the data. */
  readonly data: string
  /** What the report says of it: what is learned from what, facts about the data, the network. */
  readonly facts: { readonly title: string; readonly data: NonNullable<run.Start['data']>; readonly network: run.NetworkFacts }
  /** Some metrics of examples that are not learned from, to see how it goes; nothing depends on them. */
  readonly validate?: (state: TrainerState<N, R>) => Readonly<Record<string, number>>
  /** What was fitted before, and is needed beside the state for other examples: kept in its file. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** A trained state, and how it came. */
export interface Fitted<St> extends Omit<Learned, 'measure' | 'result'> {
  readonly state: St
}

/** Seconds between two checkpoints. */
const pause = 60

/** How often a run is looked at beside its steps. */
const looks = 10

const clock = (): number => performance.now()

/** A function whose time is taken. */
const timed = <A, B>(f: (x: A) => B) => {
  let seconds = 0
  return {
    of: (x: A): B => {
      const started = clock()
      const made = f(x)
      seconds += (clock() - started) / 1000
      return made
    },
    seconds: () => seconds,
  }
}

/** What is seen of a training. */
const watching = <N extends Trained, R extends Recipe<any, any>>(
  { settings, trail, life }: Pick<Lesson<Fields, unknown>, 'settings' | 'trail' | 'life'>, course: Course<N, R>, first: TrainerBatch<N, R>,
  show: (moment: observe.Moment<TrainerState<N, R>>, values: Readonly<Record<string, number>> | undefined) => void,
) => {
  type St = TrainerState<N, R>
  const { learner, start, batches, facts, data, validate } = course
  const every = Math.max(1, Math.ceil(batches.length / looks))
  let values: Readonly<Record<string, number>> | undefined
  // A state that is no longer finite ends the training: no metric can be computed of it.
  const measured = (state: St): Readonly<Record<string, number>> => E.toUnion(E.tryCatch(() => validate?.(state) ?? {}, (error) => {
    if (error instanceof TenfoldError) return { loss: NaN }
    throw error
  }))
  const validation = timed((state: St) => (values = measured(state)))
  const file = life?.events
  const observer = observe.all({
    finite: observe.finite<St>(),
    ...(trail ? { trail: receipt.trail<St>() } : {}),
    ...(life === undefined ? {} : {
      run: observe.record<St, Readonly<Record<string, number>>>({
        start: {
          ...facts, steps: batches.length, settings: settings as Json, data: { ...facts.data, digest: data },
          ...(file === undefined ? {} : { program: program.print(learner.program(start, first)) }),
        },
        histograms: every,
        ...(validate === undefined ? {} : { validation: observe.validation<St, Readonly<Record<string, number>>>({ every, evaluate: validation.of }) }),
        ...(file === undefined ? {} : { file }),
      }),
      saved: observe.checkpoint<St>({
        every: { seconds: pause }, file: life.checkpoint, codec: learner.codec, metadata: { ...described(settings, trail), data },
      }),
    }),
    progress: observe.progress<St>((moment) => show(moment, values)),
  })
  return { observer, validated: validation.seconds }
}

/** Trains, to the end or to a signal. A loss that is no longer finite is an error. */
export const fit = (lesson: Pick<Lesson<Fields, unknown>, 'settings' | 'trail' | 'life'>) =>
  <N extends Trained, R extends Recipe<any, any>>(course: Course<N, R>): TE.TaskEither<Error, Fitted<TrainerState<N, R>>> => {
    type St = TrainerState<N, R>
    const { settings, life } = lesson
    const { learner, start, batches, data, metadata = {} } = course
    const [first] = batches
    if (first === undefined) return TE.left(new Error('the training has no batch'))
    if (life?.resumes !== undefined && life.resumes !== data)
      return TE.left(new Fault(`--resume: ${life.checkpoint} is of other data, of the digest ${life.resumes}, where this is ${data}`, 1))
    let shown: Display | undefined
    const { observer, validated } = watching(lesson, course, first, (moment, values) => shown?.show({ ...moment, values }))
    const begun = life?.resumes !== undefined
      ? observe.resume<St>(life.checkpoint, learner.codec)(observer) : TE.right({ state: start, observer })
    type Made = E.Either<Error, Fitted<St>>
    return pipe(begun, TE.mapLeft((error): Error => error), TE.chain(({ state: from, observer: watched }) => async (): Promise<Made> => {
      shown = display(batches.length, from.step)
      const started = clock()
      const { state, seen, stopped } = await learner.observe(watched, { measures: [observe.time(clock), observe.learningRate] })
        .foldAsync(from, batches.from(from.step), { signal: life?.signal })
      const [total, looked] = [(clock() - started) / 1000, validated()]
      shown.stop()
      const { signal } = life ?? {}
      if (stopped !== undefined && signal?.aborted === true && stopped === signal.reason) {
        const where = `stopped after step ${state.step} of ${batches.length}, which is kept in ${life?.checkpoint}`
        return E.left(new Fault(where, exitCode(stopped)))
      }
      const parts = { training: total - looked, ...(course.validate === undefined ? {} : { validation: looked }) }
      const happened = seen.run === undefined ? undefined
        : { ...seen.run, end: { ...seen.run.end, event: 'end', step: state.step, seconds: total, parts } } as const
      if (stopped !== undefined) return E.left(new Fault(`the training stopped: ${stopped}`, 1, happened))
      return E.right({
        state,
        receipt: receipt.of({
          configuration: settings as Json,
          data,
          initial: receipt.digest(start.params),
          program: receipt.programDigest(learner.program(start, first, { simplified: false })),
          steps: state.step,
          ...(seen.trail === undefined ? {} : { trail: seen.trail }),
          final: receipt.digest(state.params),
        }),
        seconds: Number((total - looked).toFixed(3)),
        from: from.step,
        run: happened,
        save: (file: string) => checkpoint.save(file, learner.codec, { metadata })(state),
      })
    }))
  }
