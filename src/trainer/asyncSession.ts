/** Trainings on backends that answer later: steps are asked for in advance, and their losses looked at in order. */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import { asyncSteps } from '../jit/asyncSteps.js'
import { drive } from '../jit/drive.js'
import { FoldError } from '../jit/foldError.js'
import { memories } from '../jit/memories.js'
import type { FoldOptions } from '../jit/turns.js'
import type { Elements } from '../program/elements.js'
import { fail } from '../shape/error.js'
import { elements } from '../tensor/tensor.js'
import { carries } from './carry.js'
import { lossFault } from './finite.js'
import { measuring } from './measure.js'
import type { Moment } from './seen.js'
import { reader, type Current } from './read.js'
import type { State } from './state.js'
import type { Stepped } from './step.js'
import type { AnyBatch, Task } from './task.js'
import type { Ended, Watch } from './watched.js'

/** What comes back of a step: its loss and what is measured, and what is carried after it where somebody looks. */
type Answer = readonly [results: readonly Elements[], carried: readonly Elements[] | undefined, traced: readonly unknown[]]

/** Trains from a state on; `operation` is for messages. */
export type Run<P, S> = (
  operation: string, initial: State<P, S>, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>, options: FoldOptions,
  watch?: Watch<State<P, S>>,
) => Promise<Ended<State<P, S>>>

/** Trainings of one task on one backend. */
export const asyncSessions = <P, S>(
  task: Task<P, S>, backend: AsyncBackend, isStrict: boolean, explained: <A>(state: State<P, S>, f: () => A) => A,
): Run<P, S> => {
  const { typeOf, open } = memories<Stepped<P, S>, AsyncLoop>()
  const carryOf = carries(task, backend, typeOf, explained)
  const read = reader(task)
  return async (operation, initial, batches, options, watch) => {
    const { type, values, stateOf, make } = carryOf(initial)
    const memory = open(type)
    const steps = asyncSteps(backend, memory, values)
    const key = elements(initial.key)
    const measure = measuring(task.measures)
    let current: Current | undefined
    let traced: readonly unknown[] = []
    /** Steps done, and the loss after each of them that may still be asked for. */
    let done = 0
    const losses = new Map([[0, initial.loss]])

    /** The state after so many steps; a `FoldError` with the last one that there is where it is not to be had. */
    const whole = async (wanted: number): Promise<State<P, S>> => {
      const { at, values: found } = await steps.after(wanted)
      return stateOf(found, initial.step + at, losses.get(at) as number)
    }
    const failed = async (cause: unknown, wanted: number, step: number): Promise<FoldError<State<P, S>>> =>
      new FoldError(operation, { state: await whole(wanted), step: initial.step + step, cause })

    const ask = (batch: AnyBatch, n: number): Promise<Answer> => {
      const { form, columns } = read(batch, current)
      const next = initial.step + n + 1
      const due = task.measures?.map(({ isDue }) => isDue?.(next)).join()
      if (form !== current?.form || due !== current.due) {
        traced = steps.enter(`${form} ${due}`, () => make(batch, next))?.form.measured ?? []
        current = { form, batch, due }
      }
      const results = steps.run([key, Uint32Array.of(initial.step + n), ...columns])
      const carried = watch?.looks(next) === true ? steps.carried() : undefined
      return Promise.all([results, carried, traced])
    }
    const see = async ([results, carried, formed]: Answer, batch: AnyBatch, n: number): Promise<string | undefined> => {
      const [loss, step] = [results[0]?.[0] as number, initial.step + n + 1]
      done = n + 1
      losses.set(done, loss)
      let snapshot: State<P, S> | undefined
      const stateAfter = (): State<P, S> => {
        if (carried === undefined)
          return fail('observe', { argument: 'looks', expected: 'true of every step after which the observer looks at the state', received: false })
        return snapshot ??= stateOf(carried, step, loss)
      }
      const examples = task.examplesOf(batch)
      const moment: Moment<State<P, S>> = { step, loss, examples, state: stateAfter, ...measure({ traced: formed, results, examples }) }
      const stop = await watch?.see(moment)
      if (stop === undefined && isStrict && !Number.isFinite(loss)) throw lossFault(operation, await whole(done), batch)
      watch?.after(moment)
      steps.settle(done)
      for (const at of losses.keys()) {
        if (at >= steps.kept()) break
        losses.delete(at)
      }
      return stop
    }
    const stopped = await drive(batches, {
      ...options, ahead: backend.ahead, ask, see, explain: (error, n) => failed(error, n, n + 1),
    })
    if (stopped !== undefined) {
      const state = await whole(done)
      if (state.step === initial.step + done) {
        memory.leave()
        return { state, stopped }
      }
      throw new FoldError(operation, { state, step: initial.step + done, cause: new Error('the backend does not give the state after it') })
    }
    const last = await steps.carried().catch(async (error: unknown) => { throw await failed(error, done, done) })
    memory.leave()
    return { state: stateOf(last, initial.step + done, losses.get(done) as number), stopped }
  }
}
