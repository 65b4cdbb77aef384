/** A program as steps: a call of a function for each kernel, copies, and loops of such. */
import { valuesOf } from '../../../program/constant.js'
import type { Elements } from '../../../program/elements.js'
import { group } from '../../../program/group.js'
import type { Grouped } from '../../../program/grouped.js'
import { byteLength } from '../../../program/plan.js'
import type { Of } from '../../../program/primitive.js'
import { definitions, typesOf, type Program } from '../../../program/program.js'
import { vanishing } from '../../../program/zeros.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Engine } from '../engine.js'
import { fusion } from '../fusion.js'
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

const copy = (to: I32, from: I32, bytes: number): Statement => memory.copy(to, from, i32.const(bytes))
const copies = (list: readonly Copy[]): readonly Statement[] =>
  list.map(({ to, from, bytes }) => copy(i32.const(to), i32.const(from), bytes))
const serial = (statements: readonly Statement[]): readonly Step[] =>
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

  /** A loop's body runs like a program that carries its constants as well, which stay where they are. */
  const scan = ({ body, constants: fixed, carried: state, steps, reverse, guarded }: Of<'scan'>, operands: readonly number[], results: readonly number[]): readonly Step[] => {
    const bytes = body.inputs.map(byteLength)
    const end = (from: readonly number[]): readonly Step[] =>
      serial(copies(results.slice(0, state).map((to, i) => ({ to, from: from[fixed + i]!, bytes: bytes[fixed + i]! }))))
    if (steps === 0) return end(operands)
    const held = fixed + state
    const whole = { ...body, results: [...body.inputs.slice(0, fixed).map((_, id) => id), ...body.results] }
    // A loop that may take no step reads its constants where they are.
    const inner = lower(group(whole, fusion), held, guarded && operands.slice(0, fixed))
    const types = typesOf(body)
    const outs = body.results.slice(state).map((id) => byteLength(types[id]!))
    const rows = results.slice(state)
    const begin = inner.inputs.slice(0, held).map((to, i) => ({ to, from: operands[i]!, bytes: bytes[i]! }))
    const row = (at: number, size: number, i: I32): I32 =>
      i32.add(i32.const(at), i32.mul(reverse ? i32.sub(i32.const(steps - 1), i) : i, i32.const(size)))
    // The guard of a step lies apart from that of the next: while some threads are still to look at the one, others write the other.
    const guards = guarded ? space.take(2) : 0
    const guard = (i: I32): I32 => i32.add(i32.const(guards), i32.and(i, i32.const(1)))
    return [
      ...serial(guarded ? [
        ...copies([...begin.slice(fixed), { to: guards, from: operands[fixed]!, bytes: 1 }]),
        ...rows.map((to, j) => memory.fill(i32.const(to), i32.const(0), i32.const(steps * outs[j]!))),
      ] : copies(begin)),
      {
        count: steps,
        goes: guarded && ((i) => memory.loadU8(guard(i))),
        steps: (i) => [
          ...serial(inner.inputs.slice(held).map((to, j) => copy(i32.const(to), row(operands[held + j]!, bytes[held + j]!, i), bytes[held + j]!))),
          ...inner.steps,
          ...serial(inner.results.map((from, j) => copy(row(rows[j]!, outs[j]!, i), i32.const(from), outs[j]!))),
          ...serial(guarded ? [copy(guard(i32.add(i, i32.const(1))), i32.const(inner.inputs[fixed]!), 1)] : []),
        ],
      },
      ...end(inner.inputs),
    ]
  }

  const lower = (program: Program<Grouped>, kept: number, given?: readonly number[]): Lowered => {
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
      if (primitive.kind === 'scan') return scan(primitive, from, to)
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
