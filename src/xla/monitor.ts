/** Turns the runner's lines into events of the run, and into steps with their states for an observer. */
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunEvent } from '../run/event.js'
import { fail } from '../shape/error.js'
import type { Moment } from '../trainer/seen.js'
import type { Watch } from '../trainer/watched.js'
import type { RunnerLine, RunnerStep } from './lines.js'

/** The receivers of events and steps. */
export interface Monitored<St> {
  readonly operation: string
  readonly record: ((event: RunEvent) => void) | undefined
  readonly watch: Watch<St> | undefined
  readonly stateIn: (file: string) => Promise<St>
  /** Stops the run, for the observer's reason. */
  readonly stop: (reason: string) => void
  /** The checkpoint from which a run goes on, which is not removed. */
  readonly checkpoint: string
}

/** The progress of a run. */
export interface Progress {
  /** The last step that was seen, and the step of the last checkpoint. */
  readonly last: number
  readonly saved?: number
  /** Seconds that the steps took together. */
  readonly seconds: number
  /** Whether all steps are done, and whether the observer has stopped the run. */
  readonly isEnded: boolean
  readonly isStopped: boolean
  /** The checkpoint of the step at which the observer has stopped the run, if it has one. */
  readonly kept?: string
}

/** Takes lines one by one. A step whose state the observer needs is passed on once its checkpoint is written. */
export const monitor = <St>({ operation, record, watch, stateIn, stop, checkpoint }: Monitored<St>) => {
  const all: { -readonly [K in keyof Progress]: Progress[K] } = { last: 0, seconds: 0, isEnded: false, isStopped: false }
  let waiting: RunnerStep | undefined
  /** Lets the observer see a step, unless one has stopped the run before. */
  const see = async ({ step, loss, examples, seconds: took }: RunnerStep, file?: string): Promise<void> => {
    if (all.isStopped) return
    all.seconds += took
    all.last = step
    const { seconds } = all
    record?.({ event: 'step', step, loss, examples, seconds })
    if (watch === undefined) return
    const state = file === undefined ? undefined : await stateIn(file)
    const moment: Moment<St> = {
      step, loss, examples, seconds,
      state: () => state ?? fail(operation, {
        argument: 'observer', expected: 'one that reads states only at checkpoints', received: step,
        message: `observer should read states only at checkpoints (saveEvery), but reads the state of step ${step}`,
      }),
    }
    const reason = await watch.see(moment)
    watch.after(moment)
    if (reason === undefined) return
    all.isStopped = true
    if (file !== undefined) all.kept = file
    stop(reason)
  }
  /** The step that waits is seen, with this checkpoint, if it is its own. */
  const settle = async (saved?: { readonly step: number; readonly file: string }): Promise<void> => {
    const step = waiting
    waiting = undefined
    if (step !== undefined) await see(step, saved?.step === step.step ? saved.file : undefined)
  }
  const take = async (line: RunnerLine): Promise<void> => {
    await settle(line.event === 'saved' ? line : undefined)
    if (line.event === 'start') {
      const { event, step, steps, ...engine } = line
      all.last = step
      record?.({ event, step, steps, settings: { engine: 'xla', ...engine } })
    } else if (line.event === 'step') {
      if (watch?.looks(line.step) === true) waiting = line
      else await see(line)
    } else if (line.event === 'saved') {
      all.saved = line.step
      if (watch !== undefined && line.file !== all.kept && resolve(line.file) !== resolve(checkpoint))
        await rm(line.file, { force: true })
    } else if (line.event === 'end') all.isEnded = true
  }
  return { take, end: () => settle(), progress: (): Progress => all }
}
