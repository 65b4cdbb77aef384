/** The runner's command line, and the sentence that it ends with. */
import type { Exit } from './processes.js'

/** Options of the runner. */
export interface RunnerOptions {
  /** The axes of the mesh of devices with their sizes; `{ data: n }` of all n devices by default. */
  readonly mesh?: Readonly<Record<string, number>>
  /** How parameters are split: `fsdp`, or patterns of names with an axis, as in `*.weights=model`; replicated by default. */
  readonly shard?: readonly string[]
  /** Virtual CPU devices of each process, for a trial without accelerators. */
  readonly devices?: number
  /** The number of steps, in place of the job's. */
  readonly steps?: number
  /** A checkpoint after every n-th step; only at the end by default. */
  readonly saveEvery?: number
  /** Goes on from the last checkpoint in `out`. */
  readonly resume?: boolean
  /** Runs the checked steps: an index out of range ends the run. */
  readonly check?: boolean
  /** Whether a loss that is not finite ends the run, by default (`error`), or not (`allow`). */
  readonly nonFinite?: 'error' | 'allow'
  /** Whether a batch that the mesh does not divide is refused, by default (`error`), or computed whole on each device (`replicate`). */
  readonly uneven?: 'error' | 'replicate'
}

/** The options as arguments. */
export const argumentsOf = (
  { mesh, shard = [], devices, steps, saveEvery, resume, check, nonFinite, uneven }: RunnerOptions,
): readonly string[] => [
  ...(mesh === undefined ? [] : ['--mesh', Object.entries(mesh).map(([axis, size]) => `${axis}=${size}`).join(',')]),
  ...shard.flatMap((rule) => ['--shard', rule]),
  ...(devices === undefined ? [] : ['--devices', String(devices)]),
  ...(steps === undefined ? [] : ['--steps', String(steps)]),
  ...(saveEvery === undefined ? [] : ['--save-every', String(saveEvery)]),
  ...(resume === true ? ['--resume'] : []),
  ...(check === true ? ['--check'] : []),
  ...(nonFinite === 'allow' ? ['--allow-non-finite'] : []),
  ...(uneven === 'replicate' ? ['--uneven'] : []),
]

/** The exit code after an interrupt: the step was finished, and a checkpoint written. */
export const interrupted = 130

/** The prefix of messages of the runner and its parser of options. */
const mark = /^tenfold_xla(?:\.py)?: (?:error: )?/

/** Why a process has ended, by its own message where there is one. */
export const endOf = ({ rank, code, signal, error, said }: Exit, processes: number): string => {
  const who = processes === 1 ? 'the runner' : `process ${rank} of ${processes}`
  if (error !== undefined) return `${who} could not be started: ${error.message}`
  if (signal !== undefined) return `${who} was ended by ${signal}`
  const sentence = said.findLast((line) => mark.test(line))?.replace(mark, '')
  return sentence ?? `${who} ended with code ${code}, and ${said.length === 0 ? 'said nothing' : `said last: ${said.at(-1)}`}`
}
