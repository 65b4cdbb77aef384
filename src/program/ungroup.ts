import { check } from '../shape/options.js'
import type { Grouped } from './grouped.js'
import { aProgram, definitions, type Id, type Instruction, type Program } from './program.js'

/**
 * The program without groups: each is written out. It computes the same bits.
 *
 * @example
 * ungroup(group({ inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] })).instructions.length // 0
 */
export const ungroup = (program: Program<Grouped>): Program => {
  check('ungroup', { program }, { program: aProgram })
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction[] = []
  let next = program.inputs.length
  const emit = (instruction: Instruction, known: Map<Id, Id>): void => {
    const operands = instruction.operands.map((id) => known.get(id)!)
    instructions.push({ ...instruction, operands, first: next })
    for (const id of definitions(instruction)) known.set(id, next++)
  }
  for (const instruction of program.instructions) {
    const { primitive, operands, first } = instruction
    if (primitive.kind !== 'group') {
      emit({ ...instruction, primitive }, numbers)
      continue
    }
    const { body } = primitive
    const inner = new Map<Id, Id>(operands.map((id, i) => [i, numbers.get(id)!]))
    for (const instruction of body.instructions) emit(instruction, inner)
    body.results.forEach((id, i) => numbers.set(first + i, inner.get(id)!))
  }
  return { ...program, instructions, results: program.results.map((id) => numbers.get(id)!) }
}
