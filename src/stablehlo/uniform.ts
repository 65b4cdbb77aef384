/** Values whose elements are all one known number. */
import type { Value } from './value.js'

const numbers = new WeakMap<Value, number>()

/** The number that all elements of a value are, if it is a constant of the text. */
export const numberOf = (value: Value): number | undefined => numbers.get(value)

/** The value, recorded as one whose elements are all this number. */
export const withNumber = (value: Value, number: number | undefined): Value => {
  if (number !== undefined) numbers.set(value, number)
  return value
}
