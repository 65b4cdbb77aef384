/** Elements of an axis by position, each row its own: what NumPy calls `take_along_axis`. */
import { count } from '../program/program.js'
import { add, constant, ge, lt, mul, or, select } from '../program/scalar.js'
import type { AnyTensor } from './tensor.js'
import { elementwise, gather, iota, reshape } from './untyped.js'

/** The places of `indices` along an axis of a shape, in row-major order; an index outside is -1, which is an error. */
const placesAlong = (shape: readonly number[], indices: AnyTensor, axis: number): AnyTensor => {
  const n = shape[axis] as number
  const inner = count(shape.slice(axis + 1))
  const apart = [count(shape.slice(0, axis)), indices.shape[axis] as number, inner]
  const place = elementwise((index, before, after) => select(
    or(lt(index, constant('i32', 0)), ge(index, constant('i32', n))), constant('i32', -1),
    add(add(mul(before, constant('i32', n * inner)), mul(index, constant('i32', inner))), after),
  ))
  return reshape(place(reshape(indices, apart), iota(apart, 0), iota(apart, 2)), indices.shape)
}

/**
 * The elements of `x` at i32 `indices` along an axis: [...before, n, ...after] by [...before, k, ...after] gives the shape of the
 * indices. An index outside 0 … n - 1 is an error, that of the gather; the derivative adds up where elements are taken.
 */
export const alongAxis = (x: AnyTensor, indices: AnyTensor, axis: number): AnyTensor =>
  x.shape.length === 1 ? gather(x, indices) : gather(reshape(x, [count(x.shape)]), placesAlong(x.shape, indices, axis))
