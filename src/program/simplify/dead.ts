/**
 * Dead code: an instruction whose results nothing needs is left out.
 *
 * That a row's index is out of range is an error of the `gather` that reads it; where nobody needs the row, nobody reads
 * it, and there is no error. Tracing already records no more than what the results need.
 */
import { definitions, instructionOf, type Id, type Instruction, type Program } from '../program.js'
import { rewrite } from './rewrite.js'

/** Which results of an instruction stay, by place: all, but for the outputs of a loop that nothing needs. */
const staying = ({ primitive, first, types }: Instruction, needed: ReadonlySet<Id>): readonly number[] =>
  types.map((_, i) => i).filter((i) => primitive.kind !== 'scan' || i < primitive.carried || needed.has(first + i))

/** An instruction with these of its results. */
const trimmed = (instruction: Instruction, places: readonly number[]): Instruction => {
  const { primitive, types, operands, first, layer } = instruction
  if (primitive.kind !== 'scan' || places.length === types.length) return instruction
  const body = { ...primitive.body, results: places.map((i) => primitive.body.results[i]!) }
  return instructionOf({ ...primitive, body }, operands, first, places.map((i) => types[i]!), layer)
}

const drop = (program: Program): Program => {
  const needed = new Set<Id>(program.results)
  const live = program.instructions.toReversed().filter((instruction) => {
    if (!definitions(instruction).some((id) => needed.has(id))) return false
    for (const id of instruction.operands) needed.add(id)
    return true
  }).reverse()
  const kept = live.map((instruction) => staying(instruction, needed))
  const isWhole = live.every(({ types }, i) => kept[i]!.length === types.length)
  if (isWhole && live.length === program.instructions.length) return program
  const numbers: Id[] = program.inputs.map((_, id) => id)
  let next = program.inputs.length
  const renumber = (id: Id): Id => numbers[id]!
  return {
    ...program,
    instructions: live.map((instruction, at) => {
      const { primitive, types, layer } = trimmed(instruction, kept[at]!)
      const renumbered = instructionOf(primitive, instruction.operands.map(renumber), next, types, layer)
      for (const i of kept[at]!) numbers[instruction.first + i] = next++
      return renumbered
    }),
    results: program.results.map(renumber),
  }
}

/**
 * The program without what nothing needs. A loop carries on what it carries when any of its results is needed, but puts out
 * only what is.
 *
 *     %1 = map neg(x0) %0            %1 = map neg(x0) %0
 *     %2 = reduce sum over [0] %1    result %1
 *     result %1                   ▸
 */
export const dead = (program: Program): Program => rewrite(drop(program), ({ emit }) => ({ primitive, operands }) => {
  if (primitive.kind !== 'scan') return undefined
  const body = dead(primitive.body)
  return body === primitive.body ? undefined : emit({ ...primitive, body }, operands)
})
