/** What a program is run on, checked. */
import { allocate, type Elements } from '../program/elements.js'
import type { Grouped } from '../program/grouped.js'
import { printType } from '../program/infer.js'
import type { TensorType } from '../program/primitive.js'
import { aProgram, count, type Program } from '../program/program.js'
import { fail } from '../shape/error.js'
import { aList, aMaker, check, type Kind } from '../shape/options.js'

const isGrouped = ({ instructions }: Program<Grouped>): boolean =>
  instructions.some(({ primitive }) => primitive?.kind === 'group')

const aPlainProgram: Kind = {
  expected: 'a program that is not in groups, as `ungroup` gives it',
  holds: (x) => !aProgram.holds(x) || !isGrouped(x as Program),
}

export const aBackend = aMaker('a backend', 'compile', 'loop')

const fits = ({ shape, dtype }: TensorType, elements: unknown): boolean =>
  ArrayBuffer.isView(elements) && elements.constructor === allocate(dtype, 0).constructor
  && (elements as Elements).length === count(shape)

/** A program without groups, and elements of the types of its inputs. */
export const checkGiven = (operation: string, program: Program, inputs: readonly Elements[]): void => {
  check(operation, { program, inputs }, { program: aProgram, inputs: aList })
  check(operation, { program }, { program: aPlainProgram })
  if (inputs.length !== program.inputs.length)
    fail(operation, { argument: 'inputs', expected: `the elements of ${program.inputs.length} tensors`, received: inputs })
  program.inputs.forEach((type, i) => {
    if (!fits(type, inputs[i]))
      fail(operation, { argument: `inputs[${i}]`, expected: `the elements of ${printType(type)}`, received: inputs[i] })
  })
}
