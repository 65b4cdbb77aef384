/** Training steps in a row, run as `jitFold` runs steps: batches are looked at where they come in, and the loss is a number. */
import type { Backend } from '../backend/backend.js'
import { prepare, type Prepared } from '../jit/prepare.js'
import { stepping } from '../jit/steps.js'
import type { AnyNetwork } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { isRecord } from '../shape/options.js'
import type { Tensors } from '../tensor/form.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from './batch.js'
import type { AnyRecipe } from './recipe.js'
import type { State } from './state.js'
import { tracedStep, type AnyBatch, type Carried, type Given, type Stepped } from './step.js'

export interface Session<P, S> {
  /** Runs one step; gives its loss. */
  readonly step: (batch: AnyBatch) => number
  /** The state after the steps so far, which later steps don't touch. */
  readonly state: () => State<P, S>
  /** The last state. What the session held goes to those that begin later. */
  readonly end: () => State<P, S>
}

/** Whether a tensor has the type of another. */
const alikeTensor = (x: unknown, y: unknown): boolean =>
  isTensor(x) ? isTensor(y) && raw.sameType(x, y) : isRecord(x) && isRecord(y) && !isTensor(y) && alike(x, y)

/** Whether two batches plainly have columns of the same types in the same order: one program takes both. */
const alike = (a: object, b: object): boolean => {
  const [columns, others] = [Object.entries(a), Object.entries(b)]
  return columns.length === others.length
    && columns.every(([name, x], i) => name === others[i]?.[0] && alikeTensor(x, others[i][1]))
}

/** What never changes: a tensor, or a record that was frozen. */
const isFixed = (x: unknown): x is Tensors & object => isTensor(x) || (isRecord(x) && Object.isFrozen(x))


/** A batch that fits: its signature, and its elements as programs take them. */
interface Seen {
  readonly form: string
  readonly targets: Tensors
  readonly weights: AnyTensor | undefined
  readonly columns: readonly Elements[]
}

/** Sessions of one network and recipe on one backend. Programs are kept by the paths and types of all they take. */
export const sessions = <P, S>(
  net: AnyNetwork, recipe: AnyRecipe<P, S>, backend: Backend, explained = <A>(_: State<P, S>, f: () => A): A => f(),
) => {
  const { typeOf, begin } = stepping<Stepped<P, S>>()
  const typesOf = new WeakMap<State<P, S>, string>()
  // Tensors never change: a batch that has been looked at once, by its inputs, need not be looked at in the next epoch.
  const seen = new WeakMap<object, Seen>()
  const known = (batch: AnyBatch): Seen | undefined => {
    const before = typeof batch === 'object' && batch !== null && isFixed(batch.inputs) ? seen.get(batch.inputs) : undefined
    return before !== undefined && before.targets === batch.targets && before.weights === batch.weights ? before : undefined
  }
  return (initial: State<P, S>): Session<P, S> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    const own = typesOf.get(initial) ?? typeOf(form)
    const steps = begin(own, types.map(elements))
    const key = elements(initial.key)
    const counter = new Uint32Array(1)
    /** What a step is given, its batch behind the rest: one list, filled anew. */
    const values: Elements[] = [key, counter]
    /** The last batch of another type than the one before it, and its signature. */
    let current: { readonly form: string; readonly batch: AnyBatch } | undefined
    let { step, loss: last } = initial
    const stateOf = (carried: readonly Elements[]): State<P, S> => {
      const next = tree.replace(form, carried.map((values, i) => concrete(types[i] as AnyTensor, values)))
      const made: State<P, S> = Object.freeze({ ...next, step, loss: last, key: initial.key })
      typesOf.set(made, own)
      return made
    }
    const make = (batch: AnyBatch) => (): Prepared<Stepped<P, S>> => {
      const given: Given = { key: initial.key, step: raw.scalar(step, 'u32') as Given['step'], batch }
      return prepare(tracedStep(net, recipe, form, given), backend, types.length)
    }
    return {
      step: (batch) => {
        let looked: Seen | undefined = known(batch)
        if (looked === undefined) {
          expectExamples('step', 'batch', net, recipe.loss, batch)
          const columns = tree.tensors(batch).map(elements)
          const form = current !== undefined && alike(current.batch, batch) ? current.form : signature(batch)
          looked = { form, targets: batch.targets, weights: batch.weights, columns }
          if (isFixed(batch.inputs) && isFixed(batch.targets)) seen.set(batch.inputs, looked)
        }
        if (looked.form !== current?.form) {
          steps.enter(looked.form, () => explained(initial, make(batch)))
          current = { form: looked.form, batch }
        }
        counter[0] = step
        const { columns } = looked
        if (values.length > 2 + columns.length) values.length = 2 + columns.length
        for (let i = 0; i < columns.length; i++) values[i + 2] = columns[i] as Elements
        last = steps.run(values)[0]?.[0] as number
        step++
        return last
      },
      state: () => stateOf(steps.carried()),
      end: () => {
        const carried = steps.end()
        current = undefined
        return stateOf(carried)
      },
    }
  }
}
