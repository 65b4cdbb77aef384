/**
 * Elementwise chains become one pass: a `map` that only another `map` reads is written into it. Both work element by
 * element and every operation still rounds once, so no bit changes; an array and two passes over memory are saved. What
 * takes no more than comparing positions with what is repeated is written into each of several maps.
 */
import type { DType } from '../shape/shape.js'
import { lengthOf, longest } from './code.js'
import type { Of, Primitive, TensorType } from './primitive.js'
import type { Id, Instruction, Program } from './program.js'
import { argsOf, nodesOf, parameter, type Expression, type Scalar } from './scalar.js'
import { ascend } from './walk.js'

/** Parameters that a fused expression may have: more would no longer stay close at hand. */
const most = 16

/** Steps that are sooner repeated than kept, when their operands are repeated as well. */
const mostRepeated = 3

/** An expression, or one with others written into it: as a plan, until somebody needs it written out. */
interface Writing {
  readonly expression: Expression
  readonly parameters: readonly DType[]
  /** Steps of lowered code, at most. */
  readonly length: number
  /** Operand i of the expression is `inner[i]` of the values at `places[i]`, or the value there. */
  readonly inner: readonly (Writing | undefined)[]
  readonly places: readonly (readonly number[])[]
}

/** A map in the numbering of the program that it came from, its operands perhaps taken in. */
interface Chain {
  readonly writing: Writing
  readonly operands: readonly Id[]
}

/** An expression with its parameters replaced. */
const substitute = (expression: Expression, replacements: readonly Scalar[]): Scalar =>
  ascend<Scalar, Scalar>(expression.result, argsOf, (node, args) =>
    node.op === 'parameter' ? replacements[node.index] as Scalar : 'args' in node ? { ...node, args } : node)

/** A part of a plan over the values that it takes. */
interface Use {
  readonly writing: Writing
  readonly reads: readonly Scalar[]
}

/** The expression that a plan describes. */
const written = (root: Writing): Expression => {
  if (root.inner.length === 0) return root.expression
  /** What each operand of a use is: another use, the same for the same expression of the same values. */
  const inside = new Map<Use, readonly (Use | undefined)[]>()
  const partsOf = (use: Use): readonly Use[] => {
    const { inner, places } = use.writing
    const same = new Map<Writing, Map<string, Use>>()
    const operands = inner.map((writing, i): Use | undefined => {
      if (writing === undefined) return undefined
      const [known, name] = [same.get(writing) ?? new Map<string, Use>(), places[i]!.join()]
      same.set(writing, known)
      const part = known.get(name) ?? { writing, reads: places[i]!.map((place) => use.reads[place]!) }
      known.set(name, part)
      return part
    })
    inside.set(use, operands)
    return operands.filter((part) => part !== undefined)
  }
  const made = new Map<Use, Scalar>()
  const result = ascend(
    { writing: root, reads: root.parameters.map(parameter) }, partsOf,
    (use): Scalar => {
      const { expression, inner, places } = use.writing
      const operands = inner.length === 0 ? use.reads : inside.get(use)!.map((part, i) =>
        (part === undefined ? use.reads[places[i]![0]!]! : made.get(part)!))
      return substitute(expression, operands)
    }, made)
  return { parameters: root.parameters, result }
}

/** Expressions written into others: the same ones in the same places are one, for whoever keeps what he made of it. */
const writing = () => {
  const leaves = new Map<Expression, Writing>()
  const numbers = new Map<Writing, number>()
  const numberOf = (one: Writing): number => {
    const number = numbers.get(one) ?? numbers.size
    numbers.set(one, number)
    return number
  }
  const known = new Map<string, Writing>()
  const expressions = new Map<Writing, Expression>()
  return {
    leaf: (expression: Expression): Writing => {
      const one = leaves.get(expression)
        ?? { expression, parameters: expression.parameters, length: lengthOf(expression), inner: [], places: [] }
      leaves.set(expression, one)
      return one
    },
    into: (outer: Writing, inner: readonly (Writing | undefined)[], places: readonly (readonly number[])[], length: number): Writing => {
      const key = `${numberOf(outer)} ${inner.map((e, i) => `${e === undefined ? '' : numberOf(e)}(${places[i]!.join()})`).join()}`
      const before = known.get(key)
      if (before !== undefined) return before
      const parameters: DType[] = []
      places.forEach((list, i) => list.forEach((place, j) => {
        parameters[place] = (inner[i]?.parameters[j] ?? outer.parameters[i]) as DType
      }))
      const made = { expression: outer.expression, parameters, length, inner, places }
      known.set(key, made)
      return made
    },
    out: (one: Writing): Expression => {
      const expression = expressions.get(one) ?? written(one)
      expressions.set(one, expression)
      return expression
    },
  }
}

