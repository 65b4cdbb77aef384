/** Jobs that are run by processes of this machine. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { aCodec, loading } from '../checkpoint/checkpoint.js'
import { foldOptions, type StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { TenfoldError } from '../shape/error.js'
import { aBoolean, aFunction, aMaker, aNumber, aRecord, aString, check, checkOptions, listOf, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { anObserver, type Observer } from '../trainer/seen.js'
import { watchedBy, type Ended, type Watch } from '../trainer/watched.js'
import type { Learner, StateOf } from './learner.js'
import { defaultPython, expectJax } from './python.js'
import type { RunnerOptions } from './commandLine.js'
import { checkpointIn, train } from './training.js'

/** How a job is run on this machine, and who is told of it. */
export interface RunOptions<L extends Learner, R = undefined> extends RunnerOptions {
  /** The trainer of the job. */
  readonly learn: L
  /** A Python with JAX: `.venv/bin/python`, or a name on the path; `python3` if nothing is said. */
  readonly python?: string
  /** How many processes train together, 1 if nothing is said. */
  readonly processes?: number
  /** Where checkpoints and losses go: `out` in the job's folder, if nothing is said. */
  readonly out?: string
  /** Is given what happens, event by event: its start, each step, its end. */
  readonly record?: (event: RunEvent) => void
  /**
   * Sees every step, and may stop the run. It may look at the states of checkpoints (`saveEvery`, and the last one), and at no others:
   * where it looks (`looks`) after other steps, `state()` is an error.
   */
  readonly observer?: Observer<StateOf<L>, R>
  /** Is given what the processes say beside that, line by line. */
  readonly log?: (line: string) => void
  /** An `AbortSignal`: when it is aborted, the step that is being done is finished and a checkpoint written. */
  readonly signal?: StopSignal
  /** Seconds after which processes are ended by force that were told to stop and have not, 60 if nothing is said. */
  readonly killAfter?: number
}

/** A job that was run, with what its observer has seen, where there is one. */
export interface Ran<St, R> {
  readonly state: St
  readonly seen: R
  /** Why it ended before its steps were done: the observer's reason, the signal's, or `interrupted`, where somebody else has told the processes so. */
  readonly stopped?: string
}

const operation = 'xla.run'

const aCount: Kind = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
const aLearner = aMaker('a trainer, as trainer(network)(recipe) makes it', 'program')
const aJob: Kind = {
  expected: 'a job, as xla.job gives it, or its folder', holds: (x) => aString.holds(x) || (aRecord.holds(x) && aString.holds(x.folder)),
}
const aMesh: Kind = {
  expected: 'a record of axes with their sizes, such as { data: 4 }', holds: (x) => aRecord.holds(x) && Object.values(x).length > 0 && Object.values(x).every(aCount.holds),
}
const someRules = listOf('fsdp, or patterns with an axis such as "*.weights=model"', { expected: '', holds: (x) => x === 'fsdp' || (typeof x === 'string' && /^[^=]+=[^=]+$/.test(x)) })
const aWait: Kind = { expected: 'a number of seconds of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }

const expectOptions = (job: unknown, options: unknown): RunOptions<Learner, unknown> => {
  check(operation, { job }, { job: aJob })
  const given = checkOptions<RunOptions<Learner, unknown>>(operation, options, {
    learn: true, python: aString, processes: aCount, devices: aCount, mesh: aMesh, shard: someRules, steps: aCount, saveEvery: aCount,
    resume: aBoolean, check: aBoolean, out: aString, record: aFunction, observer: anObserver, log: aFunction, signal: true, killAfter: aWait,
  })
  const { learn, signal } = given
  check(operation, { learn, 'learn.codec': learn?.codec }, { learn: aLearner, 'learn.codec': aCodec })
  foldOptions(operation, { signal })
  return given
}

/**
 * Runs a job by processes of this machine, to try at home what goes to a cluster later, or on its own GPUs: starts `tenfold_xla.py`
 * once for each process, tells `record` and `observer` of each step, and gives the last state. All processes end with it, and with this
 * one. Each process has `devices` virtual devices of the CPU, or those that JAX finds.
 *
 * A `Left`: a Python that isn't there or has no JAX, with the commands that install it; a process that ended otherwise, with what it said;
 * a line that is none of the runner's; a signal before there was a checkpoint. An error of the observer's ends all processes and is thrown.
 */
export const run = <const L extends Learner, R = undefined>(
  job: string | { readonly folder: string }, options: RunOptions<L, R>,
): TE.TaskEither<TenfoldError, Ran<StateOf<L>, R>> => {
  type St = StateOf<L>
  const given = expectOptions(job, options) as RunOptions<L, R>
  const { learn, python = defaultPython, processes = 1, out: into, record, observer, log, signal, killAfter = 60, ...others } = given
  const folder = typeof job === 'string' ? job : job.folder
  const out = into ?? join(folder, 'out')
  const at = callSite()
  const stateIn = async (file: string): Promise<St> => {
    const loaded = await loading<St>(operation, file, learn.codec, at)()
    if (E.isRight(loaded)) return loaded.right.state
    throw loaded.left.error
  }
  const ran = async (): Promise<Ran<St, R>> => {
    const trained = async (watch?: Watch<St>): Promise<Ended<St>> => {
      const { stopped, saved, state } = await train<L>({ ...others, operation, at, folder, out, learn, python, processes, record, log, signal, killAfter }, watch)
      if (saved === undefined && others.resume !== true) {
        const [expected, received] = ['a run with a checkpoint', `one that was stopped before the first: ${stopped}`]
        throw new TenfoldError(operation, { argument: folder, expected, received, message: `${folder}: expected ${expected}, received ${received}` }, at)
      }
      return { state: state ?? await stateIn(checkpointIn(out)), stopped }
    }
    if (observer !== undefined) {
      const begun = await stateIn(others.resume === true ? checkpointIn(out) : join(folder, 'state.safetensors'))
      return watchedBy(observer, begun as St & { readonly step: number }, trained)
    }
    const { state, stopped } = await trained()
    return { state, seen: undefined as R, ...(stopped === undefined ? {} : { stopped }) }
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
