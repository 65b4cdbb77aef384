/** The same programs over one arena: every value has its planned place, and is overwritten when its time is over. */
import { view, type Elements } from '../program/elements.js'
import { plan } from '../program/plan.js'
import { count, definitions, typesOf, type Id, type Program } from '../program/program.js'
import type { Backend } from './backend.js'
import { tiledContract } from './contract.js'
import type { Kernels } from './kernel.js'
import { kernels as plain, prepare } from './kernels.js'
import { resident, type Placed, type Prepared } from './resident.js'
import { scan } from './scan.js'

/** A program over an arena. */
const prepared = (program: Program, carried: number): Prepared<ArrayBuffer> => {
  const types = typesOf(program)
  const { offsets, bytes, moves } = plan(program, carried)
  const kernelsOf = program.instructions.map(({ primitive, operands, types: results }) =>
    prepare(kernels, primitive, operands.map((id) => types[id]!), results))
  const overwritten = new Set(moves.map(({ to }) => offsets[to]!))
  const isOverwritten = (id: Id): boolean => overwritten.has(offsets[id]!)
  const ended = [...moves.map(({ from }) => from), ...program.results.slice(carried)]
  const place = (memory: ArrayBuffer): Placed => {
    const values = types.map(({ dtype, shape }, id) => view(dtype, memory, offsets[id]!, count(shape)))
    const at = (ids: readonly Id[]): readonly Elements[] => ids.map((id) => values[id]!)
    const bound = program.instructions.map((instruction, i) => ({
      kind: instruction.primitive.kind,
      kernel: kernelsOf[i]!,
      results: at(definitions(instruction)),
      operands: at(instruction.operands),
    }))
    const constants = bound.filter(({ kind }) => kind === 'constant')
    const steps = bound.filter(({ kind }) => kind !== 'constant' && kind !== 'reshape')
    // What lies where the next carried values go is taken aside before they come.
    const asides = new Map(ended.filter(isOverwritten).map((id) => [id, values[id]!.slice()]))
    const ends = moves.map(({ from, to }) => ({ from: asides.get(from) ?? values[from]!, to: values[to]! }))
    return {
      inputs: values.slice(0, program.inputs.length),
      results: program.results.slice(carried).map((id) => asides.get(id) ?? values[id]!),
      restore: (): void => { for (const { kernel, results, operands } of constants) kernel(results, operands) },
      run: (): void => {
        for (const { kernel, results, operands } of steps) kernel(results, operands)
        for (const [id, aside] of asides) aside.set(values[id]!)
        for (const { from, to } of ends) to.set(from)
      },
    }
  }
  return { bytes, place }
}

const { compile, loop } = resident((bytes) => new ArrayBuffer(bytes), prepared)

const kernels: Kernels = { ...plain, contract: tiledContract, scan: scan(compile) }

/**
 * One arena for each program, used again in every run.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * mutable.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const mutable: Backend = { name: 'mutable', compile, loop }