/** A map with those of its operands written out that are chains, unless it would read or do too much. */
const inline = (
  { expression, operands }: Of<'map'> & Pick<Instruction, 'operands'>, chains: ReadonlyMap<Id, Chain>, write: ReturnType<typeof writing>,
): Chain | undefined => {
  const own = write.leaf(expression)
  const inner = operands.map((id) => chains.get(id))
  const ids = [...new Set(operands.flatMap((id, i) => inner[i]?.operands ?? [id]))]
  if (ids.length > most) return undefined
  if (ids.length === operands.length && inner.every((chain) => chain === undefined)) return { writing: own, operands }
  const length = [...new Set(inner)].reduce((sum, chain) => sum + (chain?.writing.length ?? 0), own.length)
  if (length > longest) return undefined
  const places = operands.map((id, i) => (inner[i]?.operands ?? [id]).map((operand) => ids.indexOf(operand)))
  return { writing: write.into(own, inner.map((chain) => chain?.writing), places, length), operands: ids }
}

/** What instructions read a value, and what makes it. */
interface Around {
  readonly readers: ReadonlyMap<Id, readonly Instruction[]>
  readonly makers: ReadonlyMap<Id, Primitive>
}

const aroundOf = ({ instructions }: Program): Around => {
  const readers = new Map<Id, Instruction[]>()
  for (const instruction of instructions) for (const id of new Set(instruction.operands)) {
    const list = readers.get(id)
    if (list === undefined) readers.set(id, [instruction])
    else list.push(instruction)
  }
  return { readers, makers: new Map(instructions.map(({ first, primitive }) => [first, primitive])) }
}

/** The instructions of an expression, calls counting as many. */
const stepsOf = (expression: Expression): number =>
  nodesOf(expression.result).reduce((n, node) => n + (node.op === 'call' ? Infinity : 'args' in node ? 1 : 0), 0)

/** Whether a map is gone once its readers have it: one map reads it, or only maps do, for whom it is easily repeated. */
const isAbsorbed = (id: Id, { writing: one, operands }: Chain, { readers, makers }: Around, write: ReturnType<typeof writing>): boolean => {
  const list = readers.get(id) ?? []
  if (list.length === 0 || !list.every(({ primitive }) => primitive.kind === 'map')) return false
  const isRepeated = (operand: Id): boolean => ['broadcast', 'iota'].includes(makers.get(operand)?.kind ?? '')
  return list.length === 1 || (operands.every(isRepeated) && stepsOf(write.out(one)) <= mostRepeated)
}

/**
 * The program with elementwise chains fused.
 *
 *     %2 = map mul(x0, x1) %0 %1        %2 = map add(mul(x0, x1), x0) %0 %1
 *     %3 = map add(x0, x1) %2 %0   ▸
 */
export const fuse = (program: Program): Program => {
  const around = aroundOf(program)
  const results = new Set(program.results)
  const write = writing()
  const chains = new Map<Id, Chain>()
  const types = new Map<Id, readonly TensorType[]>()
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction[] = []
  let next = program.inputs.length
  const emit = (first: Id, primitive: Primitive, operands: readonly Id[]): void => {
    const made = types.get(first) as readonly TensorType[]
    instructions.push({ primitive, operands: operands.map((id) => numbers.get(id) as Id), first: next, types: made })
    made.forEach((_, i) => numbers.set(first + i, next + i))
    next += made.length
  }
  const emitChain = (id: Id, { writing: one, operands }: Chain): void => emit(id, { kind: 'map', expression: write.out(one) }, operands)
  for (const { primitive, operands, first, types: made } of program.instructions) {
    types.set(first, made)
    if (primitive.kind !== 'map') {
      emit(first, primitive, operands)
      continue
    }
    const fused = inline({ ...primitive, operands }, chains, write)
    if (fused === undefined) {
      for (const id of operands) {
        const chain = chains.get(id)
        if (chain !== undefined) emitChain(id, chain)
        chains.delete(id)
      }
    }
    const chain = fused ?? { writing: write.leaf(primitive.expression), operands }
    if (!results.has(first) && isAbsorbed(first, chain, around, write)) chains.set(first, chain)
    else emitChain(first, chain)
  }
  return { inputs: program.inputs, instructions, results: program.results.map((id) => numbers.get(id) as Id) }
}
