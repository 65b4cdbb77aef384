/** Training of a task, whichever backend runs it: how it begins, its states as plain data, its step as a program. */
import { standard } from '../backend/standard.js'
import { aBackend } from '../jit/options.js'
import { simplified as asRun } from '../jit/prepare.js'
import type { Program } from '../program/program.js'
import { checkKey, foldIn, key as keyOf, type Key } from '../random/key.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aBoolean, checkOptions, oneOf } from '../shape/options.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AsyncTrainerOptions } from './asyncTrainer.js'
import { explainErrors, stateCodec } from './codec.js'
import { expectState, type State } from './state.js'
import { tracedStep } from './step.js'
import type { TrainerOptions } from './syncTrainer.js'
import type { AnyBatch, Given, Task } from './task.js'

/** What folds need of it. */
export interface Learning<P, S> {
  readonly task: Task<P, S>
  readonly isStrict: boolean
  /** What fails for a state that is none of the trainer's is told of the state. */
  readonly explained: <A>(state: State<P, S>, f: () => A) => A
}

/** The options of a trainer, with their defaults. */
export const optionsOf = (options: TrainerOptions | AsyncTrainerOptions) => {
  const { backend = standard, nonFinite = 'error' } =
    checkOptions<TrainerOptions | AsyncTrainerOptions>('trainer', options, { backend: aBackend, nonFinite: oneOf('error', 'allow') })
  return { backend, isStrict: nonFinite === 'error' }
}

export const learningOf = <P, S>(task: Task<P, S>, isStrict: boolean) => {
  const init = (key: Key): State<P, S> => {
    checkKey('init', key)
    // Parameters and steps draw from keys of their own.
    const params = task.init(foldIn(key, 0))
    // Frozen to the leaves.
    return tree.map({ params, optimizer: task.optimizer.init(params), step: 0, loss: NaN, key: foldIn(key, 1) }, (tensor) => tensor)
  }
  const codec = stateCodec(() => init(keyOf(0)))
  const explained = <A>(state: State<P, S>, f: () => A): A => {
    try {
      return f()
    } catch (error) {
      const decoded = error instanceof TenfoldError ? undefined : codec.decode(state)
      if (decoded?._tag !== 'Left') throw error
      const message = `state is none of this trainer: ${explainErrors(decoded.left)[0]}`
      return fail('trainer', { argument: 'state', expected: 'a state of this trainer', received: state, message })
    }
  }
  const program = (state: State<P, S>, batch: AnyBatch, options: { readonly simplified?: boolean } = {}): Program => {
    expectState('program', state)
    const { simplified = true } = checkOptions<typeof options>('program', options, { simplified: aBoolean })
    const { params, optimizer, key, step } = state
    task.expectBatch('program', 'batch', batch)
    const taken: Given = { key, step: raw.scalar(step, 'u32') as Given['step'], batch }
    const traced = explained(state, () => tracedStep(task, { params, optimizer }, taken).program)
    return simplified ? asRun(traced) : traced
  }
  // Types of trainers say nothing of the task, which is for those who hand a training over to another engine.
  return { task, isStrict, explained, parts: { init, codec, program, task } }
}
