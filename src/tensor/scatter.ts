/** Rows of a tensor changed by index: the way back of `gather`. Each takes time in proportion to the elements. */
import { count } from '../program/program.js'
import { constant, ge, max, select } from '../program/scalar.js'
import { axisIndex } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { scattered, take as takenShape, type Scattered } from '../shape/take.js'
import { checkNumber, dtypes, expectTensor, numbers } from './argument.js'
import { checkIndices, type AxisOptions } from './lookup.js'
import { opposite } from './opposite.js'
import { scatterMax as greatestOf } from './scatterMax.js'
import { toAxis, toFront } from './take.js'
import { isTensor, type AnyTensor, type Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** A scatter of a number by indices of the shape `I` along the axis `A`, into any tensor that has it. */
export interface ScatteringOne<I extends Shape, A extends number, Allowed extends DType> {
  <S extends Shape, D extends Allowed>(
    x: Fits<Scattered<S, I, readonly [], A>> & Tensor<S, D>,
  ): Fits<Scattered<S, I, readonly [], A>> & Tensor<S, D>
}
/** A scatter of updates of the shape `U` by indices of the shape `I` along the axis `A`, into any tensor that they fit. */
export interface Scattering<I extends Shape, U extends Shape, D extends DType, A extends number> {
  <S extends Shape>(x: Fits<Scattered<S, I, U, A>> & Tensor<S, D>): Fits<Scattered<S, I, U, A>> & Tensor<S, D>
}

/** `scatter(indices, updates, { axis })(x)`. */
export interface Scatter<Allowed extends DType> {
  <I extends Shape, const A extends number = 0>(
    indices: Tensor<I, 'i32'>, updates: number, options?: AxisOptions<A>,
  ): ScatteringOne<I, A, Allowed>
  <I extends Shape, U extends Shape, D extends Allowed, const A extends number = 0>(
    indices: Tensor<I, 'i32'>, updates: Tensor<U, D>, options?: AxisOptions<A>,
  ): Scattering<I, U, D, A>
}

/** What becomes of rows [n, ...row] by updates [...where, ...row] and indices [...where]. */
type Combine = (rows: AnyTensor, updates: AnyTensor, indices: AnyTensor) => AnyTensor

// @__NO_SIDE_EFFECTS__
const scatter = (operation: string, allowed: readonly DType[], combine: Combine) =>
  (indices: AnyTensor, updates: AnyTensor | number, options: AxisOptions<number> = {}) => (x: AnyTensor): any => {
    const { axis = 0 } = checkOptions<AxisOptions<number>>(operation, options, { axis: anInteger })
    const { shape, dtype }: { readonly shape: Shape; readonly dtype: DType } = expectTensor(operation, 'x', x, allowed)
    expectTensor(operation, 'indices', indices, ['i32'])
    const to = expectShape(operation, 'axis', takenShape(shape, indices.shape, axis), shape)
    const index = axisIndex(shape, axis) as number
    checkIndices(operation, indices, shape[index] as number)
    if (typeof updates === 'number') checkNumber(operation, 'updates', updates, dtype)
    else if (!isTensor(updates)) fail(operation, { argument: 'updates', expected: 'a tensor or a number', received: updates })
    else {
      expectTensor(operation, 'updates', updates, [dtype])
      expectShape(operation, 'updates', scattered(shape, indices.shape, updates.shape, axis), updates.shape)
    }
    const spread = typeof updates === 'number' ? raw.full(to, updates, dtype) : raw.broadcast(updates, to)
    return toAxis(combine(toFront(x, index, 1), toFront(spread, index, indices.shape.length), indices), index, 1)
  }

const rowsIn = ({ shape }: AnyTensor): number => shape[0] as number

/**
 * `x` with updates added to its rows at some indices, or along another axis: updates have the shape that `gather` by these indices
 * gives, or broadcast to it, or are a number. To x comes the sum of the updates to a place, which are added in increasing order.
 * An index outside is an error.
 *
 * @example
 * const indices = of([3], [0, 2, 0], 'i32')
 * pipe(zeros([3]), scatterAdd(indices, of([3], [1, 2, 3]))) // [4, 0, 2]
 * pipe(zeros([2, 3]), scatterAdd(indices, 1, { axis: 1 })) // [[2, 0, 1], [2, 0, 1]]
 */
export const scatterAdd = scatter('scatterAdd', numbers, (rows, updates, indices) =>
  raw.add(rows, raw.scatterAdd(updates, indices, rowsIn(rows)))) as Scatter<Numeric>

const greater = raw.elementwise((a, b) => max(a, b))

/**
 * The greater of `x` and the updates to each of its rows at some indices, or along another axis; NaN wins. Updates are as for
 * `scatterAdd`. The derivative is that of the first of the greatest.
 *
 * @example
 * pipe(zeros([3]), scatterMax(of([3], [0, 2, 0], 'i32'), of([3], [1, -2, 3]))) // [3, 0, 0]
 */
export const scatterMax = scatter('scatterMax', numbers, (rows, updates, indices) =>
  greater(rows, greatestOf(updates, indices, rowsIn(rows)))) as Scatter<Numeric>

/**
 * The lesser of `x` and the updates to each of its rows at some indices, or along another axis; NaN wins. Updates are as for
 * `scatterAdd`. The derivative is that of the first of the least.
 *
 * @example
 * pipe(zeros([3]), scatterMin(of([3], [0, 2, 0], 'i32'), of([3], [1, -2, 3]))) // [0, 0, -2]
 */
export const scatterMin = scatter('scatterMin', numbers, (rows, updates, indices) =>
  opposite(greater(opposite(rows), greatestOf(opposite(updates), indices, rowsIn(rows))))) as Scatter<Numeric>

const isPlace = raw.elementwise((i) => ge(i, constant('i32', 0)))
const place = raw.elementwise((i) => max(i, constant('i32', 0)))
const chosen = raw.elementwise((c, yes, no) => select(c, yes, no))

/**
 * `x` with its rows at some indices, or along another axis, replaced by updates, the last of several to one place. Updates are as
 * for `scatterAdd`. What is replaced has no part in the derivative.
 *
 * @example
 * pipe(zeros([3]), scatterSet(of([3], [0, 2, 0], 'i32'), of([3], [1, 2, 3]))) // [3, 0, 2]
 */
export const scatterSet = scatter('scatterSet', dtypes, (rows, updates, indices) => {
  const n = count(indices.shape)
  if (n === 0) return rows
  const last = greatestOf(raw.reshape(raw.iota([n], 0), indices.shape), indices, rowsIn(rows))
  const behind: Shape = rows.shape.slice(1)
  const isSet = raw.broadcast(raw.reshape(isPlace(last), [rowsIn(rows), ...behind.map(() => 1)]), rows.shape)
  return chosen(isSet, raw.gather(raw.reshape(updates, [n, ...behind]), place(last)), rows)
}) as Scatter<DType>
