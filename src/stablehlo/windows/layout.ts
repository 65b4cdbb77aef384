/** Reshapes and transposes that write no operation where none is needed. */
import type { Shape } from '../../shape/shape.js'
import { same } from '../../program/infer.js'
import { reshape, transpose } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

export const reshaped = (x: Value, shape: Shape, to: Writer): Value => (same(x.type.shape, shape) ? x : reshape(x, shape, to))

/** Axis i of the result is axis order[i] of the operand. */
export const permuted = (x: Value, order: Shape, to: Writer): Value => {
  const moving = order.filter((axis) => x.type.shape[axis] !== 1)
  const isOrdered = moving.every((axis, i) => i === 0 || moving[i - 1]! < axis)
  return isOrdered ? reshaped(x, order.map((axis) => x.type.shape[axis]!), to) : transpose(x, order, to)
}
