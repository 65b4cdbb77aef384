/** The step of a trainer as StableHLO, a text for each size of batch. */
import * as E from 'fp-ts/lib/Either.js'
import { typesOf, type Program } from '../program/program.js'
import { hasIndices } from '../stablehlo/hasIndices.js'
import { text } from '../stablehlo/text.js'
import type { Port, StepText } from './contents.js'
import { writeText } from './files.js'

/** What an input is, by the begin of its name. */
const inputRoles: Readonly<Record<string, Port['role']>> =
  { params: 'carried', optimizer: 'carried', key: 'key', step: 'step', batch: 'batch' }

/** Inputs and results of a traced step, whose names say what they are. */
export const portsOf = (program: Program): Pick<StepText, 'inputs' | 'results'> => {
  const types = typesOf(program)
  const port = (name: string, id: number, role: Port['role']): Port => {
    const { dtype, shape } = types[id]!
    return { name, dtype, shape: [...shape], role }
  }
  const inputs = program.inputs.map((_, i) => {
    const name = program.names!.inputs[i]!
    return port(name, i, inputRoles[name.split('.')[0]!]!)
  })
  // The next values of what is carried are in its order, and the loss is behind them.
  const carried = inputs.filter(({ role }) => role === 'carried')
  const results = [...carried.map(({ name }, i) => port(name, program.results[i]!, 'carried')), port('loss', program.results[carried.length]!, 'loss')]
  return { inputs, results }
}

/** What is `Right`; the error of a `Left` is thrown, to be caught where the whole job is given up. */
export const orThrow = <A>(either: E.Either<Error, A>): A => {
  if (E.isLeft(either)) throw either.left
  return either.right
}

/** Writes the step for batches of so many examples, and beside it, where `check` asks for it, the one that checks its indices. */
export const writeStep = async (folder: string, program: Program, examples: number, check: boolean): Promise<StepText> => {
  const file = await writeText(folder, `step-${examples}.mlir`, orThrow(text(program)))
  const checked = check && hasIndices(program)
    ? { checked: await writeText(folder, `step-${examples}-checked.mlir`, orThrow(text(program, { check: true }))) } : {}
  return { ...file, examples, ...portsOf(program), ...checked }
}
