/** Results of jobs: the state from which training continues here, the losses, the receipt. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Errors, Type } from 'io-ts'
import { aCodec } from '../checkpoint/checkpoint.js'
import { readContents } from '../checkpoint/contents.js'
import { wrong as wrongPlace, type Safetensors } from '../checkpoint/safetensors.js'
import { reading } from '../checkpoint/stored.js'
import { readBytes } from '../dataset/file.js'
import { digest } from '../receipt/digest.js'
import type { Engine } from '../receipt/engine.js'
import { digits } from '../receipt/fields.js'
import { of, type Receipt } from '../receipt/receipt.js'
import { byName, fields, list, oneOf, text, whole, type Codec } from '../run/fields.js'
import type { TenfoldError } from '../shape/error.js'
import { aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { fromUtf8 } from '../shape/utf8.js'
import type { LossAt } from '../trainer/observer.js'
import type { State } from '../trainer/state.js'
import { summary, wrong } from './failure.js'
import { pathOf } from './files.js'
import type { Job } from './job.js'
import { decodeLine } from './lines.js'
import { readJob } from './load.js'

/** The place of a result. */
export interface ResultOptions {
  /** The folder that the runner has written to, its `--out`; `out` in the job's folder by default. */
  readonly out?: string
}

/** The result of a job. */
export interface Result<St> {
  /** The state of the last checkpoint. */
  readonly state: St
  /** The loss of each step of the job up to there, as `observe.history` returns them. */
  readonly losses: readonly LossAt[]
  readonly engine: Engine
  /** The receipt of these steps, which names the engine. */
  readonly receipt: Receipt
}

/** The runner's description of itself in the metadata of a checkpoint, under `engine`. */
interface Description extends Omit<Engine, 'name' | 'versions'> {
  readonly engine: 'xla'
  readonly jax: string
  readonly jaxlib: string
  readonly python: string
  /** SHA-256 of `job.json`. */
  readonly job: string
}

const description: Codec<Description> = fields<Description>({
  engine: oneOf('xla'), jax: text, jaxlib: text, python: text,
  platform: text, devices: whole, processes: whole, mesh: byName(whole), shard: list(text), job: digits(64) as Codec<string>,
}, {})

const operation = 'xla.result'
const metadataName = 'engine'

/** The contents of a checkpoint of the job. */
interface Written<St> {
  readonly state: St
  readonly engine: Engine
}

const engineOf = (file: string, { metadata }: Safetensors, job: Job): E.Either<TenfoldError, Engine> => {
  const place = `${file}: __metadata__.${metadataName}`
  const found = metadata.get(metadataName)
  const expected = 'the engine of a run'
  if (found === undefined) return E.left(wrong(operation, place, expected, 'nothing: the checkpoint is no result of a job'))
  return pipe(
    E.tryCatch((): unknown => JSON.parse(found), () => wrong(operation, place, 'JSON', 'another text')),
    E.chain((json) => E.mapLeft((errors: Errors) => wrong(operation, place, expected, summary(errors)))(description.decode(json))),
    E.filterOrElse((engine) => engine.job === job.digest, (engine) =>
      wrong(operation, place, `the job in ${job.folder}, whose SHA-256 is ${job.digest}`, `a result of another one, ${engine.job}`)),
    E.map(({ engine: name, jax, jaxlib, python, job: _, ...rest }): Engine => ({ name, versions: { jax, jaxlib, python }, ...rest })))
}

const stateOf = <St extends State<unknown, unknown>>(
  file: string, found: Safetensors, codec: Type<St, unknown, unknown>, { contents: { steps } }: Job,
): E.Either<TenfoldError, St> => pipe(
  readContents(found),
  E.mapLeft((problem) => wrongPlace(operation, file, problem)),
  E.chain(({ state }) => E.mapLeft(
    (errors: Errors) => wrong(operation, file, 'a state of this trainer', summary(errors)))(codec.decode(state))),
  E.filterOrElse(({ step }) => step >= steps.done && step <= steps.done + steps.count, ({ step }) =>
    wrong(operation, file, `a state after ${steps.done} to ${steps.done + steps.count} steps`, `one after ${step}`)))

