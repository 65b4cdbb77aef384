/**
 * Elementwise chains become one pass: a `map` that only another `map` reads is written into it. Both work element by
 * element and every operation still rounds once, so no bit changes; an array and two passes over memory are saved. What
 * takes no more than comparing positions with what is repeated is written into each of several maps.
 */
import type { Primitive, TensorType } from './primitive.js'
import type { Id, Instruction, Program } from './program.js'
import { parameter, type Expression, type Scalar } from './scalar.js'

/** Parameters that a fused expression may have: more would no longer stay close at hand. */
const most = 16

/** Steps that are sooner repeated than kept, when their operands are repeated as well. */
const mostRepeated = 3

/** A map in the numbering of the program that it came from, its operands perhaps taken in. */
interface Chain {
  readonly expression: Expression
  readonly operands: readonly Id[]
}

/** An expression with its parameters replaced. */
const substitute = (expression: Expression, replacements: readonly Scalar[]): Scalar => {
  const done = new Map<Scalar, Scalar>()
  const visit = (node: Scalar): Scalar => {
    const known = done.get(node)
    if (known !== undefined) return known
    const made = node.op === 'parameter' ? (replacements[node.index] as Scalar)
      : 'args' in node ? { ...node, args: node.args.map(visit) }
      : node
    done.set(node, made)
    return made
  }
  return visit(expression.result)
}

/** A map with those of its operands written out that are chains, unless it would read too much. */
const inline = ({ expression, operands }: Chain, chains: ReadonlyMap<Id, Chain>): Chain | undefined => {
  const ids = [...new Set(operands.flatMap((id) => chains.get(id)?.operands ?? [id]))]
  if (ids.length > most) return undefined
  const dtypes = new Map(operands.flatMap((id, i) => {
    const chain = chains.get(id)
    return chain === undefined
      ? [[id, expression.parameters[i]] as const]
      : chain.operands.map((inner, j) => [inner, chain.expression.parameters[j]] as const)
  }))
  const parameters = ids.map((id) => dtypes.get(id) as Scalar['dtype'])
  const read = (id: Id): Scalar => parameter(parameters[ids.indexOf(id)] as Scalar['dtype'], ids.indexOf(id))
  const written = operands.map((id) => {
    const chain = chains.get(id)
    return chain === undefined ? read(id) : substitute(chain.expression, chain.operands.map(read))
  })
  return { expression: { parameters, result: substitute(expression, written) }, operands: ids }
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
const stepsOf = (expression: Expression): number => {
  const seen = new Set<Scalar>()
  const visit = (node: Scalar): number => {
    if (!('args' in node) || seen.has(node)) return 0
    seen.add(node)
    return node.args.reduce((n, arg) => n + visit(arg), node.op === 'call' ? Infinity : 1)
  }
  return visit(expression.result)
}

/** Whether a map is gone once its readers have it: one map reads it, or only maps do, for whom it is easily repeated. */
const isAbsorbed = (id: Id, { expression, operands }: Chain, { readers, makers }: Around): boolean => {
  const list = readers.get(id) ?? []
  if (list.length === 0 || !list.every(({ primitive }) => primitive.kind === 'map')) return false
  const isRepeated = (operand: Id): boolean => ['broadcast', 'iota'].includes(makers.get(operand)?.kind ?? '')
  return list.length === 1 || (operands.every(isRepeated) && stepsOf(expression) <= mostRepeated)
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
  const emitChain = (id: Id, { expression, operands }: Chain): void => emit(id, { kind: 'map', expression }, operands)
  for (const { primitive, operands, first, types: made } of program.instructions) {
    types.set(first, made)
    if (primitive.kind !== 'map') {
      emit(first, primitive, operands)
      continue
    }
    const own: Chain = { expression: primitive.expression, operands }
    const fused = inline(own, chains)
    if (fused === undefined) {
      for (const id of operands) {
        const chain = chains.get(id)
        if (chain !== undefined) emitChain(id, chain)
        chains.delete(id)
      }
    }
    const chain = fused ?? own
    if (!results.has(first) && isAbsorbed(first, chain, around)) chains.set(first, chain)
    else emitChain(first, chain)
  }
  return { inputs: program.inputs, instructions, results: program.results.map((id) => numbers.get(id) as Id) }
}
