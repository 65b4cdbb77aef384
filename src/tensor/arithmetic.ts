/** Elementwise operations of two or three tensors: shapes broadcast, element types must agree. */
import { expression } from '../program/expression.js'
import { constant, type Scalar } from '../program/scalar.js'
import * as s from '../program/scalar.js'
import { pow as power } from '../program/elementary/pow.js'
import { broadcast as broadcastShapes, type FitsBroadcast, type KnownBroadcast } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { checkNumber, dtypes, expectTensor, floats, numbers } from './argument.js'
import type { AnyTensor, Tensor } from './tensor.js'
import { isTensor, recordingOf } from './tensor.js'
import * as raw from './untyped.js'

type ScalarFunction2 = (a: Scalar, b: Scalar) => Scalar

/** `op(b)` for a tensor `b` of shape `B`: it takes any `a` whose shape broadcasts with that, and gives elements of type `R`. */
export interface Broadcasting<B extends Shape, D extends DType, R extends DType = D> {
  <A extends Shape>(a: FitsBroadcast<A, B> & Tensor<A, D>): FitsBroadcast<A, B> & Tensor<KnownBroadcast<A, B>, R>
}

/** `op(b)(a)`: data last. A plain number stands for itself everywhere. */
export interface Binary<Allowed extends DType = DType> {
  (b: number): <A extends Shape, D extends Allowed>(a: Tensor<A, D>) => Tensor<A, D>
  <B extends Shape, D extends Allowed>(b: Tensor<B, D>): Broadcasting<B, D>
}

/** `op(b)(a)` as truth values. */
export interface Comparison {
  (b: number): <A extends Shape, D extends DType>(a: Tensor<A, D>) => Tensor<A, 'bool'>
  <B extends Shape, D extends DType>(b: Tensor<B, D>): Broadcasting<B, D, 'bool'>
}

/** An operation of two tensors, whose shapes broadcast. */
const both = (operation: string, over: (...operands: readonly [AnyTensor, AnyTensor]) => AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor => {
  if (a.dtype !== b.dtype) fail(operation, { argument: 'b', expected: a.dtype, received: b.dtype })
  if (raw.equal(a.shape, b.shape)) return over(a, b)
  const shape = expectShape(operation, 'b', broadcastShapes(a.shape, b.shape), b.shape)
  return over(raw.broadcast(a, shape), raw.broadcast(b, shape))
}

/** a + b, shapes broadcast, where the compiler does not follow them. */
export const plus = (a: AnyTensor, b: AnyTensor): AnyTensor => both('add', raw.add, a, b)

/** An operation of two tensors, or a tensor and a number, by a function of scalars. */
// @__NO_SIDE_EFFECTS__
export const binary = (operation: string, f: ScalarFunction2, allowed: readonly DType[]) => {
  const over = raw.elementwise((a, b) => f(a, b))
  return (b: AnyTensor | number) => (a: AnyTensor): AnyTensor => {
    expectTensor(operation, 'a', a, allowed)
    if (isTensor(b)) return both(operation, over, a, b)
    if (typeof b !== 'number') return fail(operation, { argument: 'b', expected: 'a tensor or a number', received: b })
    checkNumber(operation, 'b', b, a.dtype)
    // A program has the number in its expression; at once, an expression for each number would take longer than the operation.
    return recordingOf(a) === undefined ? over(a, raw.beside(a, b)) : raw.map(expression([a.dtype], (x) => f(x, constant(a.dtype, b))), a)
  }
}

/**
 * a + b.
 *
 * @example
 * pipe(of([3], [1, 2, 3]), add(10)) // [11, 12, 13]
 * pipe(of([3], [1, 2, 3]), add(of([2, 1], [10, 20]))) // [[11, 12, 13], [21, 22, 23]]
 */
export const add = binary('add', s.add, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * a - b.
 *
 * @example
 * pipe(of([2], [5, 3]), sub(1)) // [4, 2]
 */
export const sub = binary('sub', s.sub, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * a · b.
 *
 * @example
 * pipe(of([2], [5, 3]), mul(of([2], [2, -1]))) // [10, -3]
 */
export const mul = binary('mul', s.mul, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * a / b; integers truncate, and give 0 for b = 0.
 *
 * @example
 * pipe(of([2], [7, -7], 'i32'), div(2)) // [3, -3]
 */
export const div = binary('div', s.div, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * The lesser; NaN wins.
 *
 * @example
 * pipe(of([2], [1, 5]), minimum(3)) // [1, 3]
 */
export const minimum = binary('minimum', s.min, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * The greater; NaN wins.
 *
 * @example
 * pipe(of([2], [1, 5]), maximum(3)) // [3, 5]
 */
export const maximum = binary('maximum', s.max, numbers) as Binary<Exclude<DType, 'bool'>>
/**
 * a to the power b; NaN where a is below 0 and b is a fraction.
 *
 * @example
 * pipe(of([2], [9, 2]), pow(0.5)) // [3, 1.4142135]
 */
export const pow = binary('pow', power, floats) as Binary<Float>

/**
 * Whether a = b, elementwise; NaN equals nothing.
 *
 * @example
 * const x = of([3], [1, 2, 3])
 * pipe(x, equal(2)) // [false, true, false]
 * pipe(x, notEqual(2)) // [true, false, true]
 */
export const equal = binary('equal', s.eq, dtypes) as Comparison
/** Whether a ≠ b, elementwise. */
export const notEqual = binary('notEqual', s.ne, dtypes) as Comparison
/**
 * Whether a < b, elementwise; never where one of them is NaN, as in all comparisons of order.
 *
 * @example
 * const x = of([3], [1, 2, 3])
 * pipe(x, less(2)) // [true, false, false]
 * pipe(x, lessOrEqual(2)) // [true, true, false]
 * pipe(x, greater(2)) // [false, false, true]
 * pipe(x, greaterOrEqual(2)) // [false, true, true]
 */
export const less = binary('less', s.lt, numbers) as Comparison
/** Whether a ≤ b, elementwise. */
export const lessOrEqual = binary('lessOrEqual', s.le, numbers) as Comparison
/** Whether a > b, elementwise. */
export const greater = binary('greater', s.gt, numbers) as Comparison
/** Whether a ≥ b, elementwise. */
export const greaterOrEqual = binary('greaterOrEqual', s.ge, numbers) as Comparison
