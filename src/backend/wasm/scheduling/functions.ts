/**
 * The functions of a module. What a kernel does says which function it is: its primitive, the types of its operands and which of
 * them are likely to be 0, so that a block that is there dozens of times is written once. What comes to the same bytes in other
 * ways is one function, too.
 */
import type { Grouped } from '../../../program/grouped.js'
import { printType } from '../../../program/infer.js'
import { lettersOf } from '../../../program/letters.js'
import { keyed } from '../../../program/memo.js'
import type { TensorType } from '../../../program/primitive.js'
import type { Instruction } from '../../../program/program.js'
import { primitiveNames, typeText } from '../../../program/simplify/text.js'
import { i32, type I32 } from '../assembler/code.js'
import { bodyOf, define, type Encoded, type Function } from '../assembler/module.js'
import type { Engine } from '../engine.js'
import type { Kernel } from '../kernels/kernel.js'
import { stagesOf } from '../kernels/kernels.js'

/** A kernel as a function of the module. */
export interface Made {
  readonly kernel: Kernel
  readonly index: number
  /** Whether it takes places as parameters, or has them written into it. */
  readonly takesPlaces: boolean
}

/** Places that a function takes as parameters: engines allow a thousand. With more they are written into it. */
const mostPlaces = 256

/** What a profiler shows: the kinds of primitives, and the type of the first result. */
const nameOf = ({ primitive, types }: Instruction<Grouped>): string => {
  const kinds = primitive.kind === 'group' ? primitive.body.instructions.map((i) => i.primitive.kind) : [primitive.kind]
  return [...kinds, ...types.slice(0, 1).map(printType)].join(' ')
}

/** The functions of a module for an engine; where threads wait for each other, the one that waits is imported before them. */
export const functionsFor = (engine: Engine) => {
  const own = engine.threads > 1 ? 1 : 0
  const functions: Encoded[] = []
  const byBytes = keyed<number>()
  const byText = keyed<readonly Made[]>()
  const textOf = primitiveNames()
  let [scratch, shared] = [0, 0]

  const add = (name: string, made: Function): number => {
    const body = bodyOf(made)
    const key = `${made.parameters} ${lettersOf(body)}`
    return byBytes(key, () => functions.push({ name, parameters: made.parameters, body }) - 1 + own)
  }

  /** A kernel's function; its parameters are the addresses, scratch, from and to. */
  const functionOf = (name: string, kernel: Kernel, places: readonly number[]): Made => {
    const takesPlaces = places.length <= mostPlaces
    const fixed = takesPlaces ? [] : places.map(i32.const)
    const n = places.length - fixed.length + (kernel.shared === undefined ? 0 : 1)
    const index = add(name, define(n + 3, (fresh, parameters) => {
      const [own, from, to] = parameters.slice(n).map((p) => p.get) as [I32, I32, I32]
      return kernel.emit({ fresh, addresses: [...fixed, ...parameters.slice(0, n).map((p) => p.get)], scratch: own, from, to, wider: engine.wider === true })
    }))
    scratch = Math.max(scratch, kernel.scratch ?? 0)
    shared = Math.max(shared, kernel.shared ?? 0)
    return { kernel, index, takesPlaces }
  }

  /** The functions of an instruction whose operands and results are at `places`. */
  const of = (
    instruction: Instruction<Grouped>, operands: readonly TensorType[], zeros: readonly boolean[], places: readonly number[],
  ): readonly Made[] => {
    const { primitive } = instruction
    const write = (): readonly Made[] => stagesOf(primitive, operands, instruction.types, engine, zeros).map((kernel, i, all) =>
      functionOf(`${nameOf(instruction)}${all.length > 1 ? ` ${i + 1}/${all.length}` : ''}`, kernel, places))
    if (places.length > mostPlaces) return write()
    // A group's text has the types of its operands.
    const types = primitive.kind === 'group' ? '' : operands.map(typeText).join('; ')
    return byText(`${textOf(primitive)} of ${types} ${zeros.join()}`, write)
  }

  return {
    textOf,
    add,
    of,
    list: functions as readonly Encoded[],
    /** Bytes of scratch memory that each thread needs, and of memory that all see. */
    room: () => ({ scratch, shared }),
  }
}

export type Functions = ReturnType<typeof functionsFor>
