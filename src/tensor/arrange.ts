/** Operations that move elements and compute nothing. */
import {
  axisIndex, expandDims as expandedShape, permute as permutedShape, squeeze as squeezedShape,
  type ExpandDims, type Permute, type Squeeze,
} from '../shape/axes.js'
import { broadcastTo as broadcastToShape, type BroadcastTo } from '../shape/broadcast.js'
import { concatenate as concatenatedShape, stack as stackedShape, type Concatenate, type Stack } from '../shape/concatenate.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { repeat as repeatedShape, type Repeat } from '../shape/repeat.js'
import { axisList, type Axes, type AxisOrAxes } from '../shape/moveAxis.js'
import { reshape as reshapedShape, type Flatten, type Reshape } from '../shape/reshape.js'
import type { DType, Shape } from '../shape/shape.js'
import { size } from '../shape/size.js'
import { bounds, slice as slicedShape, type Range, type Slice } from '../shape/slice.js'
import { anInteger, check, integers, listOf, optional } from '../shape/options.js'
import { aRanges, aTensor, expectTensor, someAxes } from './argument.js'
import type { BroadcastingTo, Expanding, Permuting, Repeating, Reshaping, Slicing, Squeezing } from './moves.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/**
 * The same elements in another shape; one size may be -1, and is then what is left. Another number of elements is an error.
 *
 * @example
 * pipe(zeros([28, 28]), reshape([784])) // Tensor<readonly [784]>
 */
export const reshape = <const T extends Shape>(shape: T): Reshaping<T> =>
  <S extends Shape, D extends DType>(x: Fits<Reshape<S, T>> & Tensor<S, D>): Shaped<Reshape<S, T>, D> => {
    check('reshape', { shape, x }, { shape: integers, x: aTensor })
    const to = expectShape('reshape', 'shape', reshapedShape(x.shape, shape), shape)
    return raw.reshape(x, to) as Shaped<Reshape<S, T>, D>
  }

/**
 * All elements along one axis, in row-major order.
 *
 * @example
 * flatten(zeros([28, 28, 1])) // Tensor<readonly [784]>
 */
export const flatten = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<Flatten<S>, D> =>
  raw.reshape(x, [size(expectTensor('flatten', 'x', x).shape)]) as Tensor<Flatten<S>, D>

/**
 * The axes in another order: axis i of the result is axis order[i] of `x`. An order without one of the axes is an error.
 *
 * @example
 * pipe(zeros([8, 28, 32]), permute([2, 0, 1])) // Tensor<readonly [32, 8, 28]>
 */
export const permute = <const O extends readonly number[]>(order: O): Permuting<O> =>
  <S extends Shape, D extends DType>(x: Fits<Permute<S, O>> & Tensor<S, D>): Shaped<Permute<S, O>, D> => {
    check('permute', { order, x }, { order: integers, x: aTensor })
    expectShape('permute', 'order', permutedShape(x.shape, order), order)
    return raw.permute(x, order.map((axis) => axisIndex(x.shape, axis) as number)) as Shaped<Permute<S, O>, D>
  }

/**
 * A matrix with its axes exchanged: [m, n] to [n, m].
 *
 * @example
 * transpose(of([2, 3], [1, 2, 3, 4, 5, 6])) // [[1, 4], [2, 5], [3, 6]]
 */
export const transpose = <M extends number, N extends number, D extends DType>(
  x: Tensor<readonly [M, N], D>,
): Tensor<readonly [N, M], D> => {
  if (expectTensor('transpose', 'x', x).shape.length !== 2)
    fail('transpose', { argument: 'x', expected: 'a matrix', received: x.shape })
  return raw.permute(x, [1, 0]) as Tensor<readonly [N, M], D>
}

/**
 * Repeated to `shape`, aligned at the last axes: a size stays, or it was 1 or missing; else it is an error.
 *
 * @example
 * pipe(of([3], [1, 2, 3]), broadcastTo([2, 3])) // [[1, 2, 3], [1, 2, 3]]
 */
export const broadcastTo = <const T extends Shape>(shape: T): BroadcastingTo<T> =>
  <S extends Shape, D extends DType>(x: Fits<BroadcastTo<S, T>> & Tensor<S, D>): Fits<BroadcastTo<S, T>> & Tensor<T, D> => {
    check('broadcastTo', { shape, x }, { shape: integers, x: aTensor })
    const to = expectShape('broadcastTo', 'shape', broadcastToShape(x.shape, shape), shape)
    return raw.broadcast(x, to) as Fits<BroadcastTo<S, T>> & Tensor<T, D>
  }

/**
 * With a new axis of size 1 before `axis`; -1 puts it last.
 *
 * @example
 * pipe(zeros([32, 10]), expandDims(1)) // Tensor<readonly [32, 1, 10]>
 */
export const expandDims = <const A extends number>(axis: A): Expanding<A> =>
  <S extends Shape, D extends DType>(x: Fits<ExpandDims<S, A>> & Tensor<S, D>): Shaped<ExpandDims<S, A>, D> => {
    check('expandDims', { axis, x }, { axis: anInteger, x: aTensor })
    return raw.reshape(x, expectShape('expandDims', 'axis', expandedShape(x.shape, axis))) as Shaped<ExpandDims<S, A>, D>
  }

/**
 * Without the given axis or axes of size 1 (by default without all of them). An axis of another size is an error.
 *
 * @example
 * pipe(zeros([32, 1, 10]), squeeze(1)) // Tensor<readonly [32, 10]>
 */
