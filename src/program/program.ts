/**
 * A program: typed inputs, instructions in order, results. It is data; a backend runs it, a pass rewrites it.
 *
 * Values are numbered: inputs first, then the results of each instruction in turn.
 */
import { isRecord, type Kind } from '../shape/options.js'
import type { Id, Instruction, Program, TensorType } from './primitive.js'

export type { Id, Instruction, Names, Program } from './primitive.js'

export const aProgram: Kind = {
  expected: 'a program, as a trainer\'s `program` gives it',
  holds: (x: unknown) => isRecord(x) && [x['inputs'], x['instructions'], x['results']].every(Array.isArray),
}

/** The type of every value, by number. */
export const typesOf = ({ inputs, instructions }: Program<unknown>): readonly TensorType[] => {
  const all = [...inputs]
  // One by one: programs are long, and this is asked for again and again.
  for (const { types } of instructions) for (const type of types) all.push(type)
  return all
}

/**
 * An instruction with its fields in one order, whoever makes it: what goes through long programs is quickest, and compiled once,
 * where all of them are of one form.
 */
export const instructionOf = <P>(
  primitive: P, operands: readonly Id[], first: Id, types: readonly TensorType[], layer: string | undefined,
): Instruction<P> => ({ primitive, operands, first, types, layer })

/** The numbers of an instruction's results. */
export const definitions = ({ first, types }: Instruction<unknown>): readonly Id[] => types.map((_, i) => first + i)

/** The number of elements of a shape. */
export const count = (shape: readonly number[]): number => {
  let n = 1
  for (let axis = 0; axis < shape.length; axis++) n *= shape[axis]!
  return n
}

/** The same program with its inputs in another order: input i is what was input order[i]. */
export const reorderInputs = (program: Program, order: readonly number[]): Program => {
  const place = new Map(order.map((was, is) => [was, is]))
  const renumber = (id: Id): Id => place.get(id) ?? id
  return {
    inputs: order.map((was) => program.inputs[was] as TensorType),
    instructions: program.instructions.map((instruction) => ({ ...instruction, operands: instruction.operands.map(renumber) })),
    results: program.results.map(renumber),
  }
}
