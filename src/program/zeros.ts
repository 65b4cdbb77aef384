/**
 * Which values are likely to be 0 in many places: what a rectifier lets through or holds back, what a maximum hands to one
 * element of its window, what dropout leaves out. Their products may skip what adds nothing.
 */
import { resultOf, type Expression } from './expression.js'
import type { Grouped } from './grouped.js'
import { definitions, type Id, type Instruction, type Program } from './program.js'
import { argsOf, type Scalar } from './scalar.js'
import { ascend } from './walk.js'

/** Whether an expression is 0 where a condition says so; `of` tells for its parameters. */
const vanishes = (expression: Scalar, of: (parameter: number) => boolean): boolean =>
  ascend<Scalar, boolean>(expression, argsOf, (x, args) => {
    switch (x.op) {
      case 'parameter': return of(x.index)
      case 'constant': return x.value === 0
      case 'call': return x.callee === 'relu'
      case 'select': return args.slice(1).includes(true)
      case 'mul': case 'neg': return args.includes(true)
      case 'add': case 'sub': return !args.includes(false)
      case 'max': return x.args.some((y) => y.op === 'constant' && y.value === 0)
      default: return false
    }
  })

/** What only moves elements, or leaves some out. */
const moves: ReadonlySet<string> = new Set(['reshape', 'permute', 'slice', 'broadcast', 'pad'])

/** `vanishes`, asked once for an expression and what is known of its parameters: a program has it again and again. */
const asked = () => {
  const known = new Map<Expression, Map<string, boolean>>()
  return (expression: Expression, of: (parameter: number) => boolean): boolean => {
    const own = known.get(expression) ?? new Map<string, boolean>()
    known.set(expression, own)
    const key = expression.parameters.map((_, i) => (of(i) ? 1 : 0)).join('')
    const before = own.get(key)
    if (before !== undefined) return before
    const made = vanishes(resultOf(expression), of)
    own.set(key, made)
    return made
  }
}

/** The values of a program that are 0 in many places, given which of its inputs are. */
export const vanishing = (program: Program<Grouped>, inputs: readonly boolean[] = [], zero = asked()): ReadonlySet<Id> => {
  const found = new Set<Id>(program.inputs.map((_, id) => id).filter((id) => inputs[id] === true))
  for (const instruction of program.instructions as readonly Instruction<Grouped>[]) {
    const { primitive, operands, first } = instruction
    const of = (i: number): boolean => found.has(operands[i]!)
    if (primitive.kind === 'map' && zero(primitive.expression, of)) found.add(first)
    else if (moves.has(primitive.kind) && of(0)) found.add(first)
    else if (primitive.kind === 'group') {
      const inside = vanishing(primitive.body, operands.map((_, i) => of(i)), zero)
      definitions(instruction).forEach((id, i) => { if (inside.has(primitive.body.results[i]!)) found.add(id) })
    }
  }
  return found
}
