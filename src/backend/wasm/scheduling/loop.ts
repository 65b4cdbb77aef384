/** A loop as steps: those of its body, again and again. */
import { group } from '../../../program/group.js'
import { byteLength } from '../../../program/plan.js'
import { typesOf } from '../../../program/program.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import { fusion } from '../fusion.js'
import { copies, copy, serial, type Scheduled } from './lower.js'
import { costOf, type Room, type Step } from './schedule.js'

/** How many steps a loop that may end early is taken to be of. */
const few = 16

/** What one thread does alone, before all go on. */
const ofOne = ({ isAlone, thread }: Room, statement: Statement): Statement => (isAlone ? statement : control.if(i32.eqz(thread), statement))

/** A loop's body runs like a program that carries its constants as well, which stay where they are. */
export const scheduled: Scheduled['scheduled'] = (
  { body, constants: fixed, carried: state, steps, reverse, guarded }, operands, results, lower, space,
) => {
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
  const stepsAt = (i: I32): readonly Step[] => [
    ...serial(inner.inputs.slice(held).map((to, j) => copy(i32.const(to), row(operands[held + j]!, bytes[held + j]!, i), bytes[held + j]!))),
    ...inner.steps,
    ...serial(inner.results.map((from, j) => copy(row(rows[j]!, outs[j]!, i), i32.const(from), outs[j]!))),
    ...serial(guarded ? [copy(guard(i32.add(i, i32.const(1))), i32.const(inner.inputs[fixed]!), 1)] : []),
  ]
  const ended = end(inner.inputs)
  return [
    ...serial(guarded ? [
      ...copies([...begin.slice(fixed), { to: guards, from: operands[fixed]!, bytes: 1 }]),
      ...rows.map((to, j) => memory.fill(i32.const(to), i32.const(0), i32.const(steps * outs[j]!))),
    ] : copies(begin)),
    {
      cost: (guarded ? Math.min(steps, few) : steps) * costOf(inner.steps),
      isLoop: true,
      write: ({ fresh, writeAll }) => {
        const i = fresh('i32')
        const isLeft = i32.ltU(i.get, i32.const(steps))
        const goes = guarded && memory.loadU8(guard(i.get))
        const loop = control.doWhile(
          sequence(writeAll(stepsAt(i.get)), i.set(i32.add(i.get, i32.const(1)))), goes ? i32.and(isLeft, goes) : isLeft)
        return sequence(i.set(i32.const(0)), goes ? control.if(goes, loop) : loop)
      },
    },
    // All see that a guarded loop has ended before anything, also the next run, writes over what they look at.
    ...guarded ? [{ cost: 0, write: (room: Room) => ofOne(room, sequence(...ended.map(({ write }) => write(room)))) }] : ended,
  ]
}
