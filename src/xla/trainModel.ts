/** Models whose training steps are taken by XLA. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Definition, LabeledBy } from '../model/define.js'
import type { Input } from '../model/input.js'
import type { TrainCheckpoint, TrainOptions } from '../model/options.js'
import type { Output } from '../model/output.js'
import { trainBy, type TakeSteps, type Trained } from '../model/train.js'
import { fail, type TenfoldError } from '../shape/error.js'
import { aRecord, aString, checkOptions } from '../shape/options.js'
import type { RunnerOptions } from './commandLine.js'
import { orThrow } from './failure.js'
import { job } from './job.js'
import { defaultPython, expectJax } from './python.js'
import { processKinds, run, type ProcessOptions } from './run.js'
import { temporaryPrefix } from './temporary.js'

/** The processes that take the steps. */
type Processes = ProcessOptions & Pick<RunnerOptions, 'devices' | 'mesh' | 'shard'>

/** The options of `model.train`, without those that need a state at each step, and the processes that take the steps. */
export interface TrainModelOptions extends
  Omit<TrainOptions, 'measures' | 'checkpoint' | 'yieldEvery'>, ProcessOptions, Pick<RunnerOptions, 'devices' | 'mesh' | 'shard'> {
  /** Saves the training after each epoch, and resumes a saved one, also on other devices. */
  readonly checkpoint?: Omit<TrainCheckpoint, 'every'>
  /** The folder in which the job is written while it runs; the system's temporary folder by default. */
  readonly folder?: string
}

const operation = 'xla.trainModel'

/** Writes a job of the remaining steps, and runs it. */
const takeBy = (parent: string, processes: Processes): TakeSteps =>
  async ({ learner, data, order, steps, perEpoch }, { state, observer }, { signal }) => {
    if (state.step >= steps.length)
      fail(operation, {
        argument: 'checkpoint', expected: 'a training with steps that are left to do', received: `one after all of its ${steps.length}`,
      })
    // Before the job is written, which may take long.
    orThrow(await expectJax(operation, processes.python ?? defaultPython, undefined)())
    const room = await mkdtemp(join(parent, temporaryPrefix))
    try {
      const folder = join(room, 'job')
      orThrow(await job({ learn: learner, state, data, batches: order, from: state.step, check: false } as never)(folder)())
      const ran = await run<typeof state, Readonly<Record<string, unknown>>>(folder, learner.codec, {
        ...processes, saveEvery: perEpoch, uneven: 'replicate', observer, ...(signal === undefined ? {} : { signal }),
      })()
      const { state: last, seen, stopped, engine } = orThrow(ran)
      return { state: last, seen, engine, ...(stopped === undefined ? {} : { stopped }) }
    } finally {
      await rm(room, { recursive: true, force: true })
    }
  }

/**
 * Trains the model of a definition as `model.train` does (the same parts, batches, initial parameters and recipe), its steps
 * taken by XLA in processes of this machine. States come back after each epoch: by them the epoch is chosen here whose parameters
 * are kept, and training ends when no better one comes. Losses agree with those of `model.train` within the tolerance of XLA, and
 * so may the epoch that is chosen; the receipt says the engine, whose bits are those of one partition. A batch that the devices do
 * not divide, as the last one of an epoch may be, is computed whole on each.
 *
 * A `Left` where `model.train` or `run` has one; so is a signal before the end of the first step, and a checkpoint behind the
 * last.
 *
 * @example
 * const flats = model.define({ input: model.row({ area: table.number }), output: model.quantity('price'), network: model.perceptron({ hidden: [8] }) })
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, price: 100 + 3 * i }))
 * await pipe(rows, trainModel(flats, { epochs: 20, processes: 2, python: 'no/python' }))() // Left
 */
export const trainModel = <I extends Input, O extends Output, P>(definition: Definition<I, O, P>, options: TrainModelOptions = {}):
  (examples: readonly LabeledBy<I, O>[]) => TE.TaskEither<TenfoldError, Trained<I, O, P>> => {
  const {
    python, processes, devices, mesh, shard, log, killAfter, folder = tmpdir(), ...training
  } = checkOptions<TrainModelOptions>(operation, options, {
    ...processKinds, folder: aString, seed: true, epochs: true, batchSize: true, learningRate: true, weightDecay: true,
    test: true, validation: true, patience: true, backend: true, signal: true, record: true, checkpoint: aRecord, observer: true,
  })
  const { checkpoint } = training
  if (checkpoint !== undefined) checkOptions<typeof checkpoint>(operation, checkpoint, { file: true, resume: true }, 'checkpoint')
  const given = Object.entries({ python, processes, devices, mesh, shard, log, killAfter })
    .filter(([, value]) => value !== undefined)
  return trainBy(operation, takeBy(folder, Object.fromEntries(given)))(definition, training)
}
