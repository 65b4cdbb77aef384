/** Rows that belong together: reductions over each segment, whose number each row has. They take time in proportion to the rows. */
import { constant, convert, div, max } from '../program/scalar.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { begins, type Begins } from '../shape/take.js'
import { checkCount, expectTensor, floats, numbers } from './argument.js'
import { checkIndices } from './lookup.js'
import { opposite } from './opposite.js'
import { scatterMax } from './scatterMax.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** A reduction of rows to `K` segments, by numbers of the shape `I`, of any tensor whose shape begins with that. */
export interface Segmenting<K extends number, I extends Shape, Allowed extends DType> {
  <S extends Shape, D extends Allowed>(x: Fits<Begins<S, I, K, 'ids'>> & Tensor<S, D>): Shaped<Begins<S, I, K, 'ids'>, D>
}

/** `segment(segments)(ids)(x)`. */
export interface Segment<Allowed extends DType> {
  <const K extends number>(segments: K): <I extends Shape>(ids: Tensor<I, 'i32'>) => Segmenting<K, I, Allowed>
}

// @__NO_SIDE_EFFECTS__
const segment = (
  operation: string, allowed: readonly DType[], reduce: (x: AnyTensor, ids: AnyTensor, segments: number) => AnyTensor,
) => (segments: number) => (ids: AnyTensor) => (x: AnyTensor): AnyTensor => {
  checkCount(operation, 'segments', segments)
  expectTensor(operation, 'x', x, allowed)
  expectTensor(operation, 'ids', ids, ['i32'])
  expectShape(operation, 'ids', begins(x.shape, ids.shape, segments, 'ids'), ids.shape)
  checkIndices(operation, ids, segments)
  return reduce(x, ids, segments)
}

/**
 * The sum of each segment's rows, [...ids, ...row] to [segments, ...row]: each row is added to the segment whose number it has, in
 * increasing order; an empty segment is 0. A number outside of 0 … segments - 1 is an error.
 *
 * @example
 * const ids = of([4], [0, 2, 0, 2], 'i32')
 * pipe(of([4], [1, 2, 3, 4]), segmentSum(3)(ids)) // [4, 0, 6]
 */
export const segmentSum = segment('segmentSum', numbers, raw.scatterAdd) as Segment<Numeric>

/**
 * The greatest of each segment's rows, as `segmentSum` has them; of an empty segment the least value of the element type, -Infinity
 * where there is one. NaN wins. The derivative is that of the first of the greatest.
 *
 * @example
 * pipe(of([4], [1, 5, 3, 4]), segmentMax(2)(of([4], [0, 1, 0, 1], 'i32'))) // [3, 5]
 */
export const segmentMax = segment('segmentMax', numbers, (x, ids, segments) => scatterMax(x, ids, segments)) as Segment<Numeric>

/**
 * The least of each segment's rows, as `segmentSum` has them; of an empty segment the greatest value of the element type, Infinity
 * where there is one. NaN wins. The derivative is that of the first of the least.
 *
 * @example
 * pipe(of([4], [1, 5, 3, 4]), segmentMin(2)(of([4], [0, 1, 0, 1], 'i32'))) // [1, 4]
 */
export const segmentMin = segment('segmentMin', numbers, (x, ids, segments) =>
  opposite(scatterMax(opposite(x), ids, segments))) as Segment<Numeric>

const counted = (ids: AnyTensor, segments: number): AnyTensor => raw.scatterAdd(raw.full(ids.shape, 1, 'i32'), ids, segments)
const average = raw.elementwise((sum, n) => div(sum, convert(max(n, constant('i32', 1)), sum.dtype)))

/**
 * The mean of each segment's rows, as `segmentSum` has them: their sum divided by their number; an empty segment is 0.
 *
 * @example
 * pipe(of([4], [1, 5, 3, 4]), segmentMean(3)(of([4], [0, 2, 0, 2], 'i32'))) // [2, 0, 4.5]
 */
export const segmentMean = segment('segmentMean', floats, (x, ids, segments) => {
  const sums = raw.scatterAdd(x, ids, segments)
  const numbersOf = raw.reshape(counted(ids, segments), [segments, ...sums.shape.slice(1).map(() => 1)])
  return average(sums, raw.broadcast(numbersOf, sums.shape))
}) as Segment<Float>

/**
 * How often each of the integers 0 … n - 1 occurs: [n]. Another one is an error.
 *
 * @example
 * bincount(4)(of([5], [1, 3, 1, 0, 1], 'i32')) // [1, 3, 0, 1]
 */
export const bincount = <const N extends number>(n: N) => <I extends Shape>(ids: Tensor<I, 'i32'>): Tensor<readonly [N], 'i32'> => {
  checkCount('bincount', 'n', n)
  checkIndices('bincount', ids, n)
  return counted(ids, n) as Tensor<readonly [N], 'i32'>
}
