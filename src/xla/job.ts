/**
 * Jobs: folders with a training step as StableHLO, the state and the data, from which `tenfold_xla.py` trains on XLA, on one or
 * many devices and machines. A job is plain data.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * const data = dataset.drawnDigits({ count: 40, key: random.key(1) })
 * const learn = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const folder = await mkdtemp(`${tmpdir()}/job-`)
 * const made = await job({
 *   learn, state: learn.init(random.key(0)), data, batches: { size: 16, epochs: 2, shuffle: random.key(2) },
 * })(folder)()
 * pipe(made, E.map(({ contents }) => contents.steps.count)) // Right: 6
 * pipe(made, E.map(({ contents }) => contents.programs.map(({ file }) => file))) // Right: ['step-16.mlir', 'step-8.mlir']
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { contentsOf } from '../checkpoint/contents.js'
import { sealed } from '../checkpoint/seal.js'
import { aCodec } from '../checkpoint/checkpoint.js'
import { batches as batchesOf } from '../dataset/batches.js'
import { writeFolder } from '../io/folder.js'
import { nativeHash, reason } from '../io/file.js'
import { digest } from '../receipt/digest.js'
import { json } from '../receipt/json.js'
import { programDigest } from '../receipt/program.js'
import { version } from '../receipt/version.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aBoolean, aMaker, anAsyncIterable, aRecord, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { checkCount } from '../tensor/argument.js'
import { explainErrors } from '../trainer/codec.js'
import type { Task } from '../trainer/task.js'
import { contentsCodec } from './codec.js'
import type { Contents, StepText } from './contents.js'
import { writeBatches, writeDataset, type DataWriter } from './data.js'
import { wrong } from './failure.js'
import { pathOf, writeSafetensors, writeText } from './files.js'
import type { FromBatches, FromData, Learner, StateOf } from './learner.js'
import { writeStep } from './steps.js'

/** A trainer, the state to begin from, and a data set or batches. */
export type JobOptions<L extends Learner> = {
  /** A trainer of a network, or `trainer.of`. */
  readonly learn: L
  readonly state: StateOf<L>
  /** The number of steps; all remaining batches by default. */
  readonly steps?: number
  /** The receipt's configuration, a JSON value; `{}` by default. */
  readonly configuration?: Json
  /** Whether steps with indices (`gather`, `scatter`) are written a second time, with a check of them; true by default. */
  readonly check?: boolean
  /** Bytes of a file of data, of which one at a time is in memory; 2²⁶ (64 MiB) by default. */
  readonly bytesPerShard?: number
} & (FromData<L> | FromBatches<L>)

/** A job in a folder. */
export interface Job {
  readonly folder: string
  readonly contents: Contents
  /** SHA-256 of the bytes of `job.json`, which lists the digests of all other files. */
  readonly digest: string
}

/** The name of the file that describes the others. */
export const contentsName = 'job.json'

const operation = 'xla.job'
const defaultBytes = 67_108_864

const aLearner = aMaker('a trainer, as trainer(network)(recipe) makes it', 'program')

/** The options, unchecked. */
interface Given {
  readonly learn: Learner
  readonly state: any
  readonly data?: any
  readonly batches: any
  readonly from?: number
  readonly steps?: number
  readonly configuration?: Json
  readonly check?: boolean
  readonly bytesPerShard?: number
}

const expectOptions = (options: unknown): Given => {
  const given = checkOptions<Given>(operation, options, {
    learn: aLearner, state: aRecord, data: aRecord, batches: true, from: true, steps: true, configuration: true, check: aBoolean,
    bytesPerShard: true,
  })
  const { learn, state, data, batches, from, steps, configuration, bytesPerShard } = given
  check(operation, { learn, state }, { learn: aLearner, state: aRecord })
  check(operation, { 'learn.codec': learn.codec }, { 'learn.codec': aCodec })
  if (data === undefined) {
    const expected = `${anAsyncIterable.expected} of batches, or options of dataset.batches beside data`
    check(operation, { batches }, { batches: { ...anAsyncIterable, expected } })
    if (from !== undefined)
      fail(operation, { argument: 'from', expected: 'left out without data: give the batches from there on', received: from })
  }
  // Checks the options now; the batches are made later.
  if (data !== undefined) batchesOf(batches)
  const decoded = configuration === undefined ? undefined : json.validate(configuration, [{ key: 'configuration', type: json }])
  if (decoded !== undefined && E.isLeft(decoded)) {
    const message = explainErrors(decoded.left)[0]!
    fail(operation, { argument: 'configuration', expected: 'a JSON value', received: configuration, message })
  }
  if (steps !== undefined) checkCount(operation, 'steps', steps)
  if (bytesPerShard !== undefined) checkCount(operation, 'bytesPerShard', bytesPerShard)
  return given
}

