/** A training with its display, its clock and its receipt. */
import { performance } from 'node:perf_hooks'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import {
  checkpoint, observe, receipt, type Recipe, type Trained, type Trainer, type TrainerBatch, type TrainerState,
} from 'tenfold'
import { display } from './display.js'
import type { Fields, Learned, Lesson } from './task.js'

/** What is trained on what: batches that can be gone through more than once, so many steps. */
export interface Course<N extends Trained, R extends Recipe<any, any>> {
  readonly learner: Trainer<N, R>
  readonly start: TrainerState<N, R>
  readonly batches: Iterable<TrainerBatch<N, R>>
  readonly steps: number
  /** The digest of the data. */
  readonly data: string
  /** What was fitted before, and is needed beside the state for other examples: kept in its file. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** A trained state, and how it came. */
export interface Fitted<St> extends Omit<Learned, 'measure'> {
  readonly state: St
}

/** Trains. A loss that is no longer finite is an error. */
export const fit = ({ settings, trail }: Pick<Lesson<Fields, unknown>, 'settings' | 'trail'>) =>
  <N extends Trained, R extends Recipe<any, any>>(
    { learner, start, batches, steps, data, metadata = {} }: Course<N, R>,
  ): E.Either<Error, Fitted<TrainerState<N, R>>> => {
    const { show, stop } = display(steps)
    const watched = learner.observe(observe.all({
      finite: observe.finite(),
      progress: observe.progress(({ step, loss }) => show(step, loss)),
      ...(trail ? { trail: receipt.trail() } : {}),
    }))
    const [first] = batches
    if (first === undefined) return E.left(new Error('the training has no batch'))
    const started = performance.now()
    const { state, seen, stopped } = watched.fold(start, batches)
    const seconds = (performance.now() - started) / 1000
    stop()
    if (stopped !== undefined) return E.left(new Error(`the training stopped: ${stopped}`))
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
      seconds: Number(seconds.toFixed(3)),
      save: (file) => checkpoint.save(file, learner.codec, { metadata })(state),
    })
  }
