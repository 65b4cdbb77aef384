/** Recurrence without unrolling: the loop, and with it its derivative and its kernel, which programs without loops do without. */
import { byModule, least, work } from '../backend/eager.js'
import { interpret } from '../backend/interpret.js'
import type { Prepare } from '../backend/kernel.js'
import { scan as kernel } from '../backend/scan.js'
import { withoutCustom } from '../program/custom.js'
import type { Of } from '../program/primitive.js'
import { typesOf } from '../program/program.js'
import { loop } from './loop.js'
import { loopRule } from './loopRule.js'
import { withRule } from './rule.js'

export type { Row, ScanOptions, Stacked } from './loop.js'

/** Nanoseconds that an instruction of the body takes beside its work. */
const perInstruction = 1000

/** About how many nanoseconds a loop takes without a module. */
const workOf = ({ body, steps }: Of<'scan'>): number => {
  const types = typesOf(body)
  return steps * body.instructions.reduce((sum, { primitive, operands, types: results }) => sum + perInstruction
    + (primitive.kind === 'scan' ? workOf(primitive) : work(primitive, operands.map((id) => types[id]!), results)), 0)
}

const plainly = kernel(interpret)

/** A loop of much work as a module, kept by what its body does and by types; a short one step by step. */
const prepare: Prepare<'scan'> = (primitive, operands, results) => (outs, ins) => {
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

/**
 * Runs `step` over the rows of the sequences, carrying a state: gives the last state and the outputs, stacked. What `step`
 * closes over is the same in every step.
 *
 * @example
 * type Sum = Tensor<readonly []>
 * scan((sum: Sum, x: Sum) => [pipe(sum, add(x)), sum], scalar(0), of([3], [1, 2, 3])) // [6, [0, 1, 3]]
 */
export const scan = withRule('scan', { ...loopRule, prepare, plain: withoutCustom }, loop)
