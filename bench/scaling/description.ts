/** What a step takes and gives, by names and types: figures are functions of it. */
import { bytesOf } from '../../src/program/elements.js'
import type { TensorType } from '../../src/program/primitive.js'
import { count, type Program } from '../../src/program/program.js'

/** A tensor by its name, such as `params.0.weights`. */
export interface Named extends TensorType {
  readonly name: string
}

/** A step by its inputs and results, in their order. */
export interface Description {
  readonly inputs: readonly Named[]
  readonly results: readonly Named[]
}

/** The bytes of a tensor. */
export const bytes = ({ shape, dtype }: TensorType): number => count(shape) * bytesOf[dtype]

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Those whose name begins so: `params`, `optimizer`, `batch`. */
export const under = (tensors: readonly Named[], room: string): readonly Named[] => tensors.filter(({ name }) => name.startsWith(`${room}.`))

/** The description of a step, whose inputs and results have names. */
export const describe = ({ inputs, instructions, results, names }: Program): Description => {
  const types = [...inputs, ...instructions.flatMap((instruction) => instruction.types)]
  return {
    inputs: inputs.map(({ shape, dtype }, i) => ({ name: names!.inputs![i]!, shape, dtype })),
    results: results.map((id, i) => ({ name: names!.results![i]!, shape: types[id]!.shape, dtype: types[id]!.dtype })),
  }
}

/** The same step for so many sequences: what it is given has them along its first axis. */
export const withSequences = ({ inputs, results }: Description, sequences: number): Description => ({
  inputs: inputs.map((tensor) => (tensor.name.startsWith('batch.') ? { ...tensor, shape: [sequences, ...tensor.shape.slice(1)] } : tensor)),
  results,
})
