/** Runs a program by allocating: every value is a new array, and nothing is ever written twice. */
import { allocate, type Elements } from '../program/elements.js'
import { lastUses } from '../program/lifetime.js'
import { count, definitions, typesOf, type Program } from '../program/program.js'
import type { Executable } from './backend.js'
import { contract } from './contract.js'
import type { Kernels } from './kernel.js'
import { kernels as plain, prepare } from './kernels.js'
import { scan } from './scan.js'

export const interpret = (program: Program): Executable => {
  const types = typesOf(program)
  const last = lastUses(program)
  const steps = program.instructions.map((instruction, at) => ({
    instruction,
    kernel: prepare(kernels, instruction.primitive, instruction.operands.map((id) => types[id]!), instruction.types),
    dead: [...new Set([...instruction.operands, ...definitions(instruction)])].filter((id) => last[id]! <= at),
  }))
  // An input, or a value that is a result already, is copied: every result is an array of its own.
  const fresh = program.results.map((id, i, ids) => id >= program.inputs.length && ids.indexOf(id) === i)
  return (inputs) => {
    const values: (Elements | undefined)[] = [...inputs]
    for (const { instruction, kernel, dead } of steps) {
      const results = instruction.types.map(({ dtype, shape }) => allocate(dtype, count(shape)))
      kernel(results, instruction.operands.map((id) => values[id]!))
      values.push(...results)
      for (const id of dead) values[id] = undefined
    }
    return program.results.map((id, i) => (fresh[i] === true ? values[id]! : values[id]!.slice()))
  }
}

const kernels: Kernels = { ...plain, contract, scan: scan(interpret) }
