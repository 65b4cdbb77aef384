/** Training steps in a row, run as `jitFold` runs steps: batches are looked at where they come in, and the loss is a number. */
import type { Backend } from '../backend/backend.js'
import { stepping } from '../jit/steps.js'
import type { Elements } from '../program/elements.js'
import { elements } from '../tensor/tensor.js'
import { carries } from './carry.js'
import { measuring, type Measured } from './measure.js'
import { reader, type Current } from './read.js'
import type { State } from './state.js'
import type { Stepped } from './step.js'
import type { AnyBatch, Task } from './task.js'

export interface Session<P, S> {
  /** Runs one step; gives its loss. */
  readonly step: (batch: AnyBatch) => number
  /** What the task's measures make of the step just done. */
  readonly measured: (examples: number) => Measured
  /** The state after the steps so far, which later steps don't touch. */
  readonly state: () => State<P, S>
  /** The last state. What the session held goes to those that begin later. */
  readonly end: () => State<P, S>
}

/** Sessions of one task on one backend. Programs are kept by the paths and types of all they take. */
export const sessions = <P, S>(
  task: Task<P, S>, backend: Backend, explained = <A>(_: State<P, S>, f: () => A): A => f(),
) => {
  const { typeOf, begin } = stepping<Stepped<P, S>>()
  const carryOf = carries(task, backend, typeOf, explained)
  const read = reader(task)
  return (initial: State<P, S>): Session<P, S> => {
    const { type, values: carried, stateOf, make } = carryOf(initial)
    const steps = begin(type, carried)
    const key = elements(initial.key)
    const counter = new Uint32Array(1)
    /** What a step is given, its batch behind the rest: one list, filled anew. */
    const values: Elements[] = [key, counter]
    const measure = measuring(task.measures)
    let traced: readonly unknown[] = []
    let results: readonly Elements[] = []
    let current: Current | undefined
    let { step, loss: last } = initial
    return {
      step: (batch) => {
        const { form, columns } = read(batch, current)
        const due = task.measures?.map(({ isDue }) => isDue?.(step + 1)).join()
        if (form !== current?.form || due !== current.due) {
          traced = steps.enter(`${form} ${due}`, () => make(batch, step + 1))?.form.measured ?? []
          current = { form, batch, due }
        }
        counter[0] = step
        if (values.length > 2 + columns.length) values.length = 2 + columns.length
        for (let i = 0; i < columns.length; i++) values[i + 2] = columns[i] as Elements
        results = steps.run(values)
        last = results[0]?.[0] as number
        step++
        return last
      },
      measured: (examples) => measure({ traced, results, examples }),
      state: () => stateOf(steps.carried(), step, last),
      end: () => {
        const ended = steps.end()
        current = undefined
        return stateOf(ended, step, last)
      },
    }
  }
}
