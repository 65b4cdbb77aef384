/** The types of what a loop takes and gives. */
import type { Inferred } from './brought.js'
import { resultTypes, sameType } from './infer.js'
import type { TensorType } from './primitive.js'

export const infer: Inferred<'scan'>['infer'] = ({ body, constants, carried, steps }, operands, expect) => {
  const stacked = ({ shape, dtype }: TensorType): TensorType => ({ shape: [steps, ...shape], dtype })
  const types = resultTypes(body)
  expect(
    operands.length === body.inputs.length
      && body.inputs.every((t, i) => sameType(operands[i]!, i < constants + carried ? t : stacked(t))),
    () => `operands as the body takes them, and sequences of ${steps}`,
  )
  expect(
    carried <= types.length && body.inputs.slice(constants, constants + carried).every((t, i) => sameType(types[i]!, t)),
    () => 'a body that gives back what it carries',
  )
  return types.map((t, i) => (i < carried ? t : stacked(t)))
}
