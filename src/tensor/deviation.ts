/** How far elements lie from their mean. */
import { count } from '../program/program.js'
import * as s from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aBoolean, checkOptions, type Kind } from '../shape/options.js'
import type { DType, Float } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import { axesOf, mean, sum, type Axes, type Reducing } from './reduction.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** Options of `variance` and `std`. */
export interface DeviationOptions<K extends boolean> {
  /** Leaves the reduced axes in place with size 1. */
  readonly keepDims?: K
  /** What is subtracted from the number of elements, by which the sum is divided: 1 estimates from a sample; by default 0. */
  readonly correction?: number
}

/** A reduction to how far elements lie from their mean. */
export interface Deviating {
  <const A extends Axes = undefined, const K extends boolean = false>(
    axes?: A, options?: DeviationOptions<K>,
  ): Reducing<A, K, Float>
}

const aCorrection: Kind = { expected: 'a number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }

const varianceOf = (operation: string, axes: Axes, options: DeviationOptions<boolean>, x: AnyTensor): AnyTensor => {
  const { keepDims = false, correction = 0 } =
    checkOptions<DeviationOptions<boolean>>(operation, options, { keepDims: aBoolean, correction: aCorrection })
  const n = count(axesOf(operation, expectTensor(operation, 'x', x, floats).shape, axes).map((axis) => x.shape[axis] as number))
  if (n === 0 || n <= correction) {
    const expected = correction === 0 ? 'at least one element along the reduced axes' : `more than ${correction} elements along the reduced axes`
    fail(operation, { argument: 'x', expected, received: x.shape })
  }
  const center: AnyTensor = mean(axes, { keepDims: true })(x)
  const total: AnyTensor = sum(axes, { keepDims })(raw.square(raw.sub(x, raw.broadcast(center, x.shape))))
  return raw.div(total, raw.full(total.shape, n - correction, total.dtype))
}

/** √x whose derivative at 0 is 0. */
export const root = /* @__PURE__ */ raw.elementwise((x) => {
  const isZero = s.eq(x, s.like(x, 0))
  return s.select(isZero, x, s.sqrt(s.select(isZero, s.like<DType>(x, 1), x)))
})

/**
 * The mean of squared distances from the mean: their sum divided by their number, less a `correction`.
 *
 * @example
 * pipe(of([4], [1, 2, 3, 4]), variance()) // 1.25
 * pipe(of([4], [1, 2, 3, 4]), variance(0, { correction: 1 })) // 1.6666666
 */
// @__NO_SIDE_EFFECTS__
export const variance = ((axes?: Axes, options: DeviationOptions<boolean> = {}) => (x: AnyTensor): AnyTensor =>
  varianceOf('variance', axes, options, x)) as Deviating

/**
 * The standard deviation, √variance. Where all elements are equal its derivative is 0.
 *
 * @example
 * pipe(of([4], [1, 2, 3, 4]), std()) // 1.118034
 * pipe(of([2, 2], [1, 3, 2, 2]), std(1, { correction: 1 })) // [1.4142135, 0]
 */
// @__NO_SIDE_EFFECTS__
export const std = ((axes?: Axes, options: DeviationOptions<boolean> = {}) => (x: AnyTensor): AnyTensor =>
  root(varianceOf('std', axes, options, x))) as Deviating
