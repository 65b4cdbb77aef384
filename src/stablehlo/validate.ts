/** Programs may come from files: what holds of every traced one is seen to before anything is written. */
import { bytesOf } from '../program/elements.js'
import type { Grouped } from '../program/grouped.js'
import { infer, printType, sameType, scattered } from '../program/infer.js'
import type { Primitive, TensorType } from '../program/primitive.js'
import type { Instruction, Program } from '../program/program.js'
import { infer as inferScan } from '../program/scan.js'
import { infer as inferSort } from '../program/sort.js'
import { valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import { NoLowering } from './lower.js'
import { lowerings } from './lowerings.js'
import { within } from './refused.js'

const expectThat: (holds: boolean, what: () => string) => asserts holds = (holds, what) => {
  if (!holds) throw new NoLowering(what())
}

const isType = (type: unknown): type is TensorType =>
  isRecord(type) && Array.isArray(type['shape']) && type['shape'].every((n) => Number.isSafeInteger(n) && n >= 0)
  && typeof type['dtype'] === 'string' && Object.hasOwn(bytesOf, type['dtype'])

/** The types of an instruction's results, also of primitives that come with the functions that apply them. */
const inferred = (primitive: Primitive, operands: readonly TensorType[]): readonly TensorType[] => {
  const expect = (holds: boolean, what: () => string): void =>
    expectThat(holds, () => `${primitive.kind} of ${operands.map(printType).join(', ')}: ${what()} expected`)
  switch (primitive.kind) {
    case 'scan': return inferScan(primitive, operands, expect)
    case 'sort': return inferSort(primitive, operands, expect)
    case 'scatterMax': return scattered(primitive, operands, expect)
    default: return infer(primitive, operands)
  }
}

const seen = ({ primitive, operands, types, first }: Instruction<Grouped>, known: readonly TensorType[]): readonly TensorType[] => {
  expectThat(isRecord(primitive as unknown), () => 'a primitive expected')
  expectThat(primitive.kind !== 'group', () => 'a group is no primitive; program.ungroup writes groups out')
  expectThat(Object.hasOwn(lowerings, primitive.kind), () => 'there is no such primitive')
  expectThat(Array.isArray(operands) && operands.every((id) => Number.isInteger(id) && id >= 0 && id < known.length),
    () => `operands from %0 to %${known.length - 1} expected, received ${valueText(operands)}`)
  if (primitive.kind === 'scan') validate(primitive.body)
  const made = inferred(primitive, operands.map((id) => known[id]!))
  expectThat(Array.isArray(types) && types.length === made.length && types.every((type, i) => isType(type) && sameType(type, made[i]!)),
    () => `results of ${made.map(printType).join(', ')} expected, received ${valueText(types)}`)
  expectThat(first === known.length, () => `results from %${known.length} on expected, received %${first}`)
  return made
}

/** Refuses a program that is none, by its first wrong instruction. */
export const validate = (program: Program<Grouped>): void => {
  const { inputs, instructions, results } = program
  const wrong = inputs.findIndex((type) => !isType(type))
  expectThat(wrong < 0, () => `input ${wrong} should be a shape and a dtype, but is ${valueText(inputs[wrong])}`)
  const known = [...inputs]
  instructions.forEach((instruction, at) => within(instruction, at, () => { known.push(...seen(instruction, known)) }))
  expectThat(results.every((id) => Number.isInteger(id) && id >= 0 && id < known.length),
    () => `results from %0 to %${known.length - 1} expected, received ${valueText(results)}`)
}
