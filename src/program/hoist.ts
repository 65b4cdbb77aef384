/**
 * What the steps of a scan would do over and over to what stays the same is done before the first: the right factor of a product
 * that every step reads transposed comes to it transposed once.
 */
import type { Id, Instruction, Of, Primitive, Program, TensorType } from './primitive.js'
import { inBodies, rewrite } from './simplify/rewrite.js'

const transpose: Primitive = { kind: 'permute', order: [1, 0] }
const flipped = ({ shape, dtype }: TensorType): TensorType => ({ shape: shape.toReversed(), dtype })

/** The constant that a product of matrices reads transposed, if it does. */
const turnedBy = ({ primitive, operands: [, right] }: Instruction, { inputs }: Program, constants: number): Id | undefined =>
  (primitive.kind === 'contract' && primitive.transposeB && right !== undefined && right < constants && inputs[right]?.shape.length === 2
    ? right : undefined)

/** Steps with further constants, which are others of them, transposed. */
const reading = (body: Program, constants: number, turned: readonly Id[]): Program => {
  const moved = (id: Id): Id => (id < constants ? id : id + turned.length)
  const instructions = body.instructions.map((instruction): Instruction => {
    const [right, operands] = [turnedBy(instruction, body, constants), instruction.operands.map(moved)]
    return {
      ...instruction,
      first: moved(instruction.first),
      ...(right === undefined ? { operands } : {
        primitive: { ...instruction.primitive as Of<'contract'>, transposeB: false },
        operands: [operands[0]!, constants + turned.indexOf(right)],
      }),
    }
  })
  const inputs = body.inputs.toSpliced(constants, 0, ...turned.map((id) => flipped(body.inputs[id]!)))
  return { inputs, instructions, results: body.results.map(moved) }
}

/** The same values, of such scans. */
export const hoisted = inBodies((program) => rewrite(program, ({ emit }) => ({ primitive, operands }) => {
  // One that is guarded may take no step at all.
  if (primitive.kind !== 'scan' || primitive.guarded || primitive.steps < 2) return undefined
  const { body, constants } = primitive
  const turned = [...new Set(body.instructions.flatMap((i) => turnedBy(i, body, constants) ?? []))]
  if (turned.length === 0) return undefined
  const copies = turned.map((id) => emit(transpose, [operands[id]!]))
  return emit(
    { ...primitive, body: reading(body, constants, turned), constants: constants + copies.length },
    operands.toSpliced(constants, 0, ...copies),
  )
}))
