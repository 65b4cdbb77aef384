/** What is selected by values, so that its size depends on them: of tensors whose elements are there, outside of traces. */
import type { Elements } from '../program/elements.js'
import { axisIndex } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { begins, take as takenShape, type Begins, type Take } from '../shape/take.js'
import { count } from '../program/program.js'
import { dtypes, expectTensor } from './argument.js'
import type { AxisOptions } from './lookup.js'
import { take } from './take.js'
import { readable, typeInWords, type AnyTensor, type Shaped, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** The elements that decide; in a trace they are not there. */
const known = (operation: string, argument: string, x: unknown, among: readonly DType[]): Elements => {
  const tensor = expectTensor(operation, argument, x, among)
  return readable(tensor) ?? fail(operation, {
    argument, expected: 'a tensor with elements', received: typeInWords(tensor),
    message: `${argument} is ${typeInWords(tensor)}: how much is selected would depend on its elements, and a trace needs shapes; `
      + 'tensor.where keeps the shape and chooses',
  })
}

const found = (list: Elements): readonly number[] => [...list.keys()].filter((i) => list[i] !== 0)

/** The positions along each axis of a shape. */
export type Positions<S extends Shape> = { readonly [K in keyof S]: Tensor<readonly [number], 'i32'> }

/**
 * The positions of all elements that are not 0, in row-major order: a list of positions for each axis. `x` must have elements: in
 * a trace it is an error.
 *
 * @example
 * nonzero(of([2, 2], [0, 1, 1, 0])) // [[0, 1], [1, 0]]
 */
export const nonzero = <S extends Shape, D extends DType>(x: Tensor<S, D>): Positions<S> => {
  const places = found(known('nonzero', 'x', x, dtypes))
  return x.shape.map((n, axis) => {
    const inner = count(x.shape.slice(axis + 1))
    return raw.vector(places.map((i) => Math.floor(i / inner) % n), 'i32')
  }) as unknown as Positions<S>
}

/** `booleanMask` of the shape `M`, of any tensor whose shape begins with that. */
export interface Masking<M extends Shape> {
  <S extends Shape, D extends DType>(x: Fits<Begins<S, M, number>> & Tensor<S, D>): Shaped<Begins<S, M, number>, D>
}

/**
 * The rows where a mask holds, [...mask, ...row] to [number, ...row]: what NumPy writes `x[mask]`. The mask must have elements; `x`
 * need not, and has derivatives.
 *
 * @example
 * const x = of([2, 2], [1, 2, 3, 4])
 * pipe(x, booleanMask(pipe(x, greater(2)))) // [3, 4]
 * pipe(x, booleanMask(of([2], [false, true], 'bool'))) // [[3, 4]]
 */
export const booleanMask = <M extends Shape>(mask: Tensor<M, 'bool'>): Masking<M> =>
  <S extends Shape, D extends DType>(x: Fits<Begins<S, M, number>> & Tensor<S, D>): Shaped<Begins<S, M, number>, D> => {
    expectTensor('booleanMask', 'x', x)
    const places = found(known('booleanMask', 'mask', mask, ['bool']))
    expectShape('booleanMask', 'mask', begins(x.shape, mask.shape, 0, 'mask'), mask.shape)
    const rows = raw.reshape(x, [count(mask.shape), ...x.shape.slice(mask.shape.length)])
    return raw.gather(rows, raw.vector(places, 'i32')) as Shaped<Begins<S, M, number>, D>
  }

/** `compress` along the axis `A`, of any tensor that has it. */
export interface Compressing<A extends number> {
  <S extends Shape, D extends DType>(x: Fits<Take<S, readonly [number], A>> & Tensor<S, D>): Shaped<Take<S, readonly [number], A>, D>
}

/**
 * What stands where a mask holds along an axis, by default the first. The mask, as long as the axis, must have elements; `x` need
 * not, and has derivatives.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), compress(of([2], [false, true], 'bool'), { axis: 1 })) // [[2], [4]]
 */
export const compress = <M extends number, const A extends number = 0>(
  mask: Tensor<readonly [M], 'bool'>, options: AxisOptions<A> = {},
): Compressing<A> =>
  <S extends Shape, D extends DType>(x: Fits<Take<S, readonly [number], A>> & Tensor<S, D>): Shaped<Take<S, readonly [number], A>, D> => {
    const { axis = 0 as A } = checkOptions<AxisOptions<A>>('compress', options, { axis: anInteger })
    const tensor: AnyTensor = expectTensor('compress', 'x', x)
    const places = found(known('compress', 'mask', mask, ['bool']))
    expectShape('compress', 'axis', takenShape(tensor.shape, [places.length], axis), tensor.shape)
    const index = axisIndex(tensor.shape, axis) as number
    if (!raw.equal(mask.shape, [tensor.shape[index]]))
      fail('compress', { argument: 'mask', expected: `of shape [${tensor.shape[index]}]`, received: mask.shape })
    return take(tensor, raw.vector(places, 'i32'), index) as Shaped<Take<S, readonly [number], A>, D>
  }
