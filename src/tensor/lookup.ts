/** Looking rows up by index, and back. */
import * as s from '../program/scalar.js'
import { axisIndex } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check, checkOptions } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { take as takenShape, takeAlong as takenAlong, type Take, type TakeAlong } from '../shape/take.js'
import { alongAxis } from './along.js'
import { aTensor, checkCount, checkDtype, expectTensor, floats } from './argument.js'
import { take } from './take.js'
import { elements, recordingOf, type AnyTensor, type Shaped, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** Indices that are there are inside; others are looked at where a program runs. */
export const checkIndices = (operation: string, indices: AnyTensor, rows: number): void => {
  expectTensor(operation, 'indices', indices, ['i32'])
  if (recordingOf(indices) !== undefined) return
  const list = elements(indices)
  const at = list.findIndex((i) => i < 0 || i >= rows)
  if (at >= 0) fail(operation, { argument: `indices[${at}]`, expected: `an index from 0 to ${rows - 1}`, received: list[at] })
}

/** Along which axis. */
export interface AxisOptions<A extends number> {
  readonly axis?: A
}

/** `gather` by indices of the shape `I` along the axis `A`, of any tensor that has it. */
export interface GatheringAlong<I extends Shape, A extends number> {
  <S extends Shape, D extends DType>(x: Fits<Take<S, I, A>> & Tensor<S, D>): Shaped<Take<S, I, A>, D>
}

/** `gather(indices)(rows)`, `gather(indices, { axis })(x)`. */
export interface Gather {
  <I extends Shape>(indices: Tensor<I, 'i32'>): <N extends number, R extends Shape, D extends DType>(
    rows: Tensor<readonly [N, ...R], D>,
  ) => Tensor<readonly [...I, ...R], D>
  <I extends Shape, const A extends number>(indices: Tensor<I, 'i32'>, options: AxisOptions<A>): GatheringAlong<I, A>
}

/**
 * Rows [n, ...row] by indices [...where]: [...where, ...row]; or what stands along another axis, in whose place the indices come.
 * An index outside is an error. NumPy's and JAX's `take`.
 *
 * @example
 * pipe(of([3, 2], [1, 2, 3, 4, 5, 6]), gather(of([2], [2, 0], 'i32'))) // [[5, 6], [1, 2]]
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), gather(of([2], [2, 0], 'i32'), { axis: 1 })) // [[3, 1], [6, 4]]
 */
export const gather: Gather = (indices: AnyTensor, options: AxisOptions<number> = {}) => (rows: AnyTensor): any => {
  const { axis = 0 } = checkOptions<AxisOptions<number>>('gather', options, { axis: anInteger })
  const { shape }: { readonly shape: Shape } = expectTensor('gather', 'rows', rows)
  if (shape.length === 0) fail('gather', { argument: 'rows', expected: 'a tensor [n, ...]', received: rows })
  expectTensor('gather', 'indices', indices, ['i32'])
  expectShape('gather', 'axis', takenShape(shape, indices.shape, axis), shape)
  const index = axisIndex(shape, axis) as number
  checkIndices('gather', indices, shape[index] as number)
  return take(rows, indices, index)
}

/** `takeAlong` along the axis `A` by indices of the shape `I`, of any tensor that they fit. */
export interface TakingAlong<I extends Shape, A extends number> {
  <S extends Shape, D extends DType>(x: Fits<TakeAlong<S, I, A>> & Tensor<S, D>): Shaped<TakeAlong<S, I, A>, D>
}

/**
 * Elements along an axis, by an index for each element of the result, whose shape is that of the indices: but for the axis, it is
 * that of `x`. NumPy's `take_along_axis`. An index outside is an error.
 *
 * @example
 * const x = of([2, 3], [1, 2, 3, 4, 5, 6])
 * pipe(x, takeAlong(1)(of([2, 1], [2, 0], 'i32'))) // [[3], [4]]
 */
export const takeAlong = <const A extends number>(axis: A) => <I extends Shape>(indices: Tensor<I, 'i32'>): TakingAlong<I, A> =>
  <S extends Shape, D extends DType>(x: Fits<TakeAlong<S, I, A>> & Tensor<S, D>): Shaped<TakeAlong<S, I, A>, D> => {
    check('takeAlong', { axis, x }, { axis: anInteger, x: aTensor })
    expectTensor('takeAlong', 'indices', indices, ['i32'])
    expectShape('takeAlong', 'indices', takenAlong(x.shape, indices.shape, axis), indices.shape)
    const index = axisIndex(x.shape, axis) as number
    checkIndices('takeAlong', indices, x.shape[index] as number)
    return alongAxis(x, indices, index) as Shaped<TakeAlong<S, I, A>, D>
  }

const truth = raw.elementwise((a, b) => s.eq(a, b))

/**
 * 1 at the class, 0 elsewhere, along a new last axis. A class outside 0 … classes - 1 is an error.
 *
 * @example
 * oneHot(3)(of([2], [0, 2], 'i32')) // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = <const C extends number, D extends Float = 'f32'>(
  classes: C,
  dtype?: D,
) => <S extends Shape>(indices: Tensor<S, 'i32'>): Tensor<readonly [...S, C], NoInfer<D>> => {
  checkCount('oneHot', 'classes', classes)
  checkDtype('oneHot', dtype, floats)
  checkIndices('oneHot', indices, classes)
  const shape = [...indices.shape, classes]
  const spread = raw.broadcast(raw.reshape(indices, [...indices.shape, 1]), shape)
  const matches = truth(raw.iota(shape, shape.length - 1), spread)
  return raw.elementwise((x) => s.convert(x, dtype ?? 'f32'))(matches) as Tensor<readonly [...S, C], D>
}
