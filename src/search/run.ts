/**
 * A search is run by trying what there is to try. Its results are in the order of the trials, whatever ran them and whichever
 * ended first: the same values, in this thread and in any number of workers.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { wider } from '../backend/wasm/wider.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aBoolean, aFunction, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { checkWhole } from '../tensor/argument.js'
import { here, worker, type Evaluator } from './evaluator.js'
import { anObjective, requestOf, textOf, type Figures, type Objective, type Reply } from './objective.js'
import type { Config, Space } from './space.js'
import { aTrials, type Trial } from './trial.js'

/** A trial and what came out of it: its figures, or what went wrong in it. */
export interface Result<C, M extends Figures> extends Trial<C> {
  readonly outcome: E.Either<TenfoldError, M>
}

/** What came out of every trial, in their order. */
export type Results<C, M extends Figures> = readonly Result<C, M>[]

/** Where trials run, and who hears of it. None of this changes a result. */
export interface RunOptions<C, M extends Figures> {
  /** How many workers run trials at a time; by default 0, which is this thread. */
  readonly workers?: number
  /** MiB of JavaScript's heap that a worker may have, by default as many as the engine gives it. Only Node can say so. */
  readonly memory?: number
  /** Whether V8 is left at vectors of 128 bits: else workers begin by `backend.wider`, which holds for the whole process. */
  readonly narrow?: boolean
  /** Called with each result when its trial ends, in whatever order they do. */
  readonly ended?: (result: Result<C, M>) => void
}

const operation = 'search.run'
const mostWorkers = 256

const resultOf = <C, M extends Figures>(trial: Trial<C>, reply: Reply, at: string | undefined): Result<C, M> => {
  const { index, candidate, fold } = trial
  // The objective's own type says what it gives.
  if ('figures' in reply) return Object.freeze({ ...trial, outcome: E.right(Object.freeze(reply.figures) as M) })
  const message = `trial ${index} (candidate ${candidate}, fold ${fold}): ${reply.failure}`
  const complaint = { argument: `trial ${index}`, expected: 'figures', received: reply.failure, message }
  return Object.freeze({ ...trial, outcome: E.left(new TenfoldError(operation, complaint, at)) })
}

/** All trials, by several evaluators that each take the next one; all of them have ended when the promise is settled. */
const across = async <C, M extends Figures>(
  trials: readonly Trial<C>[], evaluators: number, open: () => Promise<Evaluator>,
  at: string | undefined, ended: (result: Result<C, M>) => void,
): Promise<Results<C, M>> => {
  const results: Result<C, M>[] = []
  const queue = trials.entries()
  const live = new Set<Evaluator>()
  let over = false
  const close = async (evaluator: Evaluator): Promise<void> => {
    live.delete(evaluator)
    await evaluator.end()
  }
  const fresh = async (): Promise<Evaluator> => {
    const evaluator = await open()
    live.add(evaluator)
    return evaluator
  }
  const lane = async (): Promise<void> => {
    // Without this first one nothing runs; what may happen to it later is a matter of one trial.
    let evaluator: Evaluator | undefined = await fresh()
    const ask = async (trial: Trial<C>): Promise<Reply> => {
      try {
        return await (evaluator ??= await fresh()).ask(requestOf(trial))
      } catch (reason) {
        if (evaluator !== undefined) await close(evaluator)
        evaluator = undefined
        return { failure: `its worker was lost: ${textOf(reason)}` }
      }
    }
    for (const [i, trial] of queue) {
      if (over) break
      const reply = await ask(trial)
      if (over) break
      ended(results[i] = resultOf(trial, reply, at))
    }
    if (evaluator !== undefined) await close(evaluator)
  }
  const stop = async (reason: unknown): Promise<never> => {
    over = true
    await Promise.all([...live].map(close))
    throw reason
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(evaluators, trials.length) }, () => lane().catch(stop)))
  for (const end of lanes) if (end.status === 'rejected') throw end.reason
  return Object.freeze(results)
}

const expectTrials = (trials: readonly Trial<unknown>[]): void => {
  check(operation, { trials }, { trials: aTrials })
  const { size } = new Set(trials.map(({ index }) => index))
  const received = `${trials.length} trials of ${size}`
  if (size < trials.length) fail(operation, { argument: 'trials', expected: 'trials of different numbers', received })
}

/**
 * Evaluates trials in this thread, or in workers side by side, and gives their results in the order of the trials. A trial that
 * fails is a result with a `Left`, and so is one whose worker ends under it; the others go on. The whole is a `Left` only if
 * the workers that it begins with cannot import the objective's module. Workers are ended, however the run ends.
 *
 * @example
 * const root = objective({ space: { x: oneOf([4, -1]) } }, ({ config: { x } }) => {
 *   if (x < 0) throw new RangeError('no root')
 *   return { y: Math.sqrt(x) }
 * })
 * const results = await pipe(grid(root.space, { key: random.key(0) }), search.run(root))()
 * if (results._tag === 'Left') throw results.left
 * results.right[0]?.outcome // Right: { y: 2 }
 * results.right[1]?.outcome // Left: search.run: trial 1 (candidate 1, fold 0): RangeError: no root
 */
export const run = <S extends Space, M extends Figures>(
  objective: Objective<S, M>, options: RunOptions<Config<S>, M> = {},
) => {
  const at = callSite()
  check(operation, { objective }, { objective: anObjective })
  const { workers = 0, memory, narrow = false, ended = () => {} } = checkOptions<RunOptions<Config<S>, M>>(
    operation, options, { workers: true, memory: true, narrow: aBoolean, ended: aFunction })
  const { module } = objective
  checkWhole(operation, 'workers', workers, 0, mostWorkers)
  if (memory !== undefined) checkWhole(operation, 'memory', memory, 1, 1048576)
  if (workers > 0 && !URL.canParse(module ?? ''))
    fail(operation, { argument: 'objective.module', expected: 'import.meta.url of the module that exports it', received: module })
  const open = async (): Promise<Evaluator> => {
    if (workers === 0) return here(objective)
    if (!narrow) await wider()
    return worker(module as string, memory, at)
  }
  return (trials: readonly Trial<Config<S>>[]): TaskEither<TenfoldError, Results<Config<S>, M>> => {
    expectTrials(trials)
    return () => across<Config<S>, M>(trials, Math.max(1, workers), open, at, ended).then(E.right, (reason: unknown) => {
      if (reason instanceof TenfoldError) return E.left(reason)
      throw reason
    })
  }
}
