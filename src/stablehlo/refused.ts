/** What stands in the way of a text, with the instruction that it was found at. */
import type { Grouped } from '../program/grouped.js'
import { printPrimitive } from '../program/print.js'
import type { Instruction } from '../program/program.js'
import { shortened, valueText } from '../shape/error.js'

/** Instructions from the outermost loop on, and why the last of them is refused. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly instructions: readonly string[]
  constructor(instructions: readonly string[], reason: string) {
    super(reason)
    this.instructions = instructions
  }
}

/** `instruction 3 (sort) of layer 2.dense`, of whatever was given as one. */
const said = (instruction: Instruction<Grouped>, at: number): string => {
  const layer = typeof instruction?.layer === 'string' ? ` of layer ${instruction.layer}` : ''
  try {
    return `instruction ${at} (${shortened(printPrimitive(instruction.primitive))})${layer}`
  } catch {
    return `instruction ${at} (${valueText(instruction?.primitive)})${layer}`
  }
}

/** What `f` makes of an instruction; what it throws is said to be of it. */
export const within = <A>(instruction: Instruction<Grouped>, at: number, f: () => A): A => {
  try {
    return f()
  } catch (error) {
    const inner = error instanceof Refused ? error : new Refused([], error instanceof Error ? error.message : String(error))
    throw new Refused([said(instruction, at), ...inner.instructions], inner.message)
  }
}
