/**
 * Which operands an instruction may write over: a kernel of maps reads a few neighbours before it writes them, and writes
 * nothing else, so an operand that is read at no other position than the one written may make room for a result.
 */
import { accesses, isWhole } from './access.js'
import type { Grouped } from './grouped.js'
import { count, type Program } from './program.js'

/** The inputs of a body that only its maps read, each element where the result has the same position. */
const inPlace = (body: Program): readonly number[] => {
  const access = accesses(body)
  const kindOf = new Map(body.instructions.map(({ primitive, first }) => [first, primitive.kind]))
  // A reduction's result has other positions, and so has a view of an operand.
  const made = body.results.map((id) => kindOf.get(id))
  if (made.some((kind) => kind !== 'map' && kind !== 'contract')) return []
  const readers = body.instructions.filter(({ first }) => access[first]?.root === first)
  const elsewhere = new Set(readers.flatMap(({ primitive, operands }) => operands.flatMap((id) => {
    const { root, view } = access[id]!
    const type = root === 'position' ? undefined : body.inputs[root]
    return type === undefined || primitive.kind === 'map' && isWhole(view, count(type.shape)) ? [] : [root]
  })))
  return body.inputs.map((_, i) => i).filter((i) => !elsewhere.has(i))
}

/** The operands, by their number in the instruction, that a result of as many elements of the same size may take the place of. */
export const overwritable = (primitive: Grouped): readonly number[] =>
  primitive.kind === 'map' ? primitive.expression.parameters.map((_, i) => i)
  : primitive.kind === 'group' ? inPlace(primitive.body)
  : []
