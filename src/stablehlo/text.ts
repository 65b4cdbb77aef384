/** Programs in StableHLO, which XLA compiles for whatever it runs on. */
import * as E from 'fp-ts/lib/Either.js'
import type { TensorType } from '../program/primitive.js'
import { aProgram, type Program } from '../program/program.js'
import type { TenfoldError } from '../shape/error.js'
import { aBoolean, check, checkOptions, optional } from '../shape/options.js'
import { liveOf } from './live.js'
import { type Called, type Lower } from './lower.js'
import { lowerings } from './lowerings.js'
import { elementwise } from './operations.js'
import { refusal, Refused, within } from './refused.js'
import { typeText, type Value } from './value.js'
import { validate } from './validate.js'
import { writerOf } from './writer.js'

/** What a text has besides the program. */
export interface TextOptions {
  /** A further result, the last: a truth value [], whether all indices of all gathers and scatters were in range. */
  readonly check?: boolean
}

/** A function as it stands in a module, with the types of its results. */
interface Written {
  readonly lines: readonly string[]
  readonly results: readonly TensorType[]
  readonly isChecked: boolean
}

/** The functions of a module, `main` first. */
const functionsOf = (main: Program, isChecked: boolean): readonly Written[] => {
  const written = new Map<Program, Called>()
  const functions: Written[] = []

  const calledOf = (program: Program): Called => {
    const known = written.get(program)
    if (known !== undefined) return known
    const name = `body${written.size}`
    // Its place, before those of the loops in it.
    written.set(program, { isChecked: false, call: () => [] })
    const { results, isChecked } = write(program, `private @${name}`)
    const made: Called = {
      isChecked,
      call: (operands, to) => to.operations('func.call', operands, results, { attributes: { callee: `@${name}` } }),
    }
    written.set(program, made)
    return made
  }

  const write = (program: Program, head: string): Written => {
    const at = functions.push({ lines: [], results: [], isChecked: false }) - 1
    let next = 0
    const to = writerOf(() => `%${next++}`, '    ')
    const values: Value[] = program.inputs.map((type) => ({ name: `%${next++}`, type }))
    const given = [...values]
    const inRange: Value[] = []
    const context = { to, functionOf: calledOf, ...(isChecked ? { expect: (holds: Value) => { inRange.push(holds) } } : {}) }
    const { positions, patterns } = liveOf(program)
    for (const position of positions) {
      const instruction = program.instructions[position]!
      const { primitive, operands, first, types } = instruction
      const pattern = patterns.get(position)
      const of = (ids: readonly number[]): readonly Value[] => ids.map((id) => values[id]!)
      // The table has for each kind what takes a primitive of that kind.
      const lower = lowerings[primitive.kind] as Lower<typeof primitive.kind>
      const made = within(instruction, position, () => (pattern === undefined
        ? lower(primitive as never, of(operands), types, context)
        : [pattern.lower(of(pattern.operands), to)]))
      made.forEach((value, i) => { values[first + i] = value })
    }
    const holds = inRange.length === 0 ? [] : [inRange.reduce((a, b) => elementwise('and', [a, b], to))]
    const results = [...program.results.map((id) => values[id]!), ...holds]
    to.operations('func.return', results, [])
    const parameters = given.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')
    const types = results.map(({ type }) => type)
    const lines = [`  func.func ${head}(${parameters}) -> (${types.map(typeText).join(', ')}) {`, ...to.lines, '  }']
    return (functions[at] = { lines, results: types, isChecked: inRange.length > 0 })
  }

  write(main, 'public @main')
  return functions
}

/**
 * A program as a module of StableHLO: its function `main` takes the program's inputs and gives its results, in their order. Loops
 * call a function for each step. What no result needs is not written, and equal programs have equal texts. A program as it was
 * traced (`learn.program(state, batch, { simplified: false })`) is the best one to give: its functions still have their names, and
 * its convolutions and pools can be found.
 *
 * Under XLA moves, random bits, and integers and truth values that no float decides are the same to the bit. Its floats are near:
 * sums are in an order of its own, a product and a sum may be rounded once, subnormal numbers may be 0, and the maximum of -0 and
 * +0 may be -0. An index that is out of range clamps in a gather and drops its update in a scatter, where Tenfold refuses both;
 * `check` asks about that.
 *
 * A `Left` names the instruction that has no lowering, or is none, and its layer.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as stablehlo from 'tenfold/stablehlo'
 *
 * const twice: program.Program = {
 *   inputs: [{ shape: [2], dtype: 'i32' }],
 *   instructions: [
 *     { primitive: { kind: 'concatenate', axis: 0 }, operands: [0, 0], first: 1, types: [{ shape: [4], dtype: 'i32' }] },
 *   ],
 *   results: [1],
 * }
 * console.log(pipe(stablehlo.text(twice), E.getOrElse(String)))
 * // module {
 * //   func.func public @main(%0: tensor<2xi32>) -> (tensor<4xi32>) {
 * //     %1 = "stablehlo.concatenate"(%0, %0) {dimension = 0 : i64} : (tensor<2xi32>, tensor<2xi32>) -> tensor<4xi32>
 * //     "func.return"(%1) : (tensor<4xi32>) -> ()
 * //   }
 * // }
 */
export const text = (program: Program, options: TextOptions = {}): E.Either<TenfoldError, string> => {
  check('stablehlo.text', { program }, { program: aProgram })
  const { check: isChecked = false } = checkOptions<TextOptions>('stablehlo.text', options, { check: optional(aBoolean) })
  try {
    validate(program)
    const lines = functionsOf(program, isChecked).flatMap((written) => written.lines)
    return E.right(['module {', ...lines, '}'].join('\n'))
  } catch (error) {
    if (error instanceof Refused) return E.left(refusal('stablehlo.text', error))
    throw error
  }
}
