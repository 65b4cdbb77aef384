/** Jobs that are run by processes of this machine. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Type } from 'io-ts'
import { aCodec } from '../checkpoint/checkpoint.js'
import { foldOptions, type StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { TenfoldError } from '../shape/error.js'
import {
  aBoolean, aCount, aFunction, aNumber, aRecord, aString, check, checkOptions, listOf, oneOf, type Kind,
} from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { anObserver, type Observer } from '../trainer/seen.js'
import type { State } from '../trainer/state.js'
import { watchedBy, type Watch } from '../trainer/watched.js'
import type { RunnerOptions } from './commandLine.js'
import { orThrow, wrong } from './failure.js'
import { defaultPython, expectJax } from './python.js'
import { result, type Result } from './result.js'
import { stateIn } from './state.js'
import { checkpointIn, train } from './training.js'

/** Options of the processes that run a job. */
export interface ProcessOptions {
  /** A Python with JAX: `.venv/bin/python`, or a name on the path; `python3` by default. */
  readonly python?: string
  /** The number of processes, 1 by default. */
  readonly processes?: number
  /** Takes the processes' output that is no event, line by line. */
  readonly log?: (line: string) => void
  /** Seconds between an interrupt and the kill of processes that have not ended, 60 by default. */
  readonly killAfter?: number
}

/** Options of the runner and its processes, and the observers of the run. */
export interface RunOptions<St, R = undefined> extends RunnerOptions, ProcessOptions {
  /** The folder of checkpoints and losses: `out` in the job's folder by default. */
  readonly out?: string
  /** Takes the events of the run: its start, each step, its end. */
  readonly record?: (event: RunEvent) => void
  /**
   * Sees every step, and may stop the run. It may look at the states of checkpoints (`saveEvery`, and the last one), and at no
   * others: where it looks (`looks`) after other steps, `state()` is an error.
   */
  readonly observer?: Observer<St, R>
  /** An `AbortSignal`: when it is aborted, the step that is being done is finished and a checkpoint written. */
  readonly signal?: StopSignal
}

/** The result of a run, with its observer's. */
export interface Ran<St, R> extends Result<St> {
  readonly seen: R
  /**
   * Why it stopped early: the observer's reason, the signal's, or `interrupted`, where the processes were interrupted from
   * outside.
   */
  readonly stopped?: string
}

const operation = 'xla.run'

const aMesh: Kind = {
  expected: 'a record of axes with their sizes, such as { data: 4 }',
  holds: (x) => aRecord.holds(x) && Object.values(x).length > 0 && Object.values(x).every(aCount.holds),
}
const someRules = listOf('fsdp, or patterns with an axis such as "*.weights=model"', {
  expected: '', holds: (x) => typeof x === 'string' && /^(fsdp|[^=]+=[^=]+)$/.test(x),
})
const aWait: Kind = { expected: 'a number of seconds of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }

/** The options of processes, as they are checked. */
export const processKinds = {
  python: aString, processes: aCount, devices: aCount, mesh: aMesh, shard: someRules, log: aFunction, killAfter: aWait,
} as const

/**
 * Runs a job by processes of this machine, to try at home what goes to a cluster later, or on its own GPUs: starts
 * `tenfold_xla.py` once for each process, tells `record` and `observer` of each step, and gives what `result` gives. All
 * processes end with it, and with this one. Each has `devices` virtual devices of the CPU, or those that JAX finds. `codec` is
 * that of the job's trainer.
 *
 * A `Left`: a Python that isn't there or has no JAX, with the commands that install it; a process that ended otherwise, with what
 * it said; a line that is none of the runner's; a stop before there was a checkpoint. An error that the observer throws ends all
 * processes, and is thrown.
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
    ...processKinds, steps: aCount, saveEvery: aCount, check: aBoolean, resume: aBoolean, nonFinite: oneOf('error', 'allow'),
    uneven: oneOf('error', 'replicate'), out: aString, record: aFunction, observer: anObserver, signal: true,
  })
  foldOptions(operation, { signal })
  const at = callSite()
  const unsaved = (stopped: string | undefined): TenfoldError =>
    wrong(operation, folder, 'a run with a checkpoint', `one that was stopped before the first: ${stopped}`, at)
  const trained = async (watch?: Watch<St>): Promise<Result<St> & { readonly stopped: string | undefined }> => {
    const { stopped, saved, last } = await train(
      { ...others, operation, at, folder, out, codec, python, processes, record, log, signal, killAfter }, watch)
    if (saved === undefined && stopped !== undefined) throw unsaved(stopped)
    const made = orThrow(await result(folder, codec, { out })())
    if (watch !== undefined && made.state.step < last) {
      const received = `that of step ${made.state.step}, since processes were ended by force`
      throw wrong(operation, folder, `a checkpoint of step ${last}`, received, at)
    }
    return { ...made, stopped }
  }
  const ran = async (): Promise<Ran<St, R>> => {
    if (observer === undefined) {
      const { stopped, ...made } = await trained()
      return { ...made, seen: undefined as R, ...(stopped === undefined ? {} : { stopped }) }
    }
    let made: Result<St> | undefined
    const start = others.resume === true ? checkpointIn(out) : join(folder, 'state.safetensors')
    const begun = await stateIn(operation, start, codec, at)
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
