/**
 * What the steps of a scan would do over and over to what stays the same is done before the first: the right factor of a product
 * that every step reads transposed comes to it transposed once.
 */
import type { Id, Instruction, Of, Primitive, Program, TensorType } from './primitive.js'

/** The steps of a scan with further constants, and what these are: others of its constants, transposed. */
interface Hoisted {
  readonly body: Program
  readonly turned: readonly Id[]
}

const flipped = ({ shape, dtype }: TensorType): TensorType => ({ shape: shape.toReversed(), dtype })

/** The constant that a product of matrices reads transposed, if it does. */
const turnedBy = ({ primitive, operands: [, right] }: Instruction, { inputs }: Program, constants: number): Id | undefined =>
  (primitive.kind === 'contract' && primitive.transposeB && right !== undefined && right < constants && inputs[right]?.shape.length === 2
    ? right : undefined)

const hoistedBody = (body: Program, constants: number): Hoisted => {
  const turned = [...new Set(body.instructions.flatMap((i) => turnedBy(i, body, constants) ?? []))]
  const more = turned.length
  const moved = (id: Id): Id => (id < constants ? id : id + more)
  const instructions = body.instructions.map((instruction): Instruction => {
    const operands = instruction.operands.map(moved)
    const first = moved(instruction.first)
    const right = turnedBy(instruction, body, constants)
    if (right === undefined) return { ...instruction, operands, first }
    const primitive = { ...instruction.primitive as Of<'contract'>, transposeB: false }
    return { ...instruction, primitive, operands: [operands[0]!, constants + turned.indexOf(right)], first }
  })
  const inputs = [
    ...body.inputs.slice(0, constants), ...turned.map((id) => flipped(body.inputs[id]!)), ...body.inputs.slice(constants),
  ]
  return { body: { inputs, instructions, results: body.results.map(moved) }, turned }
}

/** The same values, of such scans. */
export const hoisted = (program: Program): Program => {
  if (program.instructions.every(({ primitive }) => primitive.kind !== 'scan')) return program
  const places: Id[] = program.inputs.map((_, id) => id)
  const instructions: Instruction[] = []
  let next = places.length
  const emit = (instruction: Omit<Instruction, 'first'>): Id => {
    instructions.push({ ...instruction, first: next })
    next += instruction.types.length
    return next - instruction.types.length
  }
  const written = (instruction: Instruction): Id => {
    const operands = instruction.operands.map((id) => places[id]!)
    const { primitive } = instruction
    if (primitive.kind !== 'scan') return emit({ ...instruction, operands })
    const { constants, steps } = primitive
    const within = hoisted(primitive.body)
    const { body, turned } = steps < 2 ? { body: within, turned: [] } : hoistedBody(within, constants)
    const transpose: Primitive = { kind: 'permute', order: [1, 0] }
    const copies = turned.map((id) => emit({ primitive: transpose, operands: [operands[id]!], types: [flipped(within.inputs[id]!)] }))
    return emit({
      ...instruction,
      primitive: { ...primitive, body, constants: constants + copies.length },
      operands: [...operands.slice(0, constants), ...copies, ...operands.slice(constants)],
    })
  }
  for (const instruction of program.instructions) {
    const first = written(instruction)
    instruction.types.forEach((_, i) => places.push(first + i))
  }
  return { ...program, instructions, results: program.results.map((id) => places[id]!) }
}
