/** What holds of elements: of some, of all, of how many; and whether tensors are close. */
import * as s from '../program/scalar.js'
import { broadcast as broadcastShapes, type FitsBroadcast } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { aBoolean, checkOptions, type Kind } from '../shape/options.js'
import type { Reduce } from '../shape/axes.js'
import type { Axes as AxisList } from '../shape/moveAxis.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkNumber, expectTensor, numbers } from './argument.js'
import { axesOf, keeps, kept, type Axes, type Reducer, type ReduceOptions } from './reduction.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import { isTensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** How many over the axes `A`; `K`: whether they stay, with size 1. */
export interface Counting<A extends Axes, K extends boolean> {
  <S extends Shape, D extends DType>(x: Fits<Reduce<S, AxisList<A>, K>> & Tensor<S, D>): Shaped<Reduce<S, AxisList<A>, K>, 'i32'>
}

/** `countNonzero`, told over which axes. */
export interface Counter {
  <const A extends Axes = undefined, const K extends boolean = false>(axes?: A, options?: ReduceOptions<K>): Counting<A, K>
}

const reduced = (operation: string, by: 'max' | 'min' | 'sum', axes: Axes, keepDims: boolean, x: AnyTensor): AnyTensor => {
  const indices = axesOf(operation, x.shape, axes)
  return kept(raw.reduce(by, x, indices), x, indices, keepDims)
}

/**
 * Whether some element is true; of none, none is.
 *
 * @example
 * pipe(of([2, 2], [1, 0, 0, 0], 'bool'), any(1)) // [true, false]
 */
// @__NO_SIDE_EFFECTS__
export const any = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
  reduced('any', 'max', axes, keeps('any', options), expectTensor('any', 'x', x, ['bool']))) as Reducer<'bool'>

/**
 * Whether all elements are true; of none, all are.
 *
 * @example
 * pipe(of([2, 2], [1, 0, 1, 1], 'bool'), all(1)) // [false, true]
 */
// @__NO_SIDE_EFFECTS__
export const all = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor =>
  reduced('all', 'min', axes, keeps('all', options), expectTensor('all', 'x', x, ['bool']))) as Reducer<'bool'>

const nonzero = /* @__PURE__ */ raw.elementwise((x) => s.convert(s.ne(x, s.like(x, 0)), 'i32'))

/**
 * How many elements are not 0, or are true; NaN is not 0.
 *
 * @example
 * pipe(of([4], [0, 1, -2, NaN]), countNonzero()) // 3
 */
// @__NO_SIDE_EFFECTS__
export const countNonzero = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor => {
  const keepDims = keeps('countNonzero', options)
  return reduced('countNonzero', 'sum', axes, keepDims, nonzero(expectTensor('countNonzero', 'x', x)))
}) as Counter

/** How far apart two numbers may lie that are called close. */
export interface CloseOptions {
  /** The part of |b|, by default 1e-5. */
  readonly rtol?: number
  /** What is added to that, by default 1e-8. */
  readonly atol?: number
  /** Whether NaN is close to NaN, by default not. */
  readonly equalNaN?: boolean
}

/** `allClose(b)` for a tensor `b` of shape `B`. */
export interface Comparing<B extends Shape, D extends DType> {
  <A extends Shape>(a: FitsBroadcast<A, B> & Tensor<A, D>): Tensor<readonly [], 'bool'>
}

/** `allClose(b)(a)`: data last. A plain number stands for itself everywhere. */
export interface AllClose {
  (b: number, options?: CloseOptions): <A extends Shape, D extends Numeric>(a: Tensor<A, D>) => Tensor<readonly [], 'bool'>
  <B extends Shape, D extends Numeric>(b: Tensor<B, D>, options?: CloseOptions): Comparing<B, D>
}

const aTolerance: Kind = { expected: 'a number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }

/**
 * Whether |a - b| ≤ atol + rtol·|b| for all elements, shapes broadcast, as NumPy's `allclose`: infinities are close to themselves
 * alone, integers are compared as f64. It is a tensor of one truth value, inside of a trace as well; outside, `item` reads it, as 1
 * or 0.
 *
 * @example
 * pipe(of([2], [1, 2]), allClose(of([2], [1, 2.000001]))) // true
 * item(pipe(of([2], [1, NaN]), allClose(of([2], [1, NaN])))) // 0
 */
// @__NO_SIDE_EFFECTS__
export const allClose = ((b: AnyTensor | number, options: CloseOptions = {}) => {
  const { rtol = 1e-5, atol = 1e-8, equalNaN = false } =
    checkOptions<CloseOptions>('allClose', options, { rtol: aTolerance, atol: aTolerance, equalNaN: aBoolean })
  const close = raw.elementwise((first, second) => {
    const [x, y] = s.isFloat(first.dtype) ? [first, second] : [s.convert(first, 'f64'), s.convert(second, 'f64')] as const
    const isNear = s.le(s.abs(s.sub(x, y)), s.add(s.like(x, atol), s.mul(s.like(x, rtol), s.abs(y))))
    const isClose = s.or(s.eq(x, y), s.and(isNear, s.lt(s.abs(y), s.like(y, Infinity))))
    return equalNaN ? s.or(isClose, s.and(s.ne(x, x), s.ne(y, y))) : isClose
  })
  return (a: AnyTensor): AnyTensor => {
    expectTensor('allClose', 'a', a, numbers)
    if (typeof b === 'number') checkNumber('allClose', 'b', b, a.dtype)
    else if (!isTensor(b)) fail('allClose', { argument: 'b', expected: 'a tensor or a number', received: b })
    const other: AnyTensor = typeof b === 'number' ? raw.scalar(b, a.dtype) : b
    if (other.dtype !== a.dtype) fail('allClose', { argument: 'b', expected: a.dtype, received: other.dtype })
    const shape = expectShape('allClose', 'b', broadcastShapes(a.shape, other.shape), other.shape)
    return reduced('allClose', 'min', undefined, false, close(raw.broadcast(a, shape), raw.broadcast(other, shape)))
  }
}) as AllClose
