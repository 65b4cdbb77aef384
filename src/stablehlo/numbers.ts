/** Values that are one number everywhere, as far as it is known. */
import type { Value } from './value.js'

const numbers = new WeakMap<Value, number>()

/** The number that all elements of a value are, if they are one that is written in the text. */
export const numberOf = (value: Value): number | undefined => numbers.get(value)

/** Says that all elements of a value are this number. */
export const isNumber = (value: Value, number: number | undefined): Value => {
  if (number !== undefined) numbers.set(value, number)
  return value
}
