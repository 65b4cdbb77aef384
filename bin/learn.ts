/** A training: from a lesson to a model and its receipt, with all that happens on the way told to who wants it. */
import type { Json } from 'fp-ts/lib/Json.js'
import { backend, model, observe, receipt, run } from 'tenfold'
import { given } from './failure.js'
import { labeled, type Lesson } from './lesson.js'
import { progress } from './progress.js'
import { definitionOf } from './understanding.js'
import type { World } from './world.js'

/** What came of a training that went to its end. */
export interface Learned {
  readonly model: model.Model
  readonly receipt: receipt.Receipt
  /** How well the part is predicted that was held back. */
  readonly result: run.Result
  readonly end: run.End
}

/** Where data lies, seen from the folder of the run. */
export type Places = Readonly<Record<string, string>>

/** All that decides what is learned. */
export const configurationOf = ({ settings, plan, digests }: Lesson, places: Places): Json =>
  ({ command: 'train', files: places, digests, settings, plan }) as unknown as Json

/** Uses the backend of so many threads, which end with the use. */
const withBackend = async <A>(threads: number, use: (on: backend.Backend) => Promise<A>): Promise<A> => {
  if (threads === 1) return use(backend.wasm)
  const on = await backend.wasmThreads({ threads })
  try {
    return await use(on)
  } finally {
    await on.close()
  }
}

export interface Manner {
  readonly threads: number
  readonly places: Places
  readonly world: World
}

/** Trains; nothing comes of a training that was interrupted. */
export const learn = (lesson: Lesson, { threads, places, world }: Manner): Promise<Learned | undefined> => withBackend(threads, async (on) => {
  const { plan, learned, held, settings } = lesson
  const { seed, epochs, hidden, 'learning-rate': learningRate } = settings
  const definition = definitionOf(plan, hidden)
  const course = given(model.course(definition, { seed, epochs, learningRate, test: 0, backend: on })(learned.map(labeled(plan)) as never))
  const { learner, start, batches, stepsPerEpoch, best, validate } = course
  const shown = progress(world, { steps: batches.length, stepsPerEpoch, from: start.step })
  const begun = world.now()
  const { state, seen, stopped } = await learner.observe(observe.all({
    best: best as never,
    shown: observe.progress(shown.step),
    checked: observe.validation({ every: stepsPerEpoch, evaluate: (state: model.AnyState) => {
      const values = validate?.(state) ?? {}
      const [figure = 'loss'] = Object.keys(values).filter((name) => name !== 'loss')
      shown.validation(figure, values[figure] ?? NaN)
      return values
    } }),
  })).foldAsync(start, batches, { signal: world.signal, yieldEvery: 50 })
  shown.end()
  if (world.signal.aborted) return undefined
  const seconds = Number(((world.now() - begun) / 1000).toFixed(3))
  const kept: observe.Best<model.AnyState> = seen.best
  const made = course.modelOf(kept.state)
  const result = given(model.evaluate(made, { part: 'held back', nameOf: (i) => held[i]?.name ?? '' })(held.map(labeled(plan)) as never))
  const [first] = batches
  return {
    model: made, result,
    end: { event: 'end', step: state.step, kept: kept.step, seconds, ...(stopped === undefined ? {} : { stopped }) },
    receipt: receipt.of({
      configuration: configurationOf(lesson, places),
      data: receipt.digest(course.data as never),
      initial: receipt.digest(start.params),
      program: receipt.programDigest(learner.program(start, first, { simplified: false })),
      steps: state.step,
      final: receipt.digest(made.params as never),
    }),
  }
})
