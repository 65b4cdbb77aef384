/** One run looked at: every value by its number. */
import type { Backend } from '../backend/backend.js'
import { pure } from '../backend/pure.js'
import type { Elements } from '../program/elements.js'
import type { TensorType } from '../program/primitive.js'
import { typesOf, type Program } from '../program/program.js'
import { checkOptions } from '../shape/options.js'
import { aBackend, checkGiven } from './given.js'
import { listed, opened, type Places } from './opened.js'

/** A value of one run. */
export interface Value {
  readonly type: TensorType
  /** Row-major. */
  readonly elements: Elements
  /** What it is to those who traced the program: the name of an input or of a result. */
  readonly name?: string
  /** The position of the instruction that it is a result of; none gives an input. */
  readonly instruction?: number
  /** The layer of that instruction. */
  readonly layer?: string
  /** Of a loop's first result: the values of its body by their numbers there, those of all steps stacked, [steps, ...shape]. */
  readonly body?: readonly Value[]
}

/** On what a program is run to look at it. */
export interface ValuesOptions {
  /** `backend.pure` if nothing is said: the law. Others give the same bits, but one of relaxed numerics. */
  readonly backend?: Backend
}

/**
 * Every value of one run of a program, by number: inputs, then the results of each instruction, with layer and name. Of a loop
 * there is, besides its results, each value of its body in each step; steps that one that ends early has not come to are rows of 0,
 * and one of more than 4096 steps at most is not looked into. All of them are held at once. Inputs of other types than
 * the program's are an error, and so is what is an error in a run.
 *
 * @example
 * const f = jit((x: Tensor<readonly [2]>) => pipe(x, t.square, t.sum()))
 * const all = values(f.program(t.zeros([2])), [Float32Array.of(1, 2)])
 * all.map(({ elements }) => elements) // [[1, 2], [1, 4], [5]]
 * all.map(({ name }) => name) // ['args.0', undefined, 'result']
 */
export const values = (program: Program, inputs: readonly Elements[], options: ValuesOptions = {}): readonly Value[] => {
  checkGiven('values', program, inputs)
  const { backend = pure } = checkOptions<ValuesOptions>('values', options, { backend: aBackend })
  const { program: open, places } = opened(program)
  const ids = listed(places)
  const results = backend.compile({ inputs: open.inputs, instructions: open.instructions, results: ids })(inputs)
  const types = typesOf(open)
  const elements = new Map(ids.map((id, i) => [id, results[i]!]))
  const valuesOf = (of: Program, { ids: own, bodies }: Places): readonly Value[] => {
    const { inputs: given, instructions, results: made, names } = of
    const found: Value[] = own.map((id) => ({ type: types[id]!, elements: elements.get(id)! }))
    const add = (id: number, more: Partial<Value>): void => { found[id] = { ...found[id]!, ...more } }
    instructions.forEach(({ primitive, first, types: all, layer }, instruction) => {
      const from = layer === undefined ? { instruction } : { instruction, layer }
      all.forEach((_, i) => add(first + i, from))
      const inside = bodies.get(first)
      if (primitive.kind === 'scan' && inside !== undefined) add(first, { body: valuesOf(primitive.body, inside) })
    })
    if (names !== undefined) {
      made.forEach((id, i) => add(id, { name: names.results[i]! }))
      given.forEach((_, id) => add(id, { name: names.inputs[id]! }))
    }
    return found
  }
  return valuesOf(program, places)
}
