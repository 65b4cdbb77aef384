/** What types cannot tell of an argument: that a size is not negative, that a number fits its element type. */
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'

export const checkShape = (operation: string, shape: Shape): void => {
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    fail(operation, { argument: 'shape', expected: 'a list of whole sizes of at least 0', received: shape })
}

const ranges: Partial<Readonly<Record<DType, readonly [from: number, to: number]>>> = {
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  bool: [0, 1],
}

/** f32 rounds a number; a fraction, or one out of range, is no integer. */
export const checkNumber = (operation: string, argument: string, value: number, dtype: DType): void => {
  const [from, to] = ranges[dtype] ?? [-Infinity, Infinity]
  const fits = ranges[dtype] === undefined ? typeof value === 'number' : Number.isInteger(value) && value >= from && value <= to
  if (!fits) fail(operation, { argument, expected: `a value of ${dtype}`, received: value })
}
