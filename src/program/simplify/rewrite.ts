/** A program written anew, instruction by instruction: what every pass is made of. */
import { infer } from '../infer.js'
import type { Primitive, TensorType } from '../primitive.js'
import { instructionOf, type Id, type Instruction, type Program } from '../program.js'

/** The new program as far as it is written, in its own numbering. */
export interface Draft {
  readonly typeOf: (id: Id) => TensorType
  /** How many values there are so far: the number of the next one. */
  readonly size: () => number
  /** The instruction that gives a value; none gives an input. */
  readonly maker: (id: Id) => Instruction | undefined
  /** How often a value is read in the old program, as an operand or a result. */
  readonly readersOf: (id: Id) => number
  /** Adds an instruction and gives the number of its first result. */
  readonly emit: (primitive: Primitive, operands: readonly Id[]) => Id
}

/**
 * Where the results of an instruction are found instead: the number of the first. `undefined` leaves it as it is. The
 * instruction comes with its operands in the numbering of the draft, but its own results in the old one.
 */
export type Rule = (instruction: Instruction) => Id | undefined

/** How often each value is read, as an operand or a result. */
const readsIn = ({ inputs, instructions, results }: Program): readonly number[] => {
  const reads: number[] = inputs.map(() => 0)
  const read = (ids: readonly Id[]): void => { for (let i = 0; i < ids.length; i++) reads[ids[i]!]!++ }
  instructions.forEach(({ operands, types }) => {
    read(operands)
    for (let i = 0; i < types.length; i++) reads.push(0)
  })
  read(results)
  return reads
}

/** The program with a rule applied to every instruction in turn: the very same object where nothing changes. */
export const rewrite = (program: Program, ruleOf: (draft: Draft) => Rule): Program => {
  const { inputs } = program
  const types: TensorType[] = [...inputs]
  const makers: (Instruction | undefined)[] = inputs.map(() => undefined)
  const numbers: Id[] = []
  const instructions: Instruction[] = []
  /** Of the instruction that the rule is asked about: what is written for it comes from there. */
  let layer: string | undefined
  const add = (instruction: Instruction): Id => {
    instructions.push(instruction)
    const made = instruction.types
    for (let i = 0; i < made.length; i++) { types.push(made[i]!); makers.push(instruction) }
    return instruction.first
  }
  const push = (primitive: Primitive, operands: readonly Id[], made: readonly TensorType[]): Id =>
    add(instructionOf(primitive, operands, types.length, made, layer))
  // Who never asks need not wait for the counting.
  let [reads, readers]: [readonly number[] | undefined, number[]] = [undefined, []]
  const count = (old: Id): void => {
    const id = numbers[old]!
    readers[id] = (readers[id] ?? 0) + reads![old]!
  }
  const readersOf = (id: Id): number => {
    if (reads === undefined) {
      reads = readsIn(program)
      for (let old = 0; old < numbers.length; old++) count(old)
    }
    return readers[id] ?? 0
  }
  const number = (old: Id, id: Id): void => {
    numbers[old] = id
    if (reads !== undefined) count(old)
  }
  for (let id = 0; id < inputs.length; id++) number(id, id)
  const rule = ruleOf({
    readersOf,
    typeOf: (id) => types[id]!,
    size: () => types.length,
    maker: (id) => makers[id],
    emit: (primitive, operands) => push(primitive, operands, infer(primitive, operands.map((id) => types[id]!))),
  })
  let changed = false
  /** An instruction with its operands as they are numbered now: the very same where the numbers are. */
  const renumbered = (old: Instruction): Instruction => {
    if (!changed && old.first === types.length) return old
    const { operands } = old
    for (let i = 0; i < operands.length; i++) {
      if (numbers[operands[i]!] !== operands[i])
        return instructionOf(old.primitive, operands.map((id) => numbers[id]!), old.first, old.types, old.layer)
    }
    return old
  }
  // What is called for each instruction is compiled once; a loop over a long program is compiled with all that is around it.
  program.instructions.forEach((old) => {
    layer = old.layer
    const now = renumbered(old)
    const instead = rule(now)
    changed ||= instead !== undefined
    const first = instead ?? (now.first === types.length ? add(now) : push(now.primitive, now.operands, now.types))
    for (let i = 0; i < old.types.length; i++) number(old.first + i, first + i)
  })
  return changed ? { ...program, instructions, results: program.results.map((id) => numbers[id]!) } : program
}

/** Whether there is a loop in a program, which has a body. */
export const hasBodies = ({ instructions }: Program): boolean => instructions.some(({ primitive }) => primitive.kind === 'scan')

/** A pass over a program and the bodies of its loops, innermost first. */
export const inBodies = (run: (program: Program) => Program) => {
  const through = (program: Program): Program => {
    if (!hasBodies(program)) return run(program)
    return run(rewrite(program, ({ emit }) => ({ primitive, operands }) => {
      if (primitive.kind !== 'scan') return undefined
      const body = through(primitive.body)
      return body === primitive.body ? undefined : emit({ ...primitive, body }, operands)
    }))
  }
  return through
}
