/** Counting steps inside a state. */
import { add, convert, like, type Scalar } from '../program/scalar.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** How many updates have been made. */
export type Count = Tensor<readonly [], 'i32'>

export const none = (): Count => raw.scalar(0, 'i32') as Count

const successor = raw.elementwise((x) => add(x, like(x, 1)))

export const next = (count: Count): Count => successor(count) as Count

/** An expression in the count, as a real number of f64. */
export const real = (f: (t: Scalar<'f64'>) => Scalar) => {
  const over = raw.elementwise((x) => f(convert(x, 'f64')))
  return (count: Count): AnyTensor => over(count)
}