export const squeeze = <const A extends AxisOrAxes | undefined = undefined>(axes?: A): Squeezing<Axes<A>> =>
  <S extends Shape, D extends DType>(x: Fits<Squeeze<S, Axes<A>>> & Tensor<S, D>): Shaped<Squeeze<S, Axes<A>>, D> => {
    check('squeeze', { axes, x }, { axes: optional(someAxes), x: aTensor })
    const list = axes === undefined ? undefined : axisList(axes)
    return raw.reshape(x, expectShape('squeeze', 'axes', squeezedShape(x.shape, list))) as Shaped<Squeeze<S, Axes<A>>, D>
  }

/**
 * Some of the elements of each axis: `[start, stop]`, `[start, stop, step]`, or `null` for all. A range that does not fit is
 * an error.
 *
 * @example
 * pipe(zeros([32, 784]), slice([[0, 16], null])) // Tensor<readonly [16, 784]>
 */
export const slice = <const R extends readonly Range[]>(ranges: R): Slicing<R> =>
  <S extends Shape, D extends DType>(x: Fits<Slice<S, R>> & Tensor<S, D>): Shaped<Slice<S, R>, D> => {
    check('slice', { ranges, x }, { ranges: aRanges, x: aTensor })
    expectShape('slice', 'ranges', slicedShape(x.shape, ranges), x.shape)
    const taken = x.shape.map((n, i) => bounds(n, ranges[i] ?? null))
    const [start, stop] = [taken.map(([from]) => from), taken.map(([, to]) => to)]
    const step = taken.map(([, , by]) => by)
    return raw.slice(x, start, stop, step) as Shaped<Slice<S, R>, D>
  }

/**
 * Each element of each axis so many times in a row, by a factor for each axis: on images, up-sampling by the nearest element.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), repeat([1, 2])) // [[1, 1, 2, 2], [3, 3, 4, 4]]
 */
export const repeat = <const T extends Shape>(factors: T): Repeating<T> =>
  <S extends Shape, D extends DType>(x: Fits<Repeat<S, T>> & Tensor<S, D>): Shaped<Repeat<S, T>, D> => {
    check('repeat', { factors, x }, { factors: integers, x: aTensor })
    const to = expectShape('repeat', 'factors', repeatedShape(x.shape, factors), x.shape)
    return repeated(x, factors, to) as Shaped<Repeat<S, T>, D>
  }

/** An axis beside each one that is repeated, of its factor. */
const repeated = (x: AnyTensor, factors: Shape, to: Shape): AnyTensor => {
  const apart = (times: (axis: number) => number): Shape =>
    x.shape.flatMap((n: number, i: number) => (factors[i] === 1 ? [n] : [n, times(i)]))
  return raw.reshape(raw.broadcast(raw.reshape(x, apart(() => 1)), apart((i) => factors[i] as number)), to)
}

/** The shapes of a list of tensors. */
export type Shapes<Ts extends readonly AnyTensor[]> = { readonly [I in keyof Ts]: Ts[I]['shape'] }

const oneDType = (operation: string, axis: number, tensors: readonly AnyTensor[]): void => {
  check(operation, { axis, tensors }, { axis: anInteger, tensors: listOf('tensors', aTensor) })
  const [first] = tensors
  tensors.forEach((x, i) => {
    if (x.dtype !== first?.dtype)
      fail(operation, { argument: `tensors[${i}]`, expected: first?.dtype ?? 'a tensor', received: x.dtype })
  })
}

/**
 * Joined along an axis that they have; the other sizes and the element types must agree.
 *
 * @example
 * concatenate(0)([of([1, 2], [1, 2]), of([2, 2], [3, 4, 5, 6])]) // [[1, 2], [3, 4], [5, 6]]
 */
export const concatenate = <const A extends number>(axis: A) =>
  <const Ts extends readonly AnyTensor[]>(
    tensors: Fits<Concatenate<Shapes<Ts>, A>> & Ts,
  ): Shaped<Concatenate<Shapes<Ts>, A>, Ts[number]['dtype']> => {
    const list: readonly AnyTensor[] = tensors
    oneDType('concatenate', axis, list)
    expectShape('concatenate', 'tensors', concatenatedShape(list.map((x) => x.shape), axis))
    const at = axisIndex((list[0] as AnyTensor).shape, axis) as number
    return raw.concatenate(list, at) as Shaped<Concatenate<Shapes<Ts>, A>, Ts[number]['dtype']>
  }

/**
 * Tensors of one shape joined along a new axis.
 *
 * @example
 * stack(0)([of([2], [1, 2]), of([2], [3, 4])]) // [[1, 2], [3, 4]]
 */
export const stack = <const A extends number>(axis: A) =>
  <const Ts extends readonly AnyTensor[]>(
    tensors: Fits<Stack<Shapes<Ts>, A>> & Ts,
  ): Shaped<Stack<Shapes<Ts>, A>, Ts[number]['dtype']> => {
    const list: readonly AnyTensor[] = tensors
    oneDType('stack', axis, list)
    const shape = expectShape('stack', 'tensors', stackedShape(list.map((x) => x.shape), axis))
    const at = axis < 0 ? shape.length + axis : axis
    const slices = list.map((x) => raw.reshape(x, shape.map((n, i) => (i === at ? 1 : n))))
    return raw.concatenate(slices, at) as Shaped<Stack<Shapes<Ts>, A>, Ts[number]['dtype']>
  }
