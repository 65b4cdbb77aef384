/** Products of tensors that are summed over axes of both. */
import { axisIndices } from '../shape/axes.js'
import type { Label } from '../shape/einsum.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check, integers, type Kind } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { pairsOf, tensordot as tensordotShape, type SummedAxes, type TensorDot } from '../shape/tensordot.js'
import { expectTensor, numbers } from './argument.js'
import { contraction, ordered } from './contraction.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'

/** `tensordot` over the axes `Axes` with a tensor of shape `B`, of any tensor that it fits. */
export interface Contracting<Axes extends SummedAxes, B extends Shape, D extends Numeric> {
  <A extends Shape>(a: Fits<TensorDot<A, B, Axes>> & Tensor<A, D>): Shaped<TensorDot<A, B, Axes>, D>
}

const someAxes: Kind = {
  expected: 'a number of axes, or the axes of both factors, [left, right]',
  holds: (x) => anInteger.holds(x) || (Array.isArray(x) && x.length === 2 && x.every(integers.holds)),
}

/** Both factors are numbers of one type. */
const expectFactors = (operation: string, a: AnyTensor, b: AnyTensor): void => {
  expectTensor(operation, 'a', a, numbers)
  expectTensor(operation, 'b', b)
  if (a.dtype !== b.dtype) fail(operation, { argument: 'b', expected: a.dtype, received: b.dtype })
}

const contracted = (operation: string, axes: SummedAxes, a: AnyTensor, b: AnyTensor): AnyTensor => {
  expectFactors(operation, a, b)
  expectShape(operation, 'axes', tensordotShape(a.shape, b.shape, axes), b.shape)
  const [left, right] = pairsOf(axes)
  const [i, j] = [axisIndices(a.shape, left), axisIndices(b.shape, right)] as [readonly number[], readonly number[]]
  const labelsA: readonly Label[] = a.shape.map((_: number, axis: number) => axis)
  const labelsB: readonly Label[] = b.shape.map((_: number, axis: number) => (j.includes(axis) ? i[j.indexOf(axis)] : `${axis}`))
  const output = [...labelsA, ...labelsB].filter((label) => typeof label === 'string' || !i.includes(label))
  return ordered(contraction({ x: a, labels: labelsA }, { x: b, labels: labelsB }, output), output)
}

/**
 * The product summed over axes of both factors, which have equal sizes: `axes` is how many last axes of `a` meet the first ones
 * of `b`, or the axes of both, pair by pair. What is left of `a` comes first, then what is left of `b`.
 *
 * @example
 * pipe(zeros([2, 3, 4]), tensordot(2, zeros([3, 4, 5]))) // Tensor<readonly [2, 5]>
 * pipe(zeros([2, 3, 4]), tensordot([[1, 2], [1, 0]], zeros([4, 3, 5]))) // Tensor<readonly [2, 5]>
 */
export const tensordot = <const Axes extends SummedAxes, B extends Shape, D extends Numeric>(
  axes: Axes, b: Tensor<B, D>,
): Contracting<Axes, B, D> => {
  check('tensordot', { axes }, { axes: someAxes })
  return <A extends Shape>(a: Fits<TensorDot<A, B, Axes>> & Tensor<A, D>): Shaped<TensorDot<A, B, Axes>, D> =>
    contracted('tensordot', axes, a, b) as Shaped<TensorDot<A, B, Axes>, D>
}

/**
 * The sum of products along the last axes of both factors, [..., n] and [...others, n] to [..., ...others].
 *
 * @example
 * pipe(zeros([2, 3]), inner(zeros([4, 5, 3]))) // Tensor<readonly [2, 4, 5]>
 */
export const inner = <B extends Shape, D extends Numeric>(
  b: Tensor<B, D>,
): Contracting<readonly [readonly [-1], readonly [-1]], B, D> => (a) => contracted('inner', [[-1], [-1]], a, b) as never

const expectVectors = (operation: string, a: AnyTensor, b: AnyTensor): void => {
  expectFactors(operation, a, b)
  for (const [argument, x] of [['a', a], ['b', b]] as const)
    if (x.shape.length !== 1) fail(operation, { argument, expected: 'a vector, [n]', received: x.shape })
}

/**
 * The sum of products of two vectors of one length, a scalar: what `sum` makes of `mul`.
 *
 * @example
 * pipe(of([3], [1, 2, 3]), dot(of([3], [1, 10, 100]))) // 321
 */
export const dot = <N extends number, D extends Numeric>(b: Tensor<readonly [N], D>) =>
  (a: Tensor<readonly [N], D>): Tensor<readonly [], D> => {
    expectVectors('dot', a, b)
    return contracted('dot', 1, a, b) as Tensor<readonly [], D>
  }

/**
 * The products of all pairs of elements of two vectors, [m] and [n] to [m, n].
 *
 * @example
 * pipe(of([2], [1, 2]), outer(of([3], [1, 10, 100]))) // [[1, 10, 100], [2, 20, 200]]
 */
export const outer = <N extends number, D extends Numeric>(b: Tensor<readonly [N], D>) =>
  <M extends number>(a: Tensor<readonly [M], D>): Tensor<readonly [M, N], D> => {
    expectVectors('outer', a, b)
    return contracted('outer', 0, a, b) as Tensor<readonly [M, N], D>
  }
