/** Elements in order along an axis. NaN comes last in either direction, all of them equal; -0 and +0 are equal. */
import * as s from '../program/scalar.js'
import { top, type Along, type Top } from '../shape/along.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import { aBoolean, anInteger, checkOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { alongAxis } from './along.js'
import { checkCount, expectTensor, numbers } from './argument.js'
import { axisOf, moved, type AlongAxis } from './axis.js'
import type { Finding } from './reduction.js'
import { ascending } from './sort.js'
import type { AnyTensor, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** Which way elements are sorted: ascending, if nothing is said. */
export interface SortOptions {
  readonly descending?: boolean
}

/** Positions along the axis `A` of any tensor that has it, of the same shape. */
export interface Sorting<A extends number> {
  <S extends Shape, D extends Numeric>(x: Fits<Along<S, A>> & Tensor<S, D>): Fits<Along<S, A>> & Tensor<S, 'i32'>
}

/** The `K` first along the axis `A` of any tensor that has as many, with their positions. */
export interface Topping<K extends number, A extends number> {
  <S extends Shape, D extends Numeric>(x: Fits<Top<S, A, K>> & Tensor<S, D>): Topped<Top<S, A, K>, D>
}

/** Elements of the shape that a shape function yielded, and their positions; or, where it yielded a sentence, what nothing is. */
export type Topped<R, D extends Numeric> = Fits<R> & readonly [values: Tensor<Known<R>, D>, indices: Tensor<Known<R>, 'i32'>]

/** What is in the opposite order, NaN where it was: of integers, -x may be no integer of the type. */
const opposite = raw.elementwise((x) => (s.isFloat(x.dtype) ? s.neg(x) : s.not(x)))

/** The axis last, and the positions along it in order. */
const ordered = (operation: string, x: AnyTensor, axis: number | undefined, descending: boolean) => {
  expectTensor(operation, 'x', x, numbers)
  const { tensor, back } = moved(x, axisOf(operation, x, axis), 'last')
  return { tensor, back, positions: ascending(descending ? opposite(tensor) : tensor) }
}

const isDescending = (operation: string, options: SortOptions = {}): boolean =>
  checkOptions<SortOptions>(operation, options, { descending: aBoolean }).descending === true

const take = (x: AnyTensor, positions: AnyTensor): AnyTensor => alongAxis(x, positions, x.shape.length - 1)

/**
 * The elements along an axis, by default the last, in ascending order: stable, NaN last in either direction. The derivative goes to
 * the elements where they were. Sorted by merging, in some n log n steps.
 *
 * @example
 * pipe(of([2, 3], [3, 1, 2, 6, 5, 4]), sort()) // [[1, 2, 3], [4, 5, 6]]
 * pipe(of([4], [3, NaN, 1, 2]), sort(-1, { descending: true })) // [3, 2, 1, NaN]
 */
export const sort = <const A extends number = -1>(axis?: A, options?: SortOptions): AlongAxis<A, Numeric> => {
  const descending = isDescending('sort', options)
  return <S extends Shape, D extends Numeric>(x: Fits<Along<S, A>> & Tensor<S, D>): Fits<Along<S, A>> & Tensor<S, D> => {
    const { tensor, back, positions } = ordered('sort', x, axis, descending)
    return back(take(tensor, positions)) as Fits<Along<S, A>> & Tensor<S, D>
  }
}

/**
 * The positions of the elements along an axis, by default the last, in ascending order: `sort` takes the elements from there. Stable:
 * of equals the first comes first, in descending order, too. NaN is last in either direction.
 *
 * @example
 * pipe(of([4], [2, 1, 2, 0]), argsort()) // [3, 1, 0, 2]
 * pipe(of([4], [2, 1, 2, 0]), argsort(0, { descending: true })) // [0, 2, 1, 3]
 */
export const argsort = <const A extends number = -1>(axis?: A, options?: SortOptions): Sorting<A> => {
  const descending = isDescending('argsort', options)
  return <S extends Shape, D extends Numeric>(x: Fits<Along<S, A>> & Tensor<S, D>): Fits<Along<S, A>> & Tensor<S, 'i32'> => {
    const { back, positions } = ordered('argsort', x, axis, descending)
    return back(positions) as Fits<Along<S, A>> & Tensor<S, 'i32'>
  }
}

/** Which elements are taken: along the last axis, and the greatest, if nothing is said. */
export interface TopKOptions<A extends number> {
  readonly axis?: A
  readonly largest?: boolean
}

/**
 * The `k` greatest elements along an axis (the least, where `largest` is false), in order, and their positions: of equals the first
 * comes first. NaN is taken only when there is nothing else left. The derivative goes to the elements that are taken. More than there
 * are is an error.
 *
 * @example
 * const [values, indices] = pipe(of([5], [2, 4, 1, 4, 3]), topK(3))
 * values // [4, 4, 3]
 * indices // [1, 3, 4]
 * pipe(zeros([32, 10]), topK(3))[0] // Tensor<readonly [32, 3]>
 */
export const topK = <const K extends number, const A extends number = -1>(k: K, options: TopKOptions<A> = {}): Topping<K, A> => {
  checkCount('topK', 'k', k)
  const { axis = -1, largest = true } = checkOptions<TopKOptions<number>>('topK', options, { axis: anInteger, largest: aBoolean })
  return <S extends Shape, D extends Numeric>(x: Fits<Top<S, A, K>> & Tensor<S, D>): Topped<Top<S, A, K>, D> => {
    const { tensor, back, positions } = ordered('topK', x, axis, largest)
    expectShape('topK', 'k', top(x.shape, axis, k), x.shape)
    const first = raw.slice(positions, positions.shape.map(() => 0), [...positions.shape.slice(0, -1), k])
    return [back(take(tensor, first)), back(first)] as unknown as Topped<Top<S, A, K>, D>
  }
}

/**
 * The position of the first least element along an axis, by default the last; of the first NaN, where there is one.
 *
 * @example
 * pipe(of([2, 3], [1, 0, 3, 2, 4, 2]), argmin()) // [1, 0]
 */
export const argmin = <const A extends number = -1>(axis?: A): Finding<A> => (x: AnyTensor) => {
  expectTensor('argmin', 'x', x, numbers)
  const at = axisOf('argmin', x, axis)
  if (x.shape[at] === 0) fail('argmin', { argument: 'x', expected: 'at least one element along the axis', received: x.shape })
  return raw.reduce('argmax', opposite(x), [at]) as never
}
