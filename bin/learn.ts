/** A training: from a lesson to a model and its receipt, with all that happens on the way told to who wants it. */
import type { Json } from 'fp-ts/lib/Json.js'
import { backend, model, observe, receipt, run } from 'tenfold'
import { given } from './failure.js'
import { labeled, type Lesson } from './lesson.js'
import { progress } from './progress.js'
import { targetOf, definitionOf } from './understanding.js'
import type { World } from './world.js'

export interface Learned {
  readonly model: model.Model
  readonly receipt: receipt.Receipt
  readonly result: run.Result
  readonly steps: number
  readonly seconds: number
}

export interface Manner {
  readonly threads?: number
  /** What of the receipt's configuration is not in the lesson: where the data lies. */
  readonly places: Readonly<Record<string, string>>
}

/** All that decides what is learned. */
export const configurationOf = ({ settings, plan, digests }: Lesson, places: Readonly<Record<string, string>>): Json =>
  ({ command: 'train', files: places, digests, settings, plan }) as unknown as Json

/** With the backend for so many threads, which end with the use. */
const withBackend = async <A>(threads: number | undefined, use: (on: backend.Backend | undefined) => Promise<A>): Promise<A> => {
  if (threads === undefined || threads === 1) return use(undefined)
  const on = await backend.wasmThreads({ threads })
  try {
    return await use(on)
  } finally {
    await on.close()
  }
}
