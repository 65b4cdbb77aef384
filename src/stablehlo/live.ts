/** What a text has: instructions that a result needs, where patterns stand for what they were found in. */
import { definitions, type Program } from '../program/program.js'
import type { Pattern } from './pattern.js'
import { patternsOf } from './windows.js'

/** What is written of a program. */
export interface Live {
  /** Positions of the instructions that are written, in order. */
  readonly positions: readonly number[]
  /** What is written in the place of some of them. */
  readonly patterns: ReadonlyMap<number, Pattern>
}

export const liveOf = (program: Program): Live => {
  const patterns = patternsOf(program)
  const needed = new Set(program.results)
  const positions: number[] = []
  for (let at = program.instructions.length - 1; at >= 0; at--) {
    const instruction = program.instructions[at]!
    if (!definitions(instruction).some((id) => needed.has(id))) continue
    positions.push(at)
    for (const id of patterns.get(at)?.operands ?? instruction.operands) needed.add(id)
  }
  return { positions: positions.reverse(), patterns }
}

const looksUp: ReadonlySet<string> = new Set(['gather', 'scatterAdd', 'scatterMax'])

/** Whether anything is looked up by index in what is written of a program, its loops included. */
export const lookUp = (program: Program): boolean => {
  const { positions, patterns } = liveOf(program)
  return positions.some((at) => {
    const { primitive } = program.instructions[at]!
    return !patterns.has(at) && (looksUp.has(primitive.kind) || (primitive.kind === 'scan' && primitive.steps > 0 && lookUp(primitive.body)))
  })
}
