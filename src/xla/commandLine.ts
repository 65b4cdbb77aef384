/** The runner's command line, and its end in a sentence. */
import type { Exit } from './processes.js'

/** What the runner is told, by the names of its options. */
export interface RunnerOptions {
  /** The axes of the mesh of devices with their sizes; `{ data: n }` of all n devices, if nothing is said. */
  readonly mesh?: Readonly<Record<string, number>>
  /** How parameters are split: `fsdp`, or patterns of names with an axis, as in `*.weights=model`; they are on all devices, if nothing is said. */
  readonly shard?: readonly string[]
  /** Virtual devices of the CPU that each process has, for trying at home. */
  readonly devices?: number
  /** Steps to do in all, in place of the job's. */
  readonly steps?: number
  /** A checkpoint after every n-th step; only at the end, if nothing is said. */
  readonly saveEvery?: number
  /** Goes on from the last checkpoint in `out`. */
  readonly resume?: boolean
  /** Runs the checked steps: an index out of range ends the run. */
  readonly check?: boolean
  /** A loss that is not finite ends the run, if nothing is said; `allow` goes on. */
  readonly nonFinite?: 'error' | 'allow'
}

/** The options as arguments. */
export const argumentsOf = ({ mesh, shard = [], devices, steps, saveEvery, resume, check, nonFinite }: RunnerOptions): readonly string[] => [
  ...(mesh === undefined ? [] : ['--mesh', Object.entries(mesh).map(([axis, size]) => `${axis}=${size}`).join(',')]),
  ...shard.flatMap((rule) => ['--shard', rule]),
  ...(devices === undefined ? [] : ['--devices', String(devices)]),
  ...(steps === undefined ? [] : ['--steps', String(steps)]),
  ...(saveEvery === undefined ? [] : ['--save-every', String(saveEvery)]),
  ...(resume === true ? ['--resume'] : []),
  ...(check === true ? ['--check'] : []),
  ...(nonFinite === 'allow' ? ['--allow-non-finite'] : []),
]

/** The exit code after an interrupt: the step was finished, and a checkpoint written. */
export const interrupted = 130

/** Before a sentence of the runner's, or of its parser of options. */
const mark = /^tenfold_xla(?:\.py)?: (?:error: )?/

/** Why a process has ended, in words: its own, where it has said some. */
export const endOf = ({ rank, code, signal, error, said }: Exit, processes: number): string => {
  const who = processes === 1 ? 'the runner' : `process ${rank} of ${processes}`
  if (error !== undefined) return `${who} could not be started: ${error.message}`
  if (signal !== undefined) return `${who} was ended by ${signal}`
  const sentence = said.findLast((line) => mark.test(line))?.replace(mark, '')
  return sentence ?? `${who} ended with code ${code}, and ${said.length === 0 ? 'said nothing' : `said last: ${said.at(-1)}`}`
}
