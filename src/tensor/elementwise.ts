/** Operations on each element of one tensor, made of functions of scalars. */
import type { Scalar } from '../program/scalar.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { expectTensor, floats, numbers } from './argument.js'
import type { Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** An operation on each element of a tensor of any shape, whose element type is among those. */
export interface Elementwise<Allowed extends DType> {
  <S extends Shape, D extends Allowed>(x: Tensor<S, D>): Tensor<S, D>
}

// @__NO_SIDE_EFFECTS__
export const unary = <Allowed extends DType>(operation: string, g: (x: Scalar) => Scalar, allowed: readonly DType[]): Elementwise<Allowed> => {
  const over = raw.elementwise((x) => g(x))
  return <S extends Shape, D extends Allowed>(x: Tensor<S, D>): Tensor<S, D> => {
    expectTensor(operation, 'x', x, allowed)
    return over(x) as Tensor<S, D>
  }
}
// @__NO_SIDE_EFFECTS__
export const real = (operation: string, g: (x: Scalar) => Scalar) => unary<Float>(operation, g, floats)
/** The element types that are numbers. */
export type Numeric = Exclude<DType, 'bool'>
/** The element types that logic is for: bits of integers, and booleans, which are one. */
export type Bits = 'i32' | 'u32' | 'bool'
/** The same at run time. */
export const bits: readonly DType[] = ['i32', 'u32', 'bool']
// @__NO_SIDE_EFFECTS__
export const numeric = (operation: string, g: (x: Scalar) => Scalar) => unary<Numeric>(operation, g, numbers)
