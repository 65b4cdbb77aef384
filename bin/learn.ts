/** A training: from a lesson to a model and its receipt, with all that happens on the way told to who wants it. */
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import { backend, model, observe, receipt, type run } from 'tenfold'
import type { TrainModelOptions } from 'tenfold/xla'
import { given, sentenceOf } from './failure.js'
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
}

/** Where data lies, seen from the folder of the run. */
export type Places = Readonly<Record<string, string>>

/** All that decides what is learned. */
const configurationOf = ({ settings, plan, digests }: Lesson, places: Places): Json =>
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
  readonly resume: boolean
  readonly recording: Recording
  /** What the run says of itself in place of what a training knows of it. */
  readonly start: Pick<run.Start, 'title' | 'data' | 'settings'>
}

export interface Manner {
  readonly threads: number
  /** The processes that take the steps where XLA does. */
  readonly processes?: Pick<TrainModelOptions, 'python' | 'processes' | 'devices' | 'mesh' | 'shard'>
  readonly places: Places
  readonly world: World
  readonly keeping?: Keeping
}

/** Seconds between two checkpoints. */
const minute = 60

/** Trains, from the checkpoint on where there is one; nothing comes of a training that was interrupted but a checkpoint. */
export const learn = (lesson: Lesson, { threads, processes, places, world, keeping }: Manner): Promise<Learned | undefined> => withBackend(threads, async (on) => {
  const { plan, learned, held, settings } = lesson
  const { seed, epochs, hidden, 'learning-rate': learningRate, engine: isElsewhere } = settings
  const shown = progress(world, epochs)
  const record = (event: run.RunEvent): void => {
    shown.event(event)
    // A training knows what it learned from, and not what is tested.
    if (event.event === 'result' || event.event === 'receipt') return
    keeping?.recording.add(event.event === 'start' ? { ...event, ...keeping.start } : event)
  }
  const common = {
    seed, epochs, learningRate, test: 0, backend: on, signal: world.signal, record,
    ...(keeping === undefined ? {} : { observer: keeping.recording.observer }),
  }
  const saving = keeping === undefined ? undefined : { file: keeping.checkpoint, resume: keeping.resume }
  const training = isElsewhere === undefined
    ? model.train(definitionOf(plan, hidden), {
      ...common, yieldEvery: 50, measures: [observe.time(world.now), observe.learningRate, observe.norms],
      ...(saving === undefined ? {} : { checkpoint: { ...saving, every: { seconds: minute } } }),
    })
    : (await import('tenfold/xla')).trainModel(definitionOf(plan, hidden), {
      ...common, ...processes, ...(saving === undefined ? {} : { checkpoint: saving, folder: dirname(saving.file) }),
    })
  const made = await training(learned.map(labeled(plan)) as never)()
  shown.end()
  keeping?.recording.flush()
  if (world.signal.aborted) {
    if (E.isLeft(made)) world.say(`${sentenceOf(made.left)}\n`)
    // Interrupted in its last step, it has come to its end.
    if (E.isLeft(made) || made.right.stopped === 'aborted') return undefined
  }
  const trained = given(made)
  const { receipt: { engine, data, initial, program, steps, final } } = trained
  const evaluated = model.evaluate(trained.model, { part: 'held back', nameOf: (i) => held[i]?.name ?? '' })
  return {
    model: trained.model,
    result: given(evaluated(held.map(labeled(plan)) as never)),
    receipt: receipt.of({
      ...(engine === undefined ? {} : { engine }), configuration: configurationOf(lesson, places), data, initial, program, steps, final,
    }),
  }
})

/** The receipt of a training before its first step. */
export const begun = async (lesson: Lesson, places: Places): Promise<receipt.Receipt> => {
  const { plan, learned, settings: { seed, epochs, hidden, 'learning-rate': learningRate } } = lesson
  const training = model.train(definitionOf(plan, hidden), { seed, epochs, learningRate, test: 0, signal: AbortSignal.abort() })
  const { receipt: { data, initial, program, steps, final } } = given(await training(learned.map(labeled(plan)) as never)())
  return receipt.of({ configuration: configurationOf(lesson, places), data, initial, program, steps, final })
}
