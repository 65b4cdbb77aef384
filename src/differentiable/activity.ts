/** Which values of a program have a derivative with respect to its inputs. */
import { customOf, isCustom } from '../program/custom.js'
import { definitions, typesOf, type Id, type Program } from '../program/program.js'
import { printType } from '../program/infer.js'
import { isFloat } from '../program/scalar.js'
import { TenfoldError } from '../shape/error.js'

/** The values that depend on these inputs in a way that has a derivative. */
export const active = (program: Program, inputs: readonly Id[]): ReadonlySet<Id> => {
  const types = typesOf(program)
  const movable = (id: Id): boolean => isFloat(types[id]!.dtype)
  const rules = customOf(program)
  const found = new Set<Id>(inputs.filter(movable))
  for (const instruction of program.instructions) {
    const reads = rules.get(instruction.first)?.inputs ?? instruction.operands
    if (!reads.some((id) => found.has(id))) continue
    for (const id of definitions(instruction)) if (movable(id)) found.add(id)
  }
  return found
}

/** A loop's body: the inputs that depend on the operands that do, through what is carried as well. */
const activeInside = (body: Program, constants: number, carried: number, given: readonly Id[]): readonly Id[] => {
  const found = active(body, given)
  const more = body.results.slice(0, carried)
    .flatMap((id, i) => (found.has(id) && !given.includes(constants + i) ? [constants + i] : []))
  return more.length === 0 ? given : activeInside(body, constants, carried, [...given, ...more])
}

/** Refuses rules of functions that close over what a derivative is taken of: nobody would say what it is. */
export const expectArguments = (program: Program, inputs: readonly Id[]): void => {
  if (!isCustom(program)) return
  const moving = active(program, inputs)
  const types = typesOf(program)
  for (const { operation, at, captured } of program.custom ?? []) {
    const id = captured.find((value) => moving.has(value))
    if (id === undefined) continue
    const received = printType(types[id]!)
    throw new TenfoldError(operation, {
      argument: 'f',
      expected: 'a function of its argument alone',
      received,
      message: `f closes over a ${received} that a derivative is taken of, and its pullback says nothing of that: `
        + 'make it part of the argument, or close over its stopGradient',
    }, at)
  }
  for (const { primitive, operands } of program.instructions) {
    if (primitive.kind !== 'scan' || !isCustom(primitive.body)) continue
    const { body, constants, carried } = primitive
    const given = operands.flatMap((id, i) => (moving.has(id) ? [i] : []))
    expectArguments(body, activeInside(body, constants, carried, given))
  }
}
