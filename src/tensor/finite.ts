/** Whether floats are numbers. */
import { abs, eq, like, lt, ne, type Scalar } from '../program/scalar.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import type { Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** A question about each float. */
export interface Classification {
  <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, 'bool'>
}

// @__NO_SIDE_EFFECTS__
const question = (operation: string, f: (x: Scalar) => Scalar): Classification => {
  const over = raw.elementwise((x) => f(x))
  return <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, 'bool'> =>
    over(expectTensor(operation, 'x', x, floats)) as Tensor<S, 'bool'>
}

/**
 * Whether x is NaN.
 *
 * @example
 * const x = of([3], [1, NaN, -Infinity])
 * isNaN(x) // [false, true, false]
 * isFinite(x) // [true, false, false]
 * isInfinite(x) // [false, false, true]
 */
export const isNaN = question('isNaN', (x) => ne(x, x))
/** Whether x is a number and not ±∞. */
export const isFinite = question('isFinite', (x) => lt(abs(x), like(x, Infinity)))
/** Whether x is ∞ or -∞. */
export const isInfinite = question('isInfinite', (x) => eq(abs(x), like(x, Infinity)))
