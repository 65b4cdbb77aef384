/** What is done along one axis. */
import { along, type Along } from '../shape/along.js'
import { axisIndex } from '../shape/axes.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** An operation along the axis `A` of any tensor that has it, which keeps shape and element type. */
export interface AlongAxis<A extends number, Allowed extends DType> {
  <S extends Shape, D extends Allowed>(x: Fits<Along<S, A>> & Tensor<S, D>): Fits<Along<S, A>> & Tensor<S, D>
}

/** The axis from the front, the last if nothing is said, or an error. */
export const axisOf = (operation: string, { shape }: AnyTensor, axis = -1): number => {
  check(operation, { axis }, { axis: anInteger })
  expectShape(operation, 'axis', along(shape, axis), shape)
  return axisIndex(shape, axis) as number
}

/** The axes with one of them last, or first; `back` puts them where they were. */
export const moved = (x: AnyTensor, axis: number, to: 'first' | 'last') => {
  const others = x.shape.map((_: number, i: number) => i).filter((i: number) => i !== axis)
  const order: readonly number[] = to === 'last' ? [...others, axis] : [axis, ...others]
  const back = (y: AnyTensor): AnyTensor => raw.permute(y, order.map((_, i) => order.indexOf(i)))
  return { tensor: raw.permute(x, order), back }
}
