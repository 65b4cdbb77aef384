/** A job that is trained by the runner on this machine, watched while it is. */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { load } from '../checkpoint/checkpoint.js'
import { abortOf, type StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { fail, TenfoldError } from '../shape/error.js'
import type { Moment } from '../trainer/seen.js'
import type { Watch } from '../trainer/watched.js'
import type { Learner, StateOf } from './learner.js'
import { decodeLine, type RunnerLine, type RunnerStep } from './lines.js'
import { freePort } from './port.js'
import { start, type Exit } from './processes.js'
import { runner } from './runner.js'
import { argumentsOf, endOf, interrupted, type RunnerOptions } from './commandLine.js'

/** How a job is trained. */
export interface Training<L extends Learner> extends RunnerOptions {
  readonly operation: string
  /** The place of the call. */
  readonly at: string | undefined
  readonly folder: string
  readonly out: string
  readonly learn: L
  readonly python: string
  readonly processes: number
  readonly signal: StopSignal | undefined
  readonly killAfter: number
  readonly record: ((event: RunEvent) => void) | undefined
  readonly log: ((line: string) => void) | undefined
}

/** What came of it. */
export interface Trained<St> {
  /** Why it ended before its steps were done. */
  readonly stopped?: string
  /** The step of the last checkpoint that it wrote. */
  readonly saved?: number
  /** The state after the step at which an observer stopped it, where that was a checkpoint's. */
  readonly state?: St
}

const brief = (line: string): string => (line.length > 200 ? `${line.slice(0, 199)}…` : line)

/** Trains, to the end or until an observer or the signal stops it; `watch` sees each step, and the states of checkpoints. */
export const train = async <L extends Learner>(
  { operation, at, folder, out, learn, python, processes, signal, killAfter, record, log, ...options }: Training<L>, watch?: Watch<StateOf<L>>,
): Promise<Trained<StateOf<L>>> => {
  type St = StateOf<L>
  const before = abortOf(signal)
  if (before !== undefined) return { stopped: before }
  const wrong = (expected: string, received: string, message = received): TenfoldError =>
    new TenfoldError(operation, { argument: folder, expected, received, message: `${folder}: ${message}` }, at)
  const port = processes === 1 ? 0 : await freePort()
  const commands = Array.from({ length: processes }, (_, rank) => [
    runner, resolve(folder), '--out', resolve(out), ...argumentsOf(options), ...(watch === undefined ? [] : ['--keep']),
    ...(processes === 1 ? [] : ['--coordinator', `127.0.0.1:${port}`, '--processes', String(processes), '--rank', String(rank)]),
  ])

  /** Why it ends before its steps are done: by the signal, or by the observer, who sees no more steps then. */
  let [stopped, done]: [string | undefined, boolean] = [undefined, false]
  let stop: () => void = () => {}
  let [last, seconds, isEnded]: [number, number, boolean] = [0, 0, false]
  let [saved, kept]: [number | undefined, St | undefined] = [undefined, undefined]
  /** A step whose checkpoint may be about to come. */
  let waiting: RunnerStep | undefined

  const stateIn = async (file: string): Promise<St> => {
    const loaded = await load<St>(file, learn.codec)()
    if (E.isLeft(loaded)) throw loaded.left
    return loaded.right
  }
  /** Lets the observer see a step, unless one has stopped it before. */
  const see = async ({ step, loss, examples, seconds: took }: RunnerStep, state?: St): Promise<void> => {
    if (done) return
    seconds += took
    last = step
    record?.({ event: 'step', step, loss, examples, seconds })
    if (watch === undefined) return
    const moment: Moment<St> = {
      step, loss, examples, seconds,
      state: () => state ?? fail(operation, { argument: 'observer', expected: 'one that looks at the states of checkpoints (saveEvery)', received: `a look at step ${step}` }),
    }
    const reason = await watch.see(moment)
    watch.after(moment)
    if (reason === undefined) return
    kept = state
    stopped = reason
    done = true
    stop()
  }
  const next = async (line: RunnerLine): Promise<void> => {
    const held = waiting
    waiting = undefined
    if (held !== undefined && !(line.event === 'saved' && line.step === held.step)) await see(held)
    if (line.event === 'start') {
      const { event, step, steps, ...engine } = line
      last = step
      record?.({ event, step, steps, settings: { engine: 'xla', ...engine } })
    } else if (line.event === 'step') {
      if (watch?.looks(line.step) === true) waiting = line
      else await see(line)
    } else if (line.event === 'saved') {
      saved = line.step
      if (watch === undefined) return
      if (held?.step === line.step) await see(held, await stateIn(line.file))
      await rm(line.file, { force: true })
    } else if (line.event === 'end') isEnded = true
  }
  const heard = async (lines: AsyncIterable<string>): Promise<void> => {
    for await (const text of lines) {
      if (!text.startsWith('{')) {
        if (text.trim() !== '') log?.(text)
        continue
      }
      const line = decodeLine(text)
      if (E.isLeft(line)) throw wrong('a line of the runner', text, `the runner wrote ${JSON.stringify(brief(text))}: ${line.left}`)
      await next(line.right)
    }
    if (waiting !== undefined) await see(waiting)
  }

  const running = start({ file: python, commands, heard, said: (line) => log?.(line), killAfter })
  stop = running.stop
  const abort = (): void => {
    stopped ??= abortOf(signal)
    stop()
  }
  signal?.addEventListener('abort', abort)
  let exits: readonly Exit[]
  try {
    exits = await running.exits
  } finally {
    signal?.removeEventListener('abort', abort)
  }
  const isMeant = ({ code, error }: Exit): boolean =>
    code === 0 || code === interrupted || (stopped !== undefined && code === undefined && error === undefined)
  const failed = exits.find((exit) => !isMeant(exit))
  if (failed !== undefined) throw wrong('a run that comes to its end', endOf(failed, processes))
  if (stopped === undefined && exits.some(({ code }) => code === interrupted)) stopped = 'interrupted'
  if (stopped === undefined && !isEnded) throw wrong('a run that comes to its end', 'the runner ended without its last line')
  const why = stopped === undefined ? {} : { stopped }
  record?.({ event: 'end', step: last, ...why, seconds })
  return { ...why, ...(saved === undefined ? {} : { saved }), ...(kept === undefined ? {} : { state: kept }) }
}

/** Where the last state of a run is. */
export const checkpointIn = (out: string): string => join(out, 'checkpoint.safetensors')
