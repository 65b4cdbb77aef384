/** What types cannot tell of an argument: that sizes and counts are some, that a number fits its element type. */
import { checkMemory, isElement } from '../program/elements.js'
import { printType } from '../program/infer.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { integers, listOf, type Kind } from '../shape/options.js'
import { isTensor, type AnyTensor } from './tensor.js'

/** The element types, and those of them that are numbers, and floats. */
export const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool']
export const numbers = dtypes.slice(0, 4)
export const floats = dtypes.slice(0, 2)

/** An element type, where one is given. */
export const checkDtype = (operation: string, dtype: unknown, among: readonly DType[] = dtypes): void => {
  if (dtype !== undefined && !among.includes(dtype as DType))
    fail(operation, { argument: 'dtype', expected: `one of ${among.join(', ')}`, received: dtype })
}

/** A tensor, of one of some element types. */
export const expectTensor = (operation: string, argument: string, x: unknown, among: readonly DType[] = dtypes): AnyTensor => {
  if (isTensor(x) && among.includes(x.dtype)) return x
  const expected = among === dtypes ? 'a tensor' : `a tensor of ${among.join(' or ')}`
  return fail(operation, { argument, expected, received: isTensor(x) ? x.dtype : x })
}

export const aTensor: Kind = { expected: 'a tensor', holds: isTensor }

/** Ranges, each null or whole numbers. */
export const aRanges = listOf('null, [start, stop] or [start, stop, step]', {
  expected: '', holds: (range) => range === null || (integers.holds(range) && (range.length === 2 || range.length === 3)),
})

/** Sizes, and whether they fit memory or not. */
export const isShape = (u: unknown): u is Shape => Array.isArray(u) && u.every((n) => Number.isSafeInteger(n) && n >= 0)
export const isDtype = (u: unknown): u is DType => dtypes.includes(u as DType)

/** A list of sizes that memory has room for. */
export const checkShape = (operation: string, shape: Shape, dtype: DType = 'f32', argument = 'shape'): void => {
  if (!isShape(shape))
    fail(operation, { argument, expected: 'a list of whole sizes of at least 0', received: shape })
  checkDtype(operation, dtype)
  checkMemory(operation, `${argument} [${shape.join(', ')}]`, dtype, count(shape))
}

/** A whole number of at least 1. */
export const checkCount = (operation: string, argument: string, received: number): void => {
  if (!Number.isSafeInteger(received) || received < 1)
    fail(operation, { argument, expected: 'a whole number of at least 1', received })
}

/** f32 rounds a number; a fraction, or one out of range, is no integer. */
export const checkNumber = (operation: string, argument: string, value: number, dtype: DType): void => {
  if (!isElement(dtype, value)) fail(operation, { argument, expected: `a value of ${dtype}`, received: value })
}

/** A whole number in a range. */
export const checkWhole = (operation: string, argument: string, received: number, least: number, most: number): void => {
  if (!Number.isInteger(received) || received < least || received > most)
    fail(operation, { argument, expected: `a whole number from ${least} to ${most}`, received })
}

/** One truth value. */
export const expectFlag = (operation: string, argument: string, x: unknown): AnyTensor =>
  isTensor(x) && x.dtype === 'bool' && x.shape.length === 0 ? x : fail(operation, {
    argument, expected: 'a tensor bool[]', received: isTensor(x) ? printType(x) : x,
  })
