/** Loops over many examples at once: every step is one of all examples. */
import type { Custom } from '../program/custom.js'
import type { Of, Primitive } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import { apply, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import { zerosLike } from '../tensor/untyped.js'
import { exchanged, repeated, type Values } from './value.js'

/** A program on values of `n` examples: its results. */
export type Through = (program: Program, inputs: Values, n: number) => Values

type Flags = readonly boolean[]

/** Which results of a program are each example's own, from which inputs are. */
const batchedResults = ({ instructions, results }: Program<Primitive | Custom>, inputs: Flags): Flags => {
  const flags = [...inputs]
  for (const { primitive, operands, types } of instructions) {
    const given = operands.map((id) => flags[id] === true)
    flags.push(...(primitive.kind === 'scan' ? flagsOf(primitive, given).results : types.map(() => given.includes(true))))
  }
  return results.map((id) => flags[id] === true)
}

/** The same of a loop, with the inputs of its body: what is carried is each example's own once something of its own gets into it. */
const flagsOf = ({ body, constants, carried }: Of<'scan'>, operands: Flags): { readonly inputs: Flags; readonly results: Flags } => {
  for (let inputs = operands; ;) {
    const given = batchedResults(body, inputs)
    const isReached = (id: number): boolean => id >= constants && id < constants + carried && given[id - constants] === true
    const next = inputs.map((isBatched, id) => isBatched || isReached(id))
    if (next.every((isBatched, id) => isBatched === inputs[id]))
      return { inputs, results: given.map((isBatched, i) => (i < carried ? inputs[constants + i] === true : isBatched)) }
    inputs = next
  }
}

/** The loop of all examples. Sequences [steps, ...row] of each become rows of all, [steps, n, ...row], and back. */
export const loop = (primitive: Of<'scan'>, operands: Values, n: number, through: Through): Values => {
  const { body, constants, carried } = primitive
  const flags = flagsOf(primitive, operands.map(({ isBatched }) => isBatched))
  const types = body.inputs.map((type, i) =>
    zerosLike(flags.inputs[i] === true ? { shape: [n, ...type.shape], dtype: type.dtype } : type))
  const { program } = trace((given: readonly AnyTensor[]) => {
    const results = through(body, given.map((tensor, i) => ({ tensor, isBatched: flags.inputs[i] === true })), n)
    return results.map((value, i) => (i < carried && flags.results[i] === true ? repeated(value, n) : value.tensor))
  }, types)
  const given = operands.map((value, i) => {
    if (flags.inputs[i] !== true) return value.tensor
    return i < constants + carried ? repeated(value, n) : exchanged(value.tensor, 0, 1)
  })
  return apply({ ...primitive, body: program }, ...given).map((tensor, i) => {
    const isBatched = flags.results[i] === true
    return { tensor: isBatched && i >= carried ? exchanged(tensor, 0, 1) : tensor, isBatched }
  })
}
