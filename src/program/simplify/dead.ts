/**
 * Dead code: an instruction whose results nothing needs is left out.
 *
 * That a row's index is out of range is an error of the `gather` that reads it; where nobody needs the row, nobody reads
 * it, and there is no error. Tracing already records no more than what the results need.
 */
import { definitions, type Id, type Program } from '../program.js'
import { inBodies } from './rewrite.js'

const drop = (program: Program): Program => {
  const needed = new Set<Id>(program.results)
  const live = program.instructions.toReversed().filter((instruction) => {
    if (!definitions(instruction).some((id) => needed.has(id))) return false
    for (const id of instruction.operands) needed.add(id)
    return true
  }).reverse()
  if (live.length === program.instructions.length) return program
  const numbers: Id[] = program.inputs.map((_, id) => id)
  let next = program.inputs.length
  const renumber = (id: Id): Id => numbers[id]!
  return {
    inputs: program.inputs,
    instructions: live.map(({ primitive, operands, first, types }) => {
      const renumbered = { primitive, operands: operands.map(renumber), first: next, types }
      for (let i = 0; i < types.length; i++) numbers[first + i] = next++
      return renumbered
    }),
    results: program.results.map(renumber),
  }
}

/**
 * The program without what nothing needs. A loop stays whole when any of its results is needed.
 *
 *     %1 = map neg(x0) %0            %1 = map neg(x0) %0
 *     %2 = reduce sum over [0] %1    result %1
 *     result %1                   ▸
 */
export const dead: (program: Program) => Program = inBodies(drop)
