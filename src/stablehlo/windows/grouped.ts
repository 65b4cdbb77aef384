/** Groups: before the batch and before matrices in a program, beside channels and filters in a convolution. */
import { count } from '../../program/program.js'
import type { Matrix } from '../../program/windowPattern.js'
import type { Shape } from '../../shape/shape.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { permuted, reshaped } from './layout.js'

/** [groups · batch, ...sizes, channels] to [batch, ...sizes, groups · channels]. */
export const joined = (x: Value, groups: number, to: Writer): Value => {
  const [[images], sizes, channels] = [x.type.shape as readonly [number], x.type.shape.slice(1, -1), x.type.shape.at(-1)!]
  const batch = images / groups
  const apart = permuted(reshaped(x, [groups, batch * count(sizes), channels], to), [1, 0, 2], to)
  return reshaped(apart, [batch, ...sizes, groups * channels], to)
}

/** [batch, ...sizes, groups · channels] to [groups · batch, ...sizes, channels]. */
export const parted = (x: Value, groups: number, to: Writer): Value => {
  const [[batch], sizes, channels] = [x.type.shape as readonly [number], x.type.shape.slice(1, -1), x.type.shape.at(-1)! / groups]
  const apart = permuted(reshaped(x, [batch * count(sizes), groups, channels], to), [1, 0, 2], to)
  return reshaped(apart, [groups * batch, ...sizes, channels], to)
}

/** A matrix of each group as [rows, groups · columns]. */
export const joinedMatrix = (
  x: Value, { transposed }: Matrix, groups: number, rows: number, columns: number, to: Writer,
): Value => {
  const apart = reshaped(x, transposed ? [groups, columns, rows] : [groups, rows, columns], to)
  return reshaped(permuted(apart, transposed ? [2, 0, 1] : [1, 0, 2], to), [rows, groups * columns], to)
}

/** [...rows, groups · columns] as a matrix of each group, of this shape. */
export const partedMatrix = (x: Value, { transposed }: Matrix, groups: number, shape: Shape, to: Writer): Value => {
  const [rows, columns] = [count(x.type.shape.slice(0, -1)), x.type.shape.at(-1)! / groups]
  const apart = permuted(reshaped(x, [rows, groups, columns], to), transposed ? [1, 2, 0] : [1, 0, 2], to)
  return reshaped(apart, shape, to)
}
