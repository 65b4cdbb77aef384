/** Common subexpressions: what is computed twice from the same operands is computed once. Primitives are pure. */
import type { Id, Program } from '../program.js'
import { inBodies, rewrite } from './rewrite.js'
import { primitiveTexts } from './text.js'

const merge = (program: Program): Program => {
  const text = primitiveTexts()
  const known = new Map<string, Id>()
  return rewrite(program, ({ size }) => ({ primitive, operands }) => {
    const key = `${operands.join()} ${text(primitive)}`
    const first = known.get(key)
    if (first === undefined) known.set(key, size())
    return first
  })
}

/**
 * The program with equal instructions on equal operands merged into the first of them: constants are equal by their
 * bits, expressions by what they compute, loops by their bodies.
 *
 *     %1 = map neg(x0) %0              %1 = map neg(x0) %0
 *     %2 = map neg(x0) %0              %2 = map add(x0, x1) %1 %1
 *     %3 = map add(x0, x1) %1 %2    ▸
 */
export const common: (program: Program) => Program = inBodies(merge)
