/** Reductions over chosen axes (all of them by default), which vanish or stay with size 1. */
import { count } from '../program/program.js'
import type { Reduction } from '../program/primitive.js'
import { axisIndices, reduce as reducedShape, type Reduce } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { axisList, type Axes as AxisList } from '../shape/moveAxis.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { aBoolean, check, checkOptions, integers, type Kind } from '../shape/options.js'
import { expectTensor, floats, numbers } from './argument.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** One axis or several by number, from the last where they are below 0; all of them where there are none. */
export type Axes = number | readonly number[] | undefined

/** `keepDims` leaves the reduced axes in place with size 1. */
export interface ReduceOptions<K extends boolean> {
  readonly keepDims: K
}

const someAxes: Kind = { expected: 'a whole number or a list of whole numbers', holds: (x) => x === undefined || integers.holds(x) }

const averaged: readonly DType[] = [...floats, 'bool']

/** The axes of a reduction as indices from the front, or an error. */
export const axesOf = (operation: string, shape: Shape, given: Axes): readonly number[] => {
  const axes = given === undefined ? undefined : axisList(given)
  check(operation, { axes }, { axes: someAxes })
  expectShape(operation, 'axes', reducedShape(shape, axes, false), shape)
  return axes === undefined ? shape.map((_, i) => i) : (axisIndices(shape, axes) as readonly number[])
}

/** A reduced tensor with the axes that vanished, of size 1, where they are to be kept. */
export const kept = (reduced: AnyTensor, { shape }: AnyTensor, indices: readonly number[], keepDims: boolean): AnyTensor =>
  keepDims ? raw.reshape(reduced, shape.map((n: number, i: number) => (indices.includes(i) ? 1 : n))) : reduced

const reduceBy = (operation: string, by: Reduction, axes: Axes, keepDims: boolean, x: AnyTensor): AnyTensor => {
  expectTensor(operation, 'x', x, numbers)
  const indices = axesOf(operation, x.shape, axes)
  if (by !== 'sum' && indices.some((axis) => x.shape[axis] === 0))
    fail(operation, { argument: 'x', expected: 'at least one element along the reduced axes', received: x.shape })
  return kept(raw.reduce(by, x, indices), x, indices, keepDims)
}

export const keeps = (operation: string, options: ReduceOptions<boolean> = { keepDims: false }): boolean =>
  checkOptions<ReduceOptions<boolean>>(operation, options, { keepDims: aBoolean }).keepDims === true

/** A reduction over the axes `A`, all where there are none, of any tensor that has them; `K`: whether they stay, with size 1. */
export interface Reducing<A extends Axes, K extends boolean, Allowed extends DType> {
  <S extends Shape, D extends Allowed>(x: Fits<Reduce<S, AxisList<A>, K>> & Tensor<S, D>): Shaped<Reduce<S, AxisList<A>, K>, D>
}

/** A position along the axis `A` of any tensor that has it. */
export interface Finding<A extends number, K extends boolean> {
  <S extends Shape, D extends Numeric>(
    x: Fits<Reduce<S, readonly [A], K>> & Tensor<S, D>,
  ): Shaped<Reduce<S, readonly [A], K>, 'i32'>
}

/** A reduction that keeps the element type. */
export interface Reducer<Allowed extends DType> {
  <const A extends Axes = undefined, const K extends boolean = false>(
    axes?: A, options?: ReduceOptions<K>,
  ): Reducing<A, K, Allowed>
}

/** `argmax`, told along which axis. */
export interface Finder {
  <const A extends number = -1, const K extends boolean = false>(axis?: A, options?: ReduceOptions<K>): Finding<A, K>
}

// @__NO_SIDE_EFFECTS__
const reducer = (operation: string, by: Reduction) =>
  (axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
    reduceBy(operation, by, axes, keeps(operation, options), x)

/** Truth values as numbers. */
const counted = (x: AnyTensor, dtype: DType): AnyTensor => (x.dtype === 'bool' ? raw.converted(dtype)(x) : x)

/**
 * The sum, in the one order that all backends keep. Of no elements it is 0. Truth values are counted by `countNonzero`; where the
 * compiler does not know of them, their sum is that, an i32.
 *
 * @example
 * pipe(zeros([32, 10]), sum(-1)) // Tensor<readonly [32]>
 * pipe(zeros([32, 10]), sum([-1], { keepDims: true })) // Tensor<readonly [32, 1]>
 * pipe(of([2, 2], [1, 2, 3, 4]), sum()) // 10
 */
// @__NO_SIDE_EFFECTS__
export const sum = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
  reduceBy('sum', 'sum', axes, keeps('sum', options), counted(expectTensor('sum', 'x', x), 'i32'))) as Reducer<Numeric>

/**
 * The greatest element; NaN wins. The derivative goes to the first of equals. No elements are an error, as in all below.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), max(1)) // [4, 3]
 */
export const max = reducer('max', 'max') as Reducer<Numeric>
/**
 * The least element; NaN wins. The derivative goes to the first of equals.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), min(1)) // [1, 2]
 */
export const min = reducer('min', 'min') as Reducer<Numeric>

/**
 * The sum divided by the number of elements. Of truth values, where the compiler does not know of them, it is the share of those
 * that are true, an f32.
 *
 * @example
 * pipe(of([2, 2], [1, 4, 3, 2]), mean(0)) // [2, 3]
 */
// @__NO_SIDE_EFFECTS__
export const mean = ((axes?: Axes, options?: ReduceOptions<boolean>) => (given: AnyTensor): AnyTensor => {
  const x = counted(expectTensor('mean', 'x', given, averaged), 'f32')
  const n = count(axesOf('mean', x.shape, axes).map((axis) => x.shape[axis] as number))
  if (n === 0) fail('mean', { argument: 'x', expected: 'at least one element along the reduced axes', received: x.shape })
  const total = reduceBy('mean', 'sum', axes, keeps('mean', options), x)
  return raw.div(total, raw.full(total.shape, n, total.dtype))
}) as Reducer<Float>

/**
 * The position of the first greatest element along an axis, by default the last.
 *
 * @example
 * pipe(of([2, 3], [1, 4, 3, 2, 0, 2]), argmax()) // [1, 0]
 * pipe(zeros([2, 3]), argmax(0, { keepDims: true })) // Tensor<readonly [1, 3], 'i32'>
 */
// @__NO_SIDE_EFFECTS__
export const argmax = ((axis?: number, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
  reduceBy('argmax', 'argmax', [axis === undefined ? -1 : axis], keeps('argmax', options), x)) as Finder
