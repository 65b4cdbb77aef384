/** What types cannot tell of an argument: that sizes and counts are some, that a number fits its element type. */
import { isElement } from '../program/elements.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'

export const checkShape = (operation: string, shape: Shape): void => {
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    fail(operation, { argument: 'shape', expected: 'a list of whole sizes of at least 0', received: shape })
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
