/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of training, confined to a fold.
 */
import type { Backend, Loop } from '../backend/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import { isRecord } from '../shape/options.js'
import type { Tensors } from '../tensor/form.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from './batch.js'
import { pool } from './pool.js'
import type { AnyRecipe } from './recipe.js'
import type { State } from './state.js'
import { stepProgram, type AnyBatch, type Carried, type Given } from './step.js'

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


/** A program made ready, and about as many bytes as it takes. */
interface Kept {
  readonly start: ReturnType<Backend['loop']>
  readonly bytes: number
}

/** Bytes that the programs of a recipe may take together: some hundred large ones. */
const mostBytes = 134217728

/** Code, some kilobytes for each instruction, and constants. */
const bytesOf = ({ instructions }: Program): number => instructions.reduce((sum, { primitive }) =>
  sum + (primitive.kind === 'constant' ? primitive.elements.length : 2048), 0)

/** Loops in one memory, by what they were made of: what they carry stays there when batches of another shape come. */
interface Room {
  readonly loops: WeakMap<Kept, Loop>
  any: Loop | undefined
}

/** A loop in use, a batch of the kind that it takes, and its signature. */
interface Current {
  readonly form: string
  readonly loop: Loop
  readonly batch: AnyBatch
}

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
  const programs = cache<Kept>(mostBytes, ({ bytes }) => bytes)
  // A step that fails leaves its room out of the pool.
  const idle = pool<Room>(4)
  const signatures = new WeakMap<State<P, S>, string>()
  /** Signatures of states are long: programs are found by their numbers. */
  const numbers = new Map<string, string>()
  const numbered = (form: string): string => {
    const number = numbers.get(form) ?? `${numbers.size}`
    numbers.set(form, number)
    return number
  }
  // Tensors never change: a batch that has been looked at once, by its inputs, need not be looked at in the next epoch.
  const seen = new WeakMap<object, Seen>()
  const known = (batch: AnyBatch): Seen | undefined => {
    const before = typeof batch === 'object' && batch !== null && isFixed(batch.inputs) ? seen.get(batch.inputs) : undefined
    return before !== undefined && before.targets === batch.targets && before.weights === batch.weights ? before : undefined
  }
  return (initial: State<P, S>): Session<P, S> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    const own = signatures.get(initial) ?? numbered(signature(form))
    const key = elements(initial.key)
    const counter = new Uint32Array(1)
    /** What a step is given, its batch behind the rest: one list, filled anew. */
    const values: Elements[] = [key, counter]
    let carried: readonly Elements[] = types.map(elements)
    let room: Room | undefined
    let current: Current | undefined
    let { step, loss: last } = initial
    const held = (): readonly Elements[] => current?.loop.carried() ?? carried
    const state = (): State<P, S> => {
      const next = tree.replace(form, held().map((values, i) => concrete(types[i] as AnyTensor, values)))
      const made: State<P, S> = Object.freeze({ ...next, step, loss: last, key: initial.key })
      signatures.set(made, own)
      return made
    }
    /** The room given back, what is carried there taken out. */
    const leave = (): void => {
      carried = held()
      if (room !== undefined) idle.give(own, room)
      room = current = undefined
    }
    const opened = (): Room => {
      const found = idle.take(own)
      found?.any?.load(carried)
      return found ?? { loops: new WeakMap(), any: undefined }
    }
    const make = (batch: AnyBatch) => (): Kept => {
      const given: Given = { key: initial.key, step: raw.scalar(step, 'u32') as Given['step'], batch }
      const program = stepProgram(net, recipe, form, given)
      return { start: backend.loop(program, types.length), bytes: bytesOf(program) }
    }
    /** The program for batches of that form becomes the current one. */
    const enter = (form: string, batch: AnyBatch): void => {
      const kept = programs(`${own} ${form}`, () => explained(initial, make(batch)))
      const { loops, any } = room ??= opened()
      const loop = loops.get(kept) ?? kept.start(any ?? carried)
      loops.set(kept, loop)
      room.any = loop
      current = { form, loop, batch }
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
        if (looked.form !== current?.form)
          enter(looked.form, batch)
        counter[0] = step
        const { columns } = looked
        if (values.length > 2 + columns.length) values.length = 2 + columns.length
        for (let i = 0; i < columns.length; i++) values[i + 2] = columns[i] as Elements
        last = (current as Current).loop.step(values)[0]?.[0] as number
        step++
        return last
      },
      state,
      end: () => {
        leave()
        return state()
      },
    }
  }
}
