/**
 * Which operands an instruction may write over: a kernel of maps reads a few neighbours before it writes them, and writes
 * nothing else, so an operand that is read at no other position than the one written may make room for a result.
 */
import { accesses, isWhole } from './access.js'
import type { Grouped } from './grouped.js'
import type { Program } from './program.js'

/** The inputs of a body that only its maps read, each element where the result has the same position. */
const inPlace = (body: Program): readonly number[] => {
  const { inputs, instructions, results } = body
  // A reduction's result has other positions, and so has a view of an operand.
  const isMade = (id: number): boolean => {
    const kind = instructions.find(({ first }) => first === id)?.primitive.kind
    return kind === 'map' || kind === 'contract'
  }
  if (!results.every(isMade)) return []
  const access = accesses(body)
  const free = inputs.map(() => true)
  for (const { primitive, operands, first } of instructions) {
    if (access[first]?.root !== first) continue
    for (const id of operands) {
      const { root, view } = access[id]!
      const type = root === 'position' ? undefined : inputs[root]
      if (type !== undefined && !(primitive.kind === 'map' && isWhole(view, type.shape))) free[root as number] = false
    }
  }
  return inputs.flatMap((_, i) => (free[i] ? [i] : []))
}

/** The operands, by their number in the instruction, that a result of as many elements of the same size may take the place of. */
export const overwritable = (primitive: Grouped): readonly number[] =>
  primitive.kind === 'map' ? primitive.expression.parameters.map((_, i) => i)
  : primitive.kind === 'group' ? inPlace(primitive.body)
  : []
