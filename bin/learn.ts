/** A training: from a lesson to a model and its receipt, with all that happens on the way told to who wants it. */
import type { Json } from 'fp-ts/lib/Json.js'
import { backend, model, observe, program, receipt, run } from 'tenfold'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import { given } from './failure.js'
import { labeled, type Lesson } from './lesson.js'
import { progress } from './progress.js'
import type { Recording } from './record.js'
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

/** Where a run keeps what happens, and from where it goes on. */
export interface Keeping {
  readonly checkpoint: string
  readonly recording: Recording
  /** What `start` events say beside the step, the network and the program. */
  readonly start: Omit<run.Start, 'event' | 'step' | 'steps' | 'network' | 'program'>
}

export interface Manner {
  readonly threads: number
  readonly places: Places
  readonly world: World
  readonly keeping?: Keeping
}

/** Milliseconds between two checkpoints. */
const minute = 60_000

/** Trains, from the checkpoint on where there is one; nothing comes of a training that was interrupted but a checkpoint. */
export const learn = (lesson: Lesson, { threads, places, world, keeping }: Manner): Promise<Learned | undefined> => withBackend(threads, async (on) => {
  const { plan, learned, held, settings } = lesson
  const { seed, epochs, hidden, 'learning-rate': learningRate } = settings
  const definition = definitionOf(plan, hidden)
  const course = given(model.course(definition, { seed, epochs, learningRate, test: 0, backend: on })(learned.map(labeled(plan)) as never))
  const { learner, batches, stepsPerEpoch, best: early, validate } = course
  if (early === undefined || validate === undefined) throw new Error('a course without validation')
  const saved = keeping === undefined ? undefined : await loadCheckpoint(keeping.checkpoint, learner.codec)
  const begin: model.AnyState = saved?.state ?? course.start
  const [first] = batches
  const step = learner.program(course.start, first, { simplified: false })
  keeping?.recording.add({
    ...keeping.start, event: 'start', step: begin.step, steps: batches.length, network: run.network(definition.network), program: program.print(step),
  })
  await keeping?.recording.flush()

  const shown = progress(world, { steps: batches.length, stepsPerEpoch, from: begin.step })
  /** What early stopping keeps: its own memory, where it goes on. */
  const best: typeof early = saved === undefined ? early : { ...early, start: () => saved.best }
  let kept = best.start(begin)
  let written = world.now()
  const save = async (state: model.AnyState): Promise<void> => {
    if (keeping === undefined) return
    await keeping.recording.flush()
    await saveCheckpoint(keeping.checkpoint, learner.codec, { state, best: kept })
  }
  const keepingBest: observe.Observer<model.AnyState, observe.Best<model.AnyState>> = {
    ...best,
    see: (before, moment) => {
      const seen = best.see(before, moment)
      kept = seen.value
      return seen
    },
  }
  const saving: observe.AsyncObserver<model.AnyState, undefined> = {
    start: () => undefined,
    see: (value, { state: now }) => {
      if (world.now() - written < minute) return { value }
      written = world.now()
      return save(now()).then(() => ({ value }))
    },
  }
  const begun = world.now()
  const { state, stopped }: { readonly state: model.AnyState; readonly stopped?: string } = await learner.observe(observe.all({
    told: observe.progress<model.AnyState>((moment) => {
      const { step: at, loss, examples, seconds, learningRate: rate } = moment
      shown.step(moment)
      keeping?.recording.add({
        event: 'step', step: at, loss, examples, ...(seconds === undefined ? {} : { seconds }), ...(rate === undefined ? {} : { learningRate: rate }),
      })
    }),
    checked: observe.every(stepsPerEpoch, observe.progress<model.AnyState>(({ step: at, state: now }) => {
      const values = validate(now())
      const [figure = 'loss'] = Object.keys(values).filter((name) => name !== 'loss')
      shown.validation(figure, values[figure] ?? NaN)
      keeping?.recording.add({ event: 'validation', step: at, values })
    })),
    best: keepingBest, saved: saving,
  }), { measures: [observe.time(world.now), observe.learningRate] }).foldAsync(begin, batches.from(begin.step), { signal: world.signal, yieldEvery: 50 })
  shown.end()
  if (world.signal.aborted) {
    await save(state)
    return undefined
  }
  const made = course.modelOf(kept.state)
  const result = given(model.evaluate(made, { part: 'held back', nameOf: (i) => held[i]?.name ?? '' })(held.map(labeled(plan)) as never))
  return {
    model: made, result,
    end: {
      event: 'end', step: state.step, kept: kept.step, seconds: Number(((world.now() - begun) / 1000).toFixed(3)),
      ...(stopped === undefined ? {} : { stopped }),
    },
    receipt: receipt.of({
      configuration: configurationOf(lesson, places),
      data: receipt.digest(course.data as never),
      initial: receipt.digest(course.start.params),
      program: receipt.programDigest(step),
      steps: state.step,
      final: receipt.digest(made.params as never),
    }),
  }
})
