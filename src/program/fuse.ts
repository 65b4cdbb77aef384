/**
 * Elementwise chains become one pass: a `map` that only another `map` reads is written into it. Both work element by
 * element and every operation still rounds once, so no bit changes; an array and two passes over memory are saved.
 */
import type { Primitive, TensorType } from './primitive.js'
import type { Id, Instruction, Program } from './program.js'
import { parameter, type Expression, type Scalar } from './scalar.js'

/** Parameters that a fused expression may have: more would no longer stay close at hand. */
const most = 16

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

/** The maps that exactly one instruction reads, once, that being a map. */
const absorbed = ({ instructions, results }: Program): ReadonlySet<Id> => {
  const readers = new Map<Id, readonly Instruction[]>()
  for (const instruction of instructions) {
    for (const id of new Set(instruction.operands)) readers.set(id, [...(readers.get(id) ?? []), instruction])
  }
  return new Set(instructions.flatMap(({ primitive, first }) => {
    const [reader, ...others] = readers.get(first) ?? []
    const bothMaps = primitive.kind === 'map' && reader?.primitive.kind === 'map'
    return bothMaps && others.length === 0 && !results.includes(first) ? [first] : []
  }))
}

/**
 * The program with elementwise chains fused.
 *
 *     %2 = map mul(x0, x1) %0 %1        %2 = map add(mul(x0, x1), x0) %0 %1
 *     %3 = map add(x0, x1) %2 %0   ▸
 */
export const fuse = (program: Program): Program => {
  const gone = absorbed(program)
  const chains = new Map<Id, Chain>()
  const types = new Map<Id, readonly TensorType[]>()
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction[] = []
  let next = program.inputs.length
  const emit = (first: Id, primitive: Primitive, operands: readonly Id[]): void => {
    const results = types.get(first) as readonly TensorType[]
    instructions.push({ primitive, operands: operands.map((id) => numbers.get(id) as Id), first: next, types: results })
    results.forEach((_, i) => numbers.set(first + i, next + i))
    next += results.length
  }
  const emitChain = (id: Id, { expression, operands }: Chain): void => emit(id, { kind: 'map', expression }, operands)
  for (const { primitive, operands, first, types: results } of program.instructions) {
    types.set(first, results)
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
    if (gone.has(first)) chains.set(first, fused ?? own)
    else emitChain(first, fused ?? own)
  }
  return { inputs: program.inputs, instructions, results: program.results.map((id) => numbers.get(id) as Id) }
}