/** The checkpoint that the runner has written. */
const madeIn = <St extends State<unknown, unknown>>(
  file: string, codec: Type<St, unknown, unknown>, job: Job,
): TE.TaskEither<TenfoldError, Written<St>> => pipe(
  reading(file),
  TE.mapLeft((problem) => wrongPlace(operation, file, problem)),
  TE.chainEitherK((found) => pipe(
    engineOf(file, found, job),
    E.chain((engine) => E.map((state: St) => ({ state, engine }))(stateOf(file, found, codec, job))))))

/** The losses of `count` steps after the first `done`, from one line each. */
const lossesOf = (
  file: string, lines: readonly string[], done: number, count: number,
): E.Either<TenfoldError, readonly LossAt[]> => {
  const losses: LossAt[] = []
  for (let i = 0; i < count; i++) {
    const expected = `the loss of step ${done + i + 1}`
    const place = `${file}, line ${i + 1}`
    // Splitting at line ends gives an empty line at the end.
    const line = lines[i] ?? ''
    if (line === '') return E.left(wrong(operation, place, expected, 'nothing'))
    const read = decodeLine(line)
    if (E.isLeft(read)) return E.left(wrong(operation, place, expected, read.left))
    const { right } = read
    if (right.event !== 'step') return E.left(wrong(operation, place, expected, `an event "${right.event}"`))
    if (right.step !== done + i + 1) return E.left(wrong(operation, place, expected, `that of step ${right.step}`))
    losses.push({ step: right.step, loss: right.loss })
  }
  return E.right(losses)
}

const lossesIn = (file: string, done: number, count: number): TE.TaskEither<TenfoldError, readonly LossAt[]> =>
  count === 0 ? TE.right([]) : pipe(
    readBytes(operation, file),
    TE.chainEitherK((bytes) => lossesOf(file, fromUtf8(bytes).split('\n'), done, count)))

/**
 * Reads the result of a job: the state, from which `fold` and observers go on as if the steps had been taken here; the losses;
 * and a receipt that names the engine and the mesh. `codec` is the trainer's. `checkpoint.load` reads the state of
 * `checkpoint.safetensors`, too.
 *
 * No result yet, one of another job or trainer, or a damaged file is a `Left` that names the file. A checkpoint in pieces
 * (`--sharded`) is first joined by `python tenfold_xla.py JOB --join`.
 *
 * @example
 * const { codec } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * await result('no/job', codec)()
 * // Left: xla.result: no/job/job.json: expected a file that can be read, received no such file
 */
export const result = <St extends State<unknown, unknown>>(
  folder: string, codec: Type<St, unknown, unknown>, options: ResultOptions = {},
): TE.TaskEither<TenfoldError, Result<St>> => {
  check(operation, { folder, codec }, { folder: aString, codec: aCodec })
  const given = checkOptions<ResultOptions>(operation, options, { out: aString })
  const at = callSite()
  return pipe(
    TE.Do,
    TE.bind('job', () => readJob(operation, folder, at)),
    TE.bind('out', () => TE.fromTask(async () => given.out ?? pathOf(folder, 'out'))),
    TE.bind('made', ({ job, out }) => pipe(
      TE.fromTask(() => pathOf(out, 'checkpoint.safetensors')),
      TE.chain((file) => madeIn(file, codec, job)))),
    TE.bind('losses', ({ job: { contents: { steps } }, out, made: { state } }) => pipe(
      TE.fromTask(() => pathOf(out, 'losses.jsonl')),
      TE.chain((file) => lossesIn(file, steps.done, state.step - steps.done)))),
    TE.map(({ job: { contents }, made: { state, engine }, losses }): Result<St> => ({
      state, losses, engine,
      receipt: of({ ...contents.receipt, engine, steps: state.step - contents.steps.done, final: digest(state.params) }),
    })))
}
