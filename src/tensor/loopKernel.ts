/** Loops of tensors that are there. */
import { byModule, least, work } from '../backend/eager.js'
import { interpret } from '../backend/interpret.js'
import type { Prepare } from '../backend/kernel.js'
import { scan } from '../backend/scan.js'
import type { Of } from '../program/primitive.js'
import { typesOf } from '../program/program.js'

/** Nanoseconds that an instruction of the body takes beside its work. */
const perInstruction = 1000

/** About how many nanoseconds a loop takes without a module. */
const workOf = ({ body, steps }: Of<'scan'>): number => {
  const types = typesOf(body)
  return steps * body.instructions.reduce((sum, { primitive, operands, types: results }) => sum + perInstruction
    + (primitive.kind === 'scan' ? workOf(primitive) : work(primitive, operands.map((id) => types[id]!), results)), 0)
}

const plainly = scan(interpret)

/** A loop of much work as a module, kept by what its body does and by types; a short one step by step. */
export const prepare: Prepare<'scan'> = (primitive, operands, results) => (outs, ins) => {
  const ns = workOf(primitive)
  const program = {
    inputs: operands,
    instructions: [{ primitive, operands: operands.map((_, id) => id), first: operands.length, types: results }],
    results: results.map((_, i) => operands.length + i),
  }
  const made = ns < least ? undefined : byModule(program, ns, () => ins)
  if (made === undefined) plainly(primitive, operands, results)(outs, ins)
  else made.forEach((value, i) => outs[i]!.set(value))
}
