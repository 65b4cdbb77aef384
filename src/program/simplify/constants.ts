/**
 * What is known before the program runs: maps take constants into their expressions, moving one number that is
 * everywhere gives the same number everywhere, and what is small and made of constants is made now.
 *
 * Large constants never appear: they would take the place of the instruction that makes them in no time.
 */
import { constantPrimitive, valuesOf } from '../constant.js'
import { bytesOf, type Elements } from '../elements.js'
import { numberOf } from '../numeral.js'
import type { TensorType } from '../primitive.js'
import { count, type Id, type Instruction, type Program } from '../program.js'
import { inBodies, rewrite, type Draft } from './rewrite.js'
import { simpleMaps, splat } from './scalars.js'

/** Runs a program: what a backend's `compile` is. */
export type Evaluate = (program: Program) => (inputs: readonly Elements[]) => readonly Elements[]

/** Bytes that a constant made here may have, and what it is made of. */
const most = 4096

const isSmall = ({ shape, dtype }: TensorType): boolean => count(shape) * bytesOf[dtype] <= most

/** The number that is everywhere. */
const repeated = (elements: Elements): number | undefined => {
  const [first] = elements
  for (let i = 1; i < elements.length; i++) if (!Object.is(elements[i], first)) return undefined
  return first
}

/** The number that is everywhere in a result, as far as it is known from the operands. */
const everywhere = ({ primitive, operands }: Instruction, known: (id: Id) => number | undefined): number | undefined => {
  switch (primitive.kind) {
    case 'constant': return repeated(valuesOf(primitive))
    case 'broadcast': case 'reshape': case 'permute': case 'slice': case 'unfold': return known(operands[0]!)
    case 'pad': {
      const value = numberOf(primitive.value)
      return Object.is(known(operands[0]!), value) ? value : undefined
    }
    case 'concatenate': {
      const value = known(operands[0]!)
      return value !== undefined && operands.every((id) => Object.is(known(id), value)) ? value : undefined
    }
    default: return undefined
  }
}

/** What is known of the values of a draft, found when first asked for. */
const knowledge = (draft: Draft, evaluate: Evaluate | undefined) => {
  const numbers = new Map<Id, number | undefined>()
  const number = (id: Id): number | undefined => {
    if (numbers.has(id)) return numbers.get(id)
    const maker = draft.maker(id)
    const value = maker === undefined ? undefined : everywhere(maker, number)
    numbers.set(id, value)
    return value
  }
  /** The results of an instruction whose operands are known, where they are small. */
  const results = ({ primitive, operands, types }: Instruction): readonly Elements[] | undefined => {
    if (evaluate === undefined || primitive.kind === 'scan' || !types.every(isSmall)) return undefined
    const inputs: Elements[] = []
    for (const id of operands) {
      const input = elements(id)
      if (input === undefined) return undefined
      inputs.push(input)
    }
    const own = operands.map((_, i) => i)
    const results = types.map((_, i) => own.length + i)
    // What is wrong about it (a row that is not there) is for those to see who run the program.
    try {
      const instructions = [{ primitive, operands: own, first: own.length, types }]
      return evaluate({ inputs: operands.map(draft.typeOf), instructions, results })(inputs)
    } catch { return undefined }
  }
  /** The elements of a small value: a constant, or what costs nothing to keep as it is made. */
  const elements = (id: Id): Elements | undefined => {
    const maker = draft.maker(id)
    if (maker === undefined || !isSmall(draft.typeOf(id))) return undefined
    const { primitive } = maker
    return primitive.kind === 'constant' ? valuesOf(primitive)
      : primitive.kind === 'iota' || primitive.kind === 'broadcast' ? results(maker)?.[0]
      : undefined
  }
  return { number, results }
}

const foldWith = (evaluate: Evaluate | undefined) => (program: Program): Program => rewrite(program, (draft) => {
  const { number, results } = knowledge(draft, evaluate)
  const writeMap = simpleMaps(draft, number)
  return (instruction) => {
    const { primitive, operands, types } = instruction
    const { kind } = primitive
    if (kind === 'constant' || kind === 'iota' || kind === 'scan') return undefined
    // A scalar everywhere is as short as can be.
    if (kind === 'broadcast' && draft.typeOf(operands[0]!).shape.length === 0) return undefined
    const [type] = types as readonly [TensorType]
    const value = everywhere(instruction, number)
    if (value !== undefined) return splat(draft, type.dtype, value, type.shape)
    const known = operands.filter((id) => number(id) !== undefined)
    const waits = kind === 'broadcast' || (kind === 'map' && known.length === operands.length)
    const [elements] = waits ? [] : (results(instruction) ?? [])
    if (elements !== undefined) return draft.emit(constantPrimitive(type, elements), [])
    return primitive.kind === 'map' && known.length > 0 ? writeMap(instruction, primitive.expression) : undefined
  }
})

/**
 * The pass, with a way to evaluate what is known, or without.
 *
 *     %1: f32[] = constant 2                  %1: f32[3] = map mul(x0, 2) %0
 *     %2: f32[3] = broadcast %1
 *     %3: f32[3] = map mul(x0, x1) %0 %2   ▸
 */
export const constants = (evaluate?: Evaluate): ((program: Program) => Program) => inBodies(foldWith(evaluate))
