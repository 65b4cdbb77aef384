/** Reductions over chosen axes (all of them by default), which vanish or stay with size 1. */
import { count } from '../program/program.js'
import type { Reduction } from '../program/primitive.js'
import { axisIndices, reduce as reducedShape, type Reduce } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { aBoolean, check, checkOptions, integers, optional } from '../shape/options.js'
import { expectTensor, floats, numbers } from './argument.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** Axes by number, from the last where they are below 0; all of them where there are none. */
export type Axes = readonly number[] | undefined

/** `keepDims` leaves the reduced axes in place with size 1. */
export interface ReduceOptions<K extends boolean> {
  readonly keepDims: K
}

/** The axes of a reduction as indices from the front, or an error. */
const axesOf = (operation: string, shape: Shape, axes: Axes): readonly number[] => {
  check(operation, { axes }, { axes: optional(integers) })
  expectShape(operation, 'axes', reducedShape(shape, axes, false), shape)
  return axes === undefined ? shape.map((_, i) => i) : (axisIndices(shape, axes) as readonly number[])
}

const reduceBy = (operation: string, by: Reduction, axes: Axes, keepDims: boolean, x: AnyTensor): AnyTensor => {
  expectTensor(operation, 'x', x, numbers)
  const indices = axesOf(operation, x.shape, axes)
  if (by !== 'sum' && indices.some((axis) => x.shape[axis] === 0))
    fail(operation, { argument: 'x', expected: 'at least one element along the reduced axes', received: x.shape })
  const reduced = raw.reduce(by, x, indices)
  return keepDims ? raw.reshape(reduced, x.shape.map((n: number, i: number) => (indices.includes(i) ? 1 : n))) : reduced
}

const keeps = (operation: string, options: ReduceOptions<boolean> = { keepDims: false }): boolean =>
  checkOptions<ReduceOptions<boolean>>(operation, options, { keepDims: aBoolean }).keepDims === true

/** A reduction over the axes `A`, all where there are none, of any tensor that has them; `K`: whether they stay, with size 1. */
export interface Reducing<A extends Axes, K extends boolean, Allowed extends DType> {
  <S extends Shape, D extends Allowed>(x: Fits<Reduce<S, A, K>> & Tensor<S, D>): Shaped<Reduce<S, A, K>, D>
}

/** A position along the axis `A` of any tensor that has it. */
export interface Finding<A extends number> {
  <S extends Shape, D extends Numeric>(x: Fits<Reduce<S, readonly [A]>> & Tensor<S, D>): Shaped<Reduce<S, readonly [A]>, 'i32'>
}

/** A reduction that keeps the element type. */
export interface Reducer<Allowed extends DType> {
  <const A extends Axes = undefined, const K extends boolean = false>(
    axes?: A, options?: ReduceOptions<K>,
  ): Reducing<A, K, Allowed>
}

// @__NO_SIDE_EFFECTS__
const reducer = (operation: string, by: Reduction) =>
  (axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
    reduceBy(operation, by, axes, keeps(operation, options), x)

/**
 * The sum, in the one order that all backends keep. Of no elements it is 0.
 *
 * @example
 * pipe(zeros([32, 10]), sum([-1])) // Tensor<readonly [32]>
 * pipe(zeros([32, 10]), sum([-1], { keepDims: true })) // Tensor<readonly [32, 1]>
 * pipe(of([2, 2], [1, 2, 3, 4]), sum()) // 10
 */
export const sum = reducer('sum', 'sum') as Reducer<Numeric>
/**
 * The greatest element; NaN wins. The derivative goes to the first of equals. No elements are an error, as in all below.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), max([1])) // [4, 3]
 */
export const max = reducer('max', 'max') as Reducer<Numeric>
/**
 * The least element; NaN wins. The derivative goes to the first of equals.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), min([1])) // [1, 2]
 */
export const min = reducer('min', 'min') as Reducer<Numeric>


/**
 * The sum divided by the number of elements.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), mean([0])) // [2, 3]
 */
// @__NO_SIDE_EFFECTS__
export const mean = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor => {
  const n = count(axesOf('mean', expectTensor('mean', 'x', x, floats).shape, axes).map((axis) => x.shape[axis] as number))
  if (n === 0) fail('mean', { argument: 'x', expected: 'at least one element along the reduced axes', received: x.shape })
  const total = reduceBy('mean', 'sum', axes, keeps('mean', options), x)
  return raw.div(total, raw.full(total.shape, n, total.dtype))
}) as Reducer<Float>


/**
 * The mean of squared distances from the mean: their sum divided by their number, not by one less.
 *
 * @example
 * pipe(of([4], [1, 2, 3, 4]), variance()) // 1.25
 */
// @__NO_SIDE_EFFECTS__
export const variance = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor => {
  keeps('variance', options)
  const centre = mean(axes, { keepDims: true })(x)
  return (mean(axes, options) as (y: AnyTensor) => AnyTensor)(raw.square(raw.sub(x, raw.broadcast(centre, x.shape))))
}) as Reducer<Float>

/**
 * The position of the first greatest element along an axis, by default the last.
 *
 * @example
 * pipe(of([2, 3], [1, 4, 3, 2, 0, 2]), argmax()) // [1, 0]
 */
export const argmax = <const A extends number = -1>(axis?: A): Finding<A> =>
  <S extends Shape, D extends Numeric>(x: Fits<Reduce<S, readonly [A]>> & Tensor<S, D>): Shaped<Reduce<S, readonly [A]>, 'i32'> =>
    reduceBy('argmax', 'argmax', [axis === undefined ? -1 : axis], false, x) as Shaped<Reduce<S, readonly [A]>, 'i32'>
