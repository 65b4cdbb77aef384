/** Runs the runner's processes for a job, and passes its steps on to an observer. */
import { rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Type } from 'io-ts'
import { abortOf, type StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { TenfoldError } from '../shape/error.js'
import type { Watch } from '../trainer/watched.js'
import { argumentsOf, endOf, interrupted, type RunnerOptions } from './commandLine.js'
import { monitor } from './monitor.js'
import { decodeLine } from './lines.js'
import { freePort } from './freePort.js'
import { start, type Exit } from './processes.js'
import { runner } from './runner.js'
import { stateIn } from './state.js'

/** A job, the processes that train it, and the receivers of events. */
export interface Training<St> extends RunnerOptions {
  readonly operation: string
  /** The place of the call. */
  readonly at: string | undefined
  readonly folder: string
  readonly out: string
  /** The codec of states. */
  readonly codec: Type<St, unknown, unknown>
  readonly python: string
  readonly processes: number
  readonly signal: StopSignal | undefined
  readonly killAfter: number
  readonly record: ((event: RunEvent) => void) | undefined
  readonly log: ((line: string) => void) | undefined
}

/** The end of a run. */
export interface Trained {
  /** Why it stopped early. */
  readonly stopped?: string
  /** The last step that was seen, and the step of the last checkpoint that was written. */
  readonly last: number
  readonly saved?: number
}

const brief = (line: string): string => (line.length > 200 ? `${line.slice(0, 199)}…` : line)

/** The file of a run's last state. */
export const checkpointIn = (out: string): string => join(out, 'checkpoint.safetensors')

/** The arguments of each process. */
const commandsOf = async (
  { folder, out, processes, ...options }: Training<any>, isWatched: boolean,
): Promise<readonly (readonly string[])[]> => {
  const args = [runner, resolve(folder), '--out', resolve(out), ...argumentsOf(options), ...(isWatched ? ['--keep'] : [])]
  if (processes === 1) return [args]
  const coordinator = `127.0.0.1:${await freePort()}`
  return Array.from({ length: processes }, (_, rank) =>
    [...args, '--coordinator', coordinator, '--processes', String(processes), '--rank', String(rank)])
}

/**
 * Trains, to the end or until an observer or the signal stops it. `watch` sees each step, and the states of checkpoints. If it
 * stops the run at a checkpoint, that becomes the last one.
 */
export const train = async <St>(training: Training<St>, watch?: Watch<St>): Promise<Trained> => {
  const { operation, at, folder, out, codec, python, processes, signal, killAfter, record, log } = training
  let stopped = abortOf(signal)
  if (stopped !== undefined) return { stopped, last: 0 }
  const wrong = (expected: string, received: string, message = received): TenfoldError =>
    new TenfoldError(operation, { argument: folder, expected, received, message: `${folder}: ${message}` }, at)
  let interrupt = (): void => {}
  const { take, end, progress } = monitor({
    operation, record, watch,
    stop: (reason) => {
      stopped = reason
      interrupt()
    },
    checkpoint: checkpointIn(out),
    stateIn: (file) => stateIn(operation, file, codec, at),
  })
  const listen = async (lines: AsyncIterable<string>): Promise<void> => {
    for await (const text of lines) {
      if (text.startsWith('{')) {
        const line = decodeLine(text)
        if (E.isLeft(line)) throw wrong('a line of the runner', text, `the runner wrote ${JSON.stringify(brief(text))}: ${line.left}`)
        await take(line.right)
      } else if (text.trim() !== '') log?.(text)
    }
    await end()
  }
  const commands = await commandsOf(training, watch !== undefined)
  const running = start({ file: python, commands, heard: listen, said: (line) => log?.(line), killAfter })
  interrupt = running.stop
  const abort = (): void => {
    stopped ??= abortOf(signal)
    interrupt()
  }
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  let exits: readonly Exit[]
  try {
    exits = await running.exits
  } finally {
    signal?.removeEventListener('abort', abort)
  }
  const isMeant = ({ code, error }: Exit): boolean =>
    code === 0 || code === interrupted || (stopped !== undefined && code === undefined && error === undefined)
  const failed = exits.find((exit) => !isMeant(exit))
  const { last, saved, seconds, isEnded, isStopped, kept } = progress()
  if (failed !== undefined) throw wrong('a run that comes to its end', endOf(failed, processes))
  // Told to stop in its last step, it has come to its end.
  if (isEnded && !isStopped) stopped = undefined
  else if (stopped === undefined && exits.some(({ code }) => code === interrupted)) stopped = 'interrupted'
  if (stopped === undefined && !isEnded) throw wrong('a run that comes to its end', 'the runner ended without its last line')
  if (kept !== undefined) await rename(kept, checkpointIn(out))
  const why = stopped === undefined ? {} : { stopped }
  record?.({ event: 'end', step: last, ...why, seconds })
  return { ...why, last, ...(saved === undefined ? {} : { saved }) }
}
