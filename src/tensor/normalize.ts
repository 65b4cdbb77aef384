/** Softmax and its kin as users call them: along the last axis as they stand, `along` another one. */
import type { Reduce } from '../shape/axes.js'
import { fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import type { AlongAxis } from './axis.js'
import { axesOf, keeps, kept, type ReduceOptions } from './reduction.js'
import * as last from './softmax.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'

/** A reduction over the axis `A` of any tensor that has it. */
export interface OverAxis<A extends number, K extends boolean> {
  <S extends Shape, D extends Float>(x: Fits<Reduce<S, readonly [A], K>> & Tensor<S, D>): Shaped<Reduce<S, readonly [A], K>, D>
}

/** An operation along the last axis of a tensor; `along(axis)` is that along another one. */
export interface Softmax {
  <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D>
  /** The same along the axis of this number, from the last where it is below 0. */
  readonly along: <const A extends number>(axis: A) => AlongAxis<A, Float>
}

/** A reduction over the last axis of a tensor; `along(axis)` is that over another one. */
export interface LogSumExp {
  <S extends Shape, L extends number, D extends Float>(x: Tensor<readonly [...S, L], D>): Tensor<readonly [...S], D>
  /** The same over the axis of this number; `keepDims` leaves it in place with size 1. */
  readonly along: <const A extends number, const K extends boolean = false>(axis: A, options?: ReduceOptions<K>) => OverAxis<A, K>
}

/** An axis of a tensor from the front, which must not be empty. */
const axisOf = (operation: string, x: AnyTensor, axis: number): number => {
  const [index] = axesOf(operation, expectTensor(operation, 'x', x, floats).shape, axis) as readonly [number]
  if (x.shape[index] === 0) fail(operation, { argument: 'x', expected: `at least one element along axis ${axis}`, received: x.shape })
  return index
}

// @__NO_SIDE_EFFECTS__
const withAlong = (operation: string, f: (x: AnyTensor, axis?: number) => AnyTensor) =>
  Object.assign((x: AnyTensor): AnyTensor => f(x), {
    along: (axis: number, options?: ReduceOptions<boolean>) => {
      check(`${operation}.along`, { axis }, { axis: anInteger })
      const keepDims = keeps(`${operation}.along`, options)
      return (x: AnyTensor): AnyTensor => {
        const index = axisOf(operation, x, axis)
        const made = f(x, index)
        return made.shape.length === x.shape.length ? made : kept(made, x, [index], keepDims)
      }
    },
  })

/**
 * Positive numbers that add up to 1 along the last axis, or another one, which must not be empty: exp(x) / Σ exp(x), without
 * overflow.
 *
 * @example
 * softmax(of([3], [1, 2, 3])) // [0.0900, 0.2447, 0.6652]
 * pipe(of([2, 2], [1, 2, 1, 2]), softmax.along(0)) // [[0.5, 0.5], [0.5, 0.5]]
 */
export const softmax = withAlong('softmax', last.softmax) as unknown as Softmax

/**
 * The logarithm of softmax, to the last digits also where softmax is close to 0.
 *
 * @example
 * logSoftmax(of([3], [1, 2, 3])) // [-2.4076, -1.4076, -0.4076]
 */
export const logSoftmax = withAlong('logSoftmax', last.logSoftmax) as unknown as Softmax

/**
 * The logarithm of the sum of exponentials along the last axis, or another one, which vanishes: without overflow.
 *
 * @example
 * logSumExp(of([1, 3], [1, 2, 3])) // [3.4076]
 * pipe(zeros([2, 3]), logSumExp.along(0, { keepDims: true })) // Tensor<readonly [1, 3]>
 */
export const logSumExp = withAlong('logSumExp', last.logSumExp) as unknown as LogSumExp
