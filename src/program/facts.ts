/** What grouping has to know of a program: how each value is read, where it is defined, who reads it. */
import { accesses, isWhole, type Access } from './access.js'
import type { Primitive, TensorType } from './primitive.js'
import { count, definitions, typesOf, type Id, type Instruction, type Program } from './program.js'

/** How an operand is read. */
export interface Read extends Access {
  /** Whether all elements of the root are read, in their order. */
  readonly isWhole: boolean
}

export interface Facts {
  readonly program: Program
  readonly types: readonly TensorType[]
  readonly access: readonly Access[]
  /** How each instruction reads its operands. */
  readonly reads: readonly (readonly Read[])[]
  /** The position of the instruction that defines a value; -1 for inputs. */
  readonly definedAt: readonly number[]
  /**
   * The positions of the instructions that read a value itself or through a view, in increasing order. A view is nobody's
   * reader: what reads it is. Results are read after the last instruction.
   */
  readonly readers: readonly (readonly number[])[]
}

export const factsOf = (program: Program): Facts => {
  const [types, access] = [typesOf(program), accesses(program)]
  const definedAt = program.inputs.map(() => -1)
  const readers: number[][] = types.map(() => [])
  const read = (ids: readonly Id[], at: number): void => {
    for (const id of ids) {
      const { root } = access[id]!
      const list = root === 'position' ? undefined : readers[root]
      if (list?.at(-1) !== at) list?.push(at)
    }
  }
  program.instructions.forEach((instruction, at) => {
    for (const id of definitions(instruction)) definedAt[id] = at
    if (access[instruction.first]?.root === instruction.first) read(instruction.operands, at)
  })
  read(program.results, program.instructions.length)
  const readOf = access.map(({ root, view }, id): Read =>
    ({ root, view, isWhole: root === id || root !== 'position' && isWhole(view, types[root]!.shape) }))
  const reads = program.instructions.map(({ operands }) => operands.map((id) => readOf[id]!))
  return { program, types, access, reads, definedAt, readers }
}

export const instructionAt = ({ program }: Facts, at: number): Instruction => program.instructions[at]!

export const kindOf = (facts: Facts, at: number): Primitive['kind'] => instructionAt(facts, at).primitive.kind

/** Whether an instruction only says how another value is read. */
export const isView = ({ access }: Facts, { first }: Instruction): boolean => access[first]?.root !== first

/** The position of the instruction whose result is read; -1 for inputs, and for positions. */
export const sourceOf = ({ definedAt }: Facts, { root }: Access): number => (root === 'position' ? -1 : definedAt[root]!)

/** The number of elements of an instruction's first result. */
export const sizeOf = (facts: Facts, at: number): number => count(instructionAt(facts, at).types[0]!.shape)
