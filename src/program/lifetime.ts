import { definitions, type Program } from './program.js'

/**
 * For each value the position of the instruction that uses it last: its own position when nothing does, -1 for an input
 * without a use, and the number of instructions for a result.
 */
export const lastUses = (program: Program<unknown>): readonly number[] => {
  const last: number[] = program.inputs.map(() => -1)
  program.instructions.forEach((instruction, at) => {
    for (const id of definitions(instruction)) last[id] = at
    for (const id of instruction.operands) last[id] = at
  })
  for (const id of program.results) last[id] = program.instructions.length
  return last
}
