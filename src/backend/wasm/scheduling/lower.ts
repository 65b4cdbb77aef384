/** A program as steps: a call of a function for each kernel, copies, and loops of such. */
import { broughtBy } from '../../../program/brought.js'
import { valuesOf } from '../../../program/constant.js'
import type { Elements } from '../../../program/elements.js'
import type { Grouped } from '../../../program/grouped.js'
import type { Of } from '../../../program/primitive.js'
import { definitions, typesOf, type Program } from '../../../program/program.js'
import { vanishing } from '../../../program/zeros.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Engine } from '../engine.js'
import { least } from '../kernels/nest.js'
import type { stretches } from '../layout.js'
import type { Functions, Made } from './functions.js'
import { layOut, type Copy } from './memory.js'
import type { Room, Step } from './schedule.js'

/** A constant, and where it has to be before the first run. */
export interface Fixed {
  readonly at: number
  readonly elements: Elements
}

/** A program whose values have places. */
export interface Lowered {
  readonly inputs: readonly number[]
  readonly results: readonly number[]
  readonly steps: readonly Step[]
}

/** Makes steps of a program that carries its first `kept` inputs, the first of them where they are `given`. */
export type Lower = (program: Program<Grouped>, kept: number, given?: readonly number[]) => Lowered

/** What the schedule of a program asks of a loop in it: its steps, from the places of its operands to those of its results. */
export interface Scheduled {
  readonly scheduled: (
    loop: Of<'scan'>, operands: readonly number[], results: readonly number[], lower: Lower, space: ReturnType<typeof stretches>,
  ) => readonly Step[]
}

export const copy = (to: I32, from: I32, bytes: number): Statement => memory.copy(to, from, i32.const(bytes))
export const copies = (list: readonly Copy[]): readonly Statement[] =>
  list.map(({ to, from, bytes }) => copy(i32.const(to), i32.const(from), bytes))
export const serial = (statements: readonly Statement[]): readonly Step[] =>
  (statements.length === 0 ? [] : [{ write: () => sequence(...statements) }])

/** Lowers programs to steps over one memory, loops within them included. */
export const lowering = (engine: Engine & { readonly worthSharing: number }, functions: Functions, space: ReturnType<typeof stretches>) => {
  const { threads: most, worthSharing } = engine
  const constants: Fixed[] = []

  /** A call of a kernel. */
  const stepOf = ({ kernel, index, takesPlaces }: Made, all: readonly number[]): Step => {
    const call = (room: Room, from: I32, to: I32): Statement => control.call(index,
      ...(takesPlaces ? all : []).map(i32.const), ...(kernel.shared === undefined ? [] : [room.shared]), room.scratch, from, to)
    const whole = (room: Room): Statement => call(room, i32.const(0), i32.const(kernel.units))
    if (most === 1 || kernel.units < 2 || kernel.cost < worthSharing) return { write: whole }
    const part = Math.ceil(kernel.units / most)
    const bound = (thread: I32): I32 => least(i32.mul(thread, i32.const(part)), kernel.units)
    // There may be fewer parts than threads.
    return {
      cost: kernel.cost,
      write: (room) => (room.isAlone ? whole(room) : control.if(
        i32.ltU(bound(room.thread), i32.const(kernel.units)), call(room, bound(room.thread), bound(i32.add(room.thread, i32.const(1)))))),
    }
  }

  const lower: Lower = (program, kept, given) => {
    const types = typesOf(program)
    const zeros = vanishing(program, program.inputs.map((_, id) => id >= kept), functions.textOf)
    const { at, end } = layOut(program, kept, types, space, functions.textOf, given)
    const steps = program.instructions.flatMap((instruction): readonly Step[] => {
      const { primitive, operands, first } = instruction
      if (primitive.kind === 'constant') {
        constants.push({ at: at(first), elements: valuesOf(primitive) })
        return []
      }
      const [from, to] = [operands.map(at), definitions(instruction).map(at)]
      if (primitive.kind === 'scan') return broughtBy<Scheduled>('scan').scheduled(primitive, from, to, lower, space)
      const places = [...from, ...to]
      return functions.of(instruction, operands.map((id) => types[id]!), operands.map((id) => zeros.has(id)), places)
        .map((one) => stepOf(one, places))
    })
    const { resultAt, copies: last } = end()
    return {
      inputs: program.inputs.map((_, id) => at(id)),
      results: program.results.slice(kept).map(resultAt),
      steps: [...steps, ...serial(copies(last))],
    }
  }

  return { lower, constants: constants as readonly Fixed[] }
}
