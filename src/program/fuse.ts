/**
 * Elementwise chains become one pass: a `map` that only another `map` reads is written into it. Both work element by
 * element and every operation still rounds once, so no bit changes; an array and two passes over memory are saved. What
 * takes no more than comparing positions with what is repeated is written into each of several maps.
 */
import type { DType } from '../shape/shape.js'
import { extentOf, together, type Extent } from './code.js'
import { expressionOf, resultOf, type Expression } from './expression.js'
import { keyed, memo } from './memo.js'
import type { Primitive } from './primitive.js'
import { instructionOf, typesOf, type Id, type Instruction, type Program } from './program.js'
import { operations, parameter, substitute, type Scalar } from './scalar.js'
import { expressionText } from './text.js'

/** Parameters that a fused expression may have: more would no longer stay close at hand. */
const most = 16

/** Steps that are sooner repeated than kept, when their operands are repeated as well. */
const mostRepeated = 3

/** A map whose operands may have been taken in. */
interface Chain {
  /** Over its operands: the index of a parameter is a place among these. */
  readonly result: Scalar
  readonly operands: readonly Id[]
  readonly extent: Extent
  /** Where nothing has been taken in. */
  readonly own?: Expression
}

/** What instructions read a value, and what makes it. */
interface Around {
  readonly readers: ReadonlyMap<Id, readonly Instruction[]>
  readonly makers: ReadonlyMap<Id, Primitive>
}

const aroundOf = ({ instructions }: Program): Around => {
  const readers = new Map<Id, Instruction[]>()
  instructions.forEach((instruction) => new Set(instruction.operands).forEach((id) => {
    const list = readers.get(id)
    if (list === undefined) readers.set(id, [instruction])
    else list.push(instruction)
  }))
  return { readers, makers: new Map(instructions.map(({ first, primitive }) => [first, primitive])) }
}

/** Whether a map is gone once its readers have it: one map reads it, or only maps do, for whom it is easily repeated. */
const isAbsorbed = (id: Id, result: Scalar, operands: readonly Id[], { readers, makers }: Around): boolean => {
  const list = readers.get(id) ?? []
  if (list.length === 0 || !list.every(({ primitive }) => primitive.kind === 'map')) return false
  const isRepeated = (operand: Id): boolean => ['broadcast', 'iota'].includes(makers.get(operand)?.kind ?? '')
  return list.length === 1 || (operands.every(isRepeated) && operations(result, Infinity) <= mostRepeated)
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
  const dtypes = typesOf(program).map(({ dtype }) => dtype)
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction[] = []
  let next = program.inputs.length
  const emit = ({ first, types, layer }: Instruction, primitive: Primitive, operands: readonly Id[]): void => {
    instructions.push(instructionOf(primitive, operands.map((id) => numbers.get(id) as Id), next, types, layer))
    types.forEach((_, i) => numbers.set(first + i, next + i))
    next += types.length
  }
  // Equal expressions are one: whatever is made of an expression is made once.
  const shared = keyed<Expression>()
  const expressionOfChain = memo((result: Scalar) => memo((dtypes: string): Expression => {
    const made = expressionOf(dtypes.split(' ') as DType[], result)
    return shared(expressionText(made), () => made)
  }))
  const emitChain = (made: Instruction, { result, operands, own }: Chain): void => {
    const all = own ?? expressionOfChain(result)(operands.map((id) => dtypes[id]).join(' '))
    emit(made, { kind: 'map', expression: all }, operands)
  }
  // The same chain over other operands, which is there for each parameter of a network, is written once.
  let scalars = 0
  const numberOf = memo((_: Scalar) => ++scalars)
  const written = memo((_: Expression) => new Map<string, Scalar>())
  /** A map over these values, chains among its operands written out. */
  const over = (own: Expression, operands: readonly Id[], ids: readonly Id[]): Scalar => {
    const placesOf = ({ operands: inner }: Chain): readonly number[] => inner.map((id) => ids.indexOf(id))
    const key = operands.map((id) => {
      const chain = chains.get(id)
      return chain === undefined ? ids.indexOf(id) : `${numberOf(chain.result)} ${placesOf(chain).join(' ')}`
    }).join()
    const known = written(own)
    const before = known.get(key)
    if (before !== undefined) return before
    const parameters = ids.map((id, i) => parameter(dtypes[id]!, i))
    const taken = memo((id: Id): Scalar => {
      const chain = chains.get(id)
      if (chain === undefined) return parameters[ids.indexOf(id)]!
      const places = placesOf(chain)
      return substitute(chain.result, (i) => parameters[places[i]!]!)
    })
    const made = substitute(resultOf(own), (i) => taken(operands[i]!))
    known.set(key, made)
    return made
  }
  const extent = memo((own: Expression) => extentOf(resultOf(own)))
  /** A map with those of its operands written out that are chains; nothing where none is, or where it would read or do too much. */
  const inline = (own: Expression, operands: readonly Id[]): Chain | undefined => {
    const taken = [...new Set(operands)].flatMap((id) => chains.get(id) ?? [])
    if (taken.length === 0) return undefined
    const ids = [...new Set(operands.flatMap((id) => chains.get(id)?.operands ?? [id]))]
    const all = ids.length > most ? undefined : together([extent(own), ...taken.map((chain) => chain.extent)])
    return all === undefined ? undefined : { result: over(own, operands, ids), operands: ids, extent: all }
  }
  const waiting = new Map<Id, Instruction>()
  program.instructions.forEach((instruction) => {
    const { primitive, operands, first } = instruction
    if (primitive.kind !== 'map') return emit(instruction, primitive, operands)
    const own = primitive.expression
    const chain = inline(own, operands)
    if (chain === undefined) {
      for (const id of operands) {
        const before = chains.get(id)
        if (before !== undefined) emitChain(waiting.get(id)!, before)
        chains.delete(id)
      }
    }
    if (results.has(first) || !isAbsorbed(first, chain?.result ?? resultOf(own), chain?.operands ?? operands, around)) {
      return chain === undefined ? emit(instruction, primitive, operands) : emitChain(instruction, chain)
    }
    chains.set(first, chain ?? { result: resultOf(own), operands, extent: extent(own), own })
    waiting.set(first, instruction)
  })
  return { ...program, instructions, results: program.results.map((id) => numbers.get(id) as Id) }
}
