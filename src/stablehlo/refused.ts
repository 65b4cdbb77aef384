/** Reasons why a program has no text, with the instruction at fault. */
import type { Grouped } from '../program/grouped.js'
import { printPrimitive } from '../program/print.js'
import type { Instruction } from '../program/program.js'
import { shortened, TenfoldError, valueText } from '../shape/error.js'
import { NoLowering } from './lower.js'

/** Instructions from the outermost loop on, and why the last of them is refused. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly instructions: readonly string[]
  constructor(instructions: readonly string[], reason: string) {
    super(reason)
    this.instructions = instructions
  }
}

/** `instruction 3 (sort) of layer 2.dense`; the instruction may be malformed. */
export const said = (instruction: Instruction<Grouped> | undefined, at: number): string => {
  const layer = typeof instruction?.layer === 'string' ? ` of layer ${instruction.layer}` : ''
  try {
    return `instruction ${at} (${shortened(printPrimitive(instruction!.primitive))})${layer}`
  } catch {
    return `instruction ${at} (${valueText(instruction?.primitive)})${layer}`
  }
}

/** The result of `f`, whose refusals get this instruction as their place. */
export const within = <A>(instruction: Instruction<Grouped>, at: number, f: () => A): A => {
  try {
    return f()
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NoLowering)) throw error
    throw new Refused([said(instruction, at), ...('instructions' in error ? error.instructions : [])], error.message)
  }
}

/** The error of a program that is malformed or has no text. */
export const refusal = (operation: string, { instructions, message }: Refused): TenfoldError => {
  const where = instructions.join(', in its body ')
  return new TenfoldError(operation, {
    argument: 'program', expected: 'a program of which every instruction has a lowering', received: where,
    message: `${where === '' ? 'program' : where}: ${message}`,
  })
}
