/** The training step as StableHLO, a text for each batch size. */
import { typesOf, type Program } from '../program/program.js'
import { usesIndices } from '../stablehlo/liveness.js'
import { text } from '../stablehlo/text.js'
import type { Port, StepText } from './contents.js'
import { orThrow } from './failure.js'
import { writeText } from './files.js'

/** The role of an input, by the first part of its name. */
const inputRoles: Readonly<Record<string, Port['role']>> =
  { params: 'carried', optimizer: 'carried', key: 'key', step: 'step', batch: 'batch' }

/** The inputs and results of a traced step, by their names. */
const portsOf = (program: Program): Pick<StepText, 'inputs' | 'results'> => {
  const types = typesOf(program)
  const port = (name: string, id: number, role: Port['role']): Port => {
    const { dtype, shape } = types[id]!
    return { name, dtype, shape: [...shape], role }
  }
  const inputs = program.inputs.map((_, i) => {
    const name = program.names!.inputs[i]!
    return port(name, i, inputRoles[name.split('.')[0]!]!)
  })
  // Results are the next carried values, in the order of the inputs, then the loss.
  const carried = inputs.filter(({ role }) => role === 'carried')
  const next = carried.map(({ name }, i) => port(name, program.results[i]!, 'carried'))
  return { inputs, results: [...next, port('loss', program.results[carried.length]!, 'loss')] }
}

/** Writes the step for a batch size, and with `check` a second text that checks its indices, if it has any. */
export const writeStep = async (folder: string, program: Program, examples: number, check: boolean): Promise<StepText> => {
  const file = await writeText(folder, `step-${examples}.mlir`, orThrow(text(program)))
  const checked = check && usesIndices(program)
    ? { checked: await writeText(folder, `step-${examples}-checked.mlir`, orThrow(text(program, { check: true }))) } : {}
  return { ...file, examples, ...portsOf(program), ...checked }
}
