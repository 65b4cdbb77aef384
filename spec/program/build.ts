/** Programs written by hand: `emit` adds an instruction and gives the number of its first result. */
import '../../src/tensor/scan.js'
import '../../src/tensor/scatterMax.js'
import '../../src/tensor/sort.js'
import { infer } from '../../src/program/infer.js'
import type { Primitive, TensorType } from '../../src/program/primitive.js'
import type { Id, Instruction, Program } from '../../src/program/program.js'

export interface Builder {
  readonly emit: (primitive: Primitive, ...operands: readonly Id[]) => Id
  readonly typeOf: (id: Id) => TensorType
  /** How many values there are so far. */
  readonly size: () => number
}

/** The program that `body` writes over these inputs, numbered from 0; what it returns are the results. */
export const build = (inputs: readonly TensorType[], body: (builder: Builder) => readonly Id[]): Program => {
  const types: TensorType[] = [...inputs]
  const instructions: Instruction[] = []
  const results = body({
    typeOf: (id) => types[id]!,
    size: () => types.length,
    emit: (primitive, ...operands) => {
      const made = infer(primitive, operands.map((id) => types[id]!))
      const first = types.length
      instructions.push({ primitive, operands, first, types: made })
      types.push(...made)
      return first
    },
  })
  return { inputs, instructions, results }
}

export const type = (shape: readonly number[], dtype: TensorType['dtype'] = 'f32'): TensorType => ({ shape, dtype })
