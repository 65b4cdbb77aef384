/**
 * A program: typed inputs, instructions in order, results. It is data; a backend runs it, a pass rewrites it.
 *
 * Values are numbered: inputs first, then the results of each instruction in turn.
 */
import { check, isRecord, type Kind } from '../shape/options.js'
import type { Primitive, TensorType } from './primitive.js'

/** The number of a value in its program. */
export type Id = number

/** A primitive applied to earlier values. */
export interface Instruction<P = Primitive> {
  readonly primitive: P
  readonly operands: readonly Id[]
  /** The number of the first result; further ones follow it. */
  readonly first: Id
  readonly types: readonly TensorType[]
  /** The layer of a network that it came from, `2.dense`, or `2.dense backward` on the way back. No result depends on it. */
  readonly layer?: string | undefined
}

export const aProgram: Kind = {
  expected: 'a program, as a trainer\'s `program` gives it',
  holds: (x: unknown) => isRecord(x) && [x['inputs'], x['instructions'], x['results']].every(Array.isArray),
}

/** A computation as data. */
export interface Program<P = Primitive> {
  readonly inputs: readonly TensorType[]
  readonly instructions: readonly Instruction<P>[]
  readonly results: readonly Id[]
  /** What inputs and results are to those who traced it: `params.0.weights`. No result depends on it. */
  readonly names?: Names | undefined
}

/** Names of inputs and results, in order. */
export interface Names {
  readonly inputs: readonly string[]
  readonly results: readonly string[]
}

/**
 * The type of every value, by number.
 *
 * @example
 * typesOf({ inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }) // [{ shape: [2], dtype: 'f32' }]
 */
export const typesOf = (program: Program<unknown>): readonly TensorType[] => {
  check('typesOf', { program }, { program: aProgram })
  return [...program.inputs, ...program.instructions.flatMap((i) => i.types)]
}

/** The numbers of an instruction's results. */
export const definitions = ({ first, types }: Instruction<unknown>): readonly Id[] => types.map((_, i) => first + i)

/** The number of elements of a shape. */
export const count = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1)

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