/** The trainer's task, which is not part of its public type. */
interface Tasked extends Learner {
  readonly task?: Task<unknown, unknown>
}

const write = async (
  { learn, state, data, batches, from = 0, steps, configuration = {}, check: checks = true, bytesPerShard = defaultBytes }: Given,
  folder: string,
): Promise<Omit<Job, 'folder'>> => {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(await pathOf(folder, 'data'))
  if (data !== undefined && batches?.shuffle !== undefined) await mkdir(await pathOf(folder, 'orders'))
  // First, since it checks the state.
  const encoded = learn.codec.encode(state)
  const programs: StepText[] = []
  let program = ''
  const writer: DataWriter = {
    operation, folder,
    bytes: bytesPerShard,
    step: async (batch, examples) => {
      const traced = learn.program(state, batch, { simplified: false })
      if (program === '') program = programDigest(traced)
      programs.push(await writeStep(folder, traced, examples, checks))
    },
    expect: (batch, name) => (learn as Tasked).task?.expectBatch(operation, name, batch),
  }
  const written = data === undefined ? await writeBatches(writer, batches, steps)
    : await writeDataset(writer, data, batches, from, steps)
  const stored = sealed(contentsOf('checkpoint.save', { state: encoded, metadata: {} }), await nativeHash())
  const contents: Contents = {
    format: 'tenfold-xla 1',
    tenfold: version,
    steps: { done: state.step, firstBatch: written.firstBatch, count: written.count },
    programs,
    state: await writeSafetensors(folder, 'state.safetensors', stored),
    data: written.data,
    receipt: { configuration, data: written.data.digest, initial: digest(state.params), program },
  }
  const plain = contentsCodec.encode(contents)
  // `loadJob` refuses some jobs, such as one with two columns of one name.
  const decoded = contentsCodec.decode(plain)
  if (E.isLeft(decoded))
    return fail(operation, { argument: 'job', expected: 'a job', received: 'another', message: explainErrors(decoded.left)[0]! })
  return { contents, digest: (await writeText(folder, contentsName, `${JSON.stringify(plain, null, 2)}\n`)).digest }
}

/** The error of a folder that could not be written. */
const unwritable = (folder: string, error: unknown, at: string | undefined): TenfoldError => {
  if (error instanceof TenfoldError) return error
  return wrong(operation, folder, 'a folder that can be written', reason('write', error), at)
}

/**
 * Writes a training into a folder, for `tenfold_xla.py` (`runner`) or another engine that takes StableHLO: `job.json`, a step for
 * each batch size, the state as `checkpoint.save` writes it, and the data. Rows of a data set are written once, with an order for
 * each epoch: batches are those of `dataset.batches`. Batches of an iterable are written as they come, about `bytesPerShard` of
 * them in memory. The folder is written atomically.
 *
 * Errors (`Left`): a folder that is not empty or cannot be written; a state of another trainer; batches that do not fit the
 * trainer or each other; more steps than batches; a step that has no lowering (`stablehlo.text`).
 */
export const job = <const L extends Learner>(options: JobOptions<L>) => {
  const given = expectOptions(options)
  return (folder: string): TE.TaskEither<TenfoldError, Job> => {
    check(operation, { folder }, { folder: aString })
    const at = callSite()
    return TE.tryCatch(
      async () => ({ folder, ...await writeFolder(folder, (temporary) => write(given, temporary)) }),
      (error) => unwritable(folder, error, at))
  }
}
