/** Programs as modules of StableHLO, the input of XLA. */
import * as E from 'fp-ts/lib/Either.js'
import type { TensorType } from '../program/primitive.js'
import { aProgram, type Program } from '../program/program.js'
import type { TenfoldError } from '../shape/error.js'
import { aBoolean, check, checkOptions, optional } from '../shape/options.js'
import { liveOf } from './liveness.js'
import { type Called, type Lower } from './lower.js'
import { lowerings } from './lowerings.js'
import { elementwise } from './operations.js'
import { refusal, Refused, within } from './refused.js'
import { typeText, type Value } from './value.js'
import { validate } from './validate.js'
import { writerOf } from './writer.js'

/** Additions to the program. */
export interface TextOptions {
  /** A further result, the last: a boolean [], whether the indices of all gathers and scatters were in range. */
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
    // Reserved before the loops in it are written, which come behind it.
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
      // The compiler does not relate the kind of the row to that of the primitive.
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
 * call a function for each step. Dead instructions are not written, and equal programs have equal texts. A program as it was
 * traced (`learn.program(state, batch, { simplified: false })`) is the best one to give: its functions still have their names,
 * and its convolutions and pools can be found.
 *
 * On XLA, data movement, random bits, and integers and booleans that do not depend on floats are the same to the bit. Floats are
 * close: XLA sums in its own order, may contract a product and a sum to FMA, may flush subnormal numbers to 0, and the maximum of
 * -0 and +0 may be -0. An index out of range is clamped by a gather, and its update is dropped by a scatter, where Tenfold
 * refuses both; `check` adds a result that tells.
 *
 * A `Left` names the instruction that has no lowering, or is malformed, and its layer.
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
