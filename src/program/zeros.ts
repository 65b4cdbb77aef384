/**
 * Which values are likely to be 0 in many places: what a rectifier lets through or holds back, what a maximum hands to one
 * element of its window, what dropout leaves out. Their products may skip what adds nothing.
 */
import { resultOf } from './expression.js'
import type { Grouped } from './grouped.js'
import { keyed } from './memo.js'
import type { Id, Instruction, Program } from './program.js'
import { argsOf, type Scalar } from './scalar.js'
import type { TextOf } from './simplify/text.js'
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

/** Of the results of what computes, which are 0 in many places; `of` tells for the operands. */
type Rule = (primitive: Grouped, n: number, of: (operand: number) => boolean) => readonly boolean[]

const rule: Rule = (primitive, n, of) => {
  if (primitive.kind === 'map') return [vanishes(resultOf(primitive.expression), of)]
  if (primitive.kind !== 'group') return [moves.has(primitive.kind) && of(0)]
  const inside = vanishing(primitive.body, Array.from({ length: n }, (_, i) => of(i)))
  return primitive.body.results.map((id) => inside.has(id))
}

/** The rule asked once for what has the same text, and for which of its operands are 0 in many places. */
const asked = (textOf: TextOf): Rule => {
  const known = keyed<readonly boolean[]>()
  return (primitive, n, of) => {
    if (primitive.kind !== 'map' && primitive.kind !== 'group') return rule(primitive, n, of)
    let key = textOf(primitive)
    for (let i = 0; i < n; i++) key += of(i) ? '1' : '0'
    return known(key, () => rule(primitive, n, of))
  }
}

/**
 * The values of a program that are 0 in many places, given which of its inputs are; with texts of its primitives, what is there
 * again and again is looked at once.
 */
export const vanishing = (program: Program<Grouped>, inputs: readonly boolean[] = [], textOf?: TextOf): ReadonlySet<Id> => {
  const found = new Set<Id>(program.inputs.map((_, id) => id).filter((id) => inputs[id] === true))
  const zeros = textOf === undefined ? rule : asked(textOf)
  for (const { primitive, operands, first } of program.instructions as readonly Instruction<Grouped>[])
    zeros(primitive, operands.length, (i) => found.has(operands[i]!)).forEach((is, i) => { if (is) found.add(first + i) })
  return found
}
