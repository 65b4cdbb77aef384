/** Jobs that are run by processes of this machine. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Type } from 'io-ts'
import { aCodec, loading } from '../checkpoint/checkpoint.js'
import { foldOptions, type StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { TenfoldError } from '../shape/error.js'
import { aBoolean, aFunction, aNumber, aRecord, aString, check, checkOptions, listOf, oneOf, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { anObserver, type Observer } from '../trainer/seen.js'
import type { State } from '../trainer/state.js'
import { watchedBy, type Watch } from '../trainer/watched.js'
import type { RunnerOptions } from './commandLine.js'
import { defaultPython, expectJax } from './python.js'
import { result, type Result } from './result.js'
import { checkpointIn, train } from './training.js'

/** The processes that run a job. */
export interface ProcessOptions {
  /** A Python with JAX: `.venv/bin/python`, or a name on the path; `python3` if nothing is said. */
  readonly python?: string
  /** How many processes train together, 1 if nothing is said. */
  readonly processes?: number
  /** Is given what the processes say beside events, line by line. */
  readonly log?: (line: string) => void
  /** Seconds after which processes are ended by force that were told to stop and have not, 60 if nothing is said. */
  readonly killAfter?: number
}

/** How a job is run on this machine, and who is told of it. */
export interface RunOptions<St, R = undefined> extends RunnerOptions, ProcessOptions {
  /** Where checkpoints and losses go: `out` in the job's folder, if nothing is said. */
  readonly out?: string
  /** Is given what happens, event by event: its start, each step, its end. */
  readonly record?: (event: RunEvent) => void
  /**
   * Sees every step, and may stop the run. It may look at the states of checkpoints (`saveEvery`, and the last one), and at no others:
   * where it looks (`looks`) after other steps, `state()` is an error.
   */
  readonly observer?: Observer<St, R>
  /** An `AbortSignal`: when it is aborted, the step that is being done is finished and a checkpoint written. */
  readonly signal?: StopSignal
}

/** What has come of a job that was run, and what its observer has seen, where there is one. */
export interface Ran<St, R> extends Result<St> {
  readonly seen: R
  /** Why it ended before its steps were done: the observer's reason, the signal's, or `interrupted`, where somebody else has told the processes so. */
  readonly stopped?: string
}

const operation = 'xla.run'

const aCount: Kind = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
const aMesh: Kind = {
  expected: 'a record of axes with their sizes, such as { data: 4 }',
  holds: (x) => aRecord.holds(x) && Object.values(x).length > 0 && Object.values(x).every(aCount.holds),
}
const someRules = listOf('fsdp, or patterns with an axis such as "*.weights=model"', {
  expected: '', holds: (x) => typeof x === 'string' && /^(fsdp|[^=]+=[^=]+)$/.test(x),
})
const aWait: Kind = { expected: 'a number of seconds of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }

/** What of the options says how processes are started. */
export const processKinds = {
  python: aString, processes: aCount, devices: aCount, mesh: aMesh, shard: someRules, log: aFunction, killAfter: aWait,
} as const

/**
 * Runs a job by processes of this machine, to try at home what goes to a cluster later, or on its own GPUs: starts `tenfold_xla.py`
 * once for each process, tells `record` and `observer` of each step, and gives what `result` gives. All processes end with it, and with
 * this one. Each has `devices` virtual devices of the CPU, or those that JAX finds. `codec` is that of the job's trainer.
 *
 * A `Left`: a Python that isn't there or has no JAX, with the commands that install it; a process that ended otherwise, with what it said;
 * a line that is none of the runner's; a stop before there was a checkpoint. An error that the observer throws ends all processes, and is
 * thrown.
 *
 * @example
 * import * as xla from 'tenfold/xla'
 * const { codec } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const ran = xla.run('job', codec, { processes: 2, devices: 2, shard: ['fsdp'], saveEvery: 100, observer: observe.history() })
 * await xla.run('job', codec, { python: 'no/python' })() // Left
 */
export const run = <St extends State<unknown, unknown>, R = undefined>(
  folder: string, codec: Type<St, unknown, unknown>, options: RunOptions<St, R> = {},
): TE.TaskEither<TenfoldError, Ran<St, R>> => {
  check(operation, { folder, codec }, { folder: aString, codec: aCodec })
  const {
    python = defaultPython, processes = 1, out = join(folder, 'out'), record, observer, log, signal, killAfter = 60, ...others
  } = checkOptions<RunOptions<St, R>>(operation, options, {
    ...processKinds, steps: aCount, saveEvery: aCount, check: aBoolean, resume: aBoolean, nonFinite: oneOf('error', 'allow'), out: aString, record: aFunction, observer: anObserver, signal: true,
  })
  foldOptions(operation, { signal })
  const at = callSite()
  const wrong = (expected: string, received: string): TenfoldError =>
    new TenfoldError(operation, { argument: folder, expected, received, message: `${folder}: expected ${expected}, received ${received}` }, at)
  const unsaved = (stopped: string | undefined): TenfoldError =>
    wrong('a run with a checkpoint', `one that was stopped before the first: ${stopped}`)
  const orThrow = <A>(either: E.Either<TenfoldError, A>): A => {
    if (E.isLeft(either)) throw either.left
    return either.right
  }
  const stateIn = async (file: string): Promise<St> => {
    const loaded = await loading(operation, file, codec, at)()
    return orThrow(E.bimap(({ error }: { readonly error: TenfoldError }) => error, ({ state }: { readonly state: St }) => state)(loaded))
  }
  const trained = async (watch?: Watch<St>): Promise<Result<St> & { readonly stopped: string | undefined }> => {
    const { stopped, saved, last } = await train({ ...others, operation, at, folder, out, codec, python, processes, record, log, signal, killAfter }, watch)
    if (saved === undefined && stopped !== undefined) throw unsaved(stopped)
    const made = orThrow(await result(folder, codec, { out })())
    if (watch !== undefined && made.state.step < last) throw wrong(`a checkpoint of step ${last}`, `that of step ${made.state.step}, since processes were ended by force`)
    return { ...made, stopped }
  }
  const ran = async (): Promise<Ran<St, R>> => {
    if (observer === undefined) {
      const { stopped, ...made } = await trained()
      return { ...made, seen: undefined as R, ...(stopped === undefined ? {} : { stopped }) }
    }
    let made: Result<St> | undefined
    const begun = await stateIn(others.resume === true ? checkpointIn(out) : join(folder, 'state.safetensors'))
    const watched = await watchedBy(observer, begun, async (watch) => {
      const { stopped, ...rest } = await trained(watch)
      made = rest
      return { state: rest.state, stopped }
    })
    if (made === undefined) throw unsaved(watched.stopped)
    return { ...made, ...watched }
  }
  return pipe(expectJax(operation, python, at), TE.chain(() => async () => {
    try {
      return E.right(await ran())
    } catch (error) {
      if (error instanceof TenfoldError) return E.left(error)
      throw error
    }
  }))
}
