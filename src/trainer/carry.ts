/** What is carried from step to step of a training, of a state and as one. */
import { prepare, type Looping, type Prepared } from '../jit/prepare.js'
import type { Elements } from '../program/elements.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { State } from './state.js'
import { tracedStep, type Carried, type Stepped } from './step.js'
import type { AnyBatch, Given, Task } from './task.js'

/** A state to begin with, as steps carry it. */
export interface Carry<P, S, L> {
  /** The type of what is carried. */
  readonly type: string
  readonly values: readonly Elements[]
  /** The state after so many steps, with the loss of the last one. */
  readonly stateOf: (values: readonly Elements[], step: number, loss: number) => State<P, S>
  /** The program of the n-th step, with a batch like this one. */
  readonly make: (batch: AnyBatch, n: number) => Prepared<Stepped<P, S>, L>
}

/** Carries of one task; `typeOf` gives the type of what is carried. */
export const carries = <P, S, L>(
  task: Task<P, S>, backend: Looping<L>, typeOf: (carried: unknown) => string,
  explained: <A>(state: State<P, S>, f: () => A) => A,
) => {
  const typesOf = new WeakMap<State<P, S>, string>()
  return (initial: State<P, S>): Carry<P, S, L> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    const type = typesOf.get(initial) ?? typeOf(form)
    return {
      type,
      values: types.map(elements),
      stateOf: (values, step, loss) => {
        const next = tree.replace(form, values.map((value, i) => concrete(types[i] as AnyTensor, value)))
        const made: State<P, S> = Object.freeze({ ...next, step, loss, key: initial.key })
        typesOf.set(made, type)
        return made
      },
      make: (batch, n) => explained(initial, () => {
        const given: Given = { key: initial.key, step: raw.scalar(initial.step, 'u32') as Given['step'], batch }
        return prepare(tracedStep(task, form, given, n), backend, types.length)
      }),
    }
  }
}
