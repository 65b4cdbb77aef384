/**
 * Dead code: an instruction whose results nothing needs is left out.
 *
 * That a row's index is out of range is an error of the `gather` that reads it; where nobody needs the row, nobody reads
 * it, and there is no error. Tracing already records no more than what the results need.
 */
import { instructionOf, typesOf, type Id, type Instruction, type Program } from '../program.js'
import { hasBodies, rewrite } from './rewrite.js'

/** Whether a result of an instruction stays: all do, but for the outputs of a loop that nothing needs. */
type Stays = (instruction: Instruction, place: number) => boolean

/** An instruction with those of its results that stay. */
const trimmed = (instruction: Instruction, stays: Stays): Instruction => {
  const { primitive, types, operands, first, layer } = instruction
  if (primitive.kind !== 'scan' || types.every((_, i) => stays(instruction, i))) return instruction
  const ofThese = <A>(list: readonly A[]): readonly A[] => list.filter((_, i) => stays(instruction, i))
  const body = { ...primitive.body, results: ofThese(primitive.body.results) }
  return instructionOf({ ...primitive, body }, operands, first, ofThese(types), layer)
}

const drop = (program: Program): Program => {
  const { inputs, instructions, results } = program
  const needed: boolean[] = typesOf(program).map(() => false)
  const need = (id: Id): void => { needed[id] = true }
  results.forEach(need)
  const isLive = ({ first, types }: Instruction): boolean => {
    for (let i = 0; i < types.length; i++) if (needed[first + i] === true) return true
    return false
  }
  const stays: Stays = ({ primitive, first }, i) => primitive.kind !== 'scan' || i < primitive.carried || needed[first + i]!
  /** From the last to the first. */
  const live: Instruction[] = []
  instructions.toReversed().forEach((instruction) => {
    if (!isLive(instruction)) return
    instruction.operands.forEach(need)
    live.push(instruction)
  })
  const kept = live.reverse().map((instruction) => trimmed(instruction, stays))
  if (live.length === instructions.length && kept.every((instruction, i) => instruction === live[i])) return program
  const numbers: Id[] = inputs.map((_, id) => id)
  let next = inputs.length
  const renumber = (id: Id): Id => numbers[id]!
  return {
    ...program,
    instructions: kept.map(({ primitive, operands, types, layer }, at) => {
      const old = live[at]!
      const renumbered = instructionOf(primitive, operands.map(renumber), next, types, layer)
      for (let i = 0; i < old.types.length; i++) if (stays(old, i)) numbers[old.first + i] = next++
      return renumbered
    }),
    results: results.map(renumber),
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
export const dead = (program: Program): Program => {
  const live = drop(program)
  return !hasBodies(live) ? live : rewrite(live, ({ emit }) => ({ primitive, operands }) => {
    if (primitive.kind !== 'scan') return undefined
    const body = dead(primitive.body)
    return body === primitive.body ? undefined : emit({ ...primitive, body }, operands)
  })
}
