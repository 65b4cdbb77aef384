/** The names and types of a step's inputs and results, from which the figures are computed. */
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

/** The tensors of a part of the state: `params`, `optimizer`, `batch`. */
export const under = (tensors: readonly Named[], part: string): readonly Named[] =>
  tensors.filter(({ name }) => name.startsWith(`${part}.`))

/** The description of a step, whose inputs and results have names. */
export const describe = ({ inputs, instructions, results, names }: Program): Description => {
  const types = [...inputs, ...instructions.flatMap((instruction) => instruction.types)]
  return {
    inputs: inputs.map(({ shape, dtype }, i) => ({ name: names!.inputs![i]!, shape, dtype })),
    results: results.map((id, i) => ({ name: names!.results![i]!, shape: types[id]!.shape, dtype: types[id]!.dtype })),
  }
}

/** The same step for another number of sequences, the first size of the batch's tensors. */
export const withSequences = ({ inputs, results }: Description, sequences: number): Description => ({
  inputs: inputs.map((tensor) =>
    (tensor.name.startsWith('batch.') ? { ...tensor, shape: [sequences, ...tensor.shape.slice(1)] } : tensor)),
  results,
})
