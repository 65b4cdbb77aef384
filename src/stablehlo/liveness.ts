/** Dead-code elimination, with patterns in the place of the instructions that they match. */
import { definitions, type Program } from '../program/program.js'
import type { Pattern } from './pattern.js'
import { patternsOf } from './windows.js'

/** The part of a program that is written. */
export interface Live {
  /** Positions of the instructions that are written, in order. */
  readonly positions: readonly number[]
  /** The patterns that replace some of them. */
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

const indexed: ReadonlySet<string> = new Set(['gather', 'scatterAdd', 'scatterMax'])

/** Whether the part of a program that is written gathers or scatters, its loops included. */
export const usesIndices = (program: Program): boolean => {
  const { positions, patterns } = liveOf(program)
  return positions.some((at) => {
    const { primitive } = program.instructions[at]!
    return !patterns.has(at)
      && (indexed.has(primitive.kind) || (primitive.kind === 'scan' && primitive.steps > 0 && usesIndices(primitive.body)))
  })
}
