import type { Agree } from './agree.js'
import type { LessThan } from './arithmetic.js'
import { axisIndex } from './axes.js'
import type { AxisIndex } from './axes.js'
import { broadcastTo } from './broadcast.js'
import type { BroadcastTo } from './broadcast.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText, SizeText } from './text.js'

/**
 * The shape of what is taken along an axis by indices of the shape `I`: they stand in the place of the axis.
 *
 * @example
 * type Columns = Take<readonly [32, 784], readonly [5], 1> // readonly [32, 5]
 * take([32, 784], [5], 2) // 'axis 2 is out of range: [32, 784] has 2 axes'
 */
export type Take<S extends Shape, I extends Shape, A extends number> =
  number extends A | S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer K ? K extends number ? Replaced<S, I, K> : K : never
type Replaced<S extends Shape, I extends Shape, K extends number, R extends Shape = readonly []> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? R['length'] extends K ? readonly [...R, ...I, ...T] : Replaced<T, I, K, readonly [...R, H]>
    : never
export const take = (shape: Shape, indices: Shape, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  return typeof index === 'string' ? index : [...shape.slice(0, index), ...indices, ...shape.slice(index + 1)]
}

/**
 * The shape `S`, when updates of the shape `U` broadcast to what is taken of it; or a message.
 *
 * @example
 * type Changed = Scattered<readonly [32, 784], readonly [5], readonly [5, 784], 0> // readonly [32, 784]
 * scattered([3, 2], [5], [4, 2], 0) // 'cannot broadcast [4, 2] to [5, 2]: 4 is not 5'
 */
export type Scattered<S extends Shape, I extends Shape, U extends Shape, A extends number> =
  number extends S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer K
    ? K extends number ? BroadcastTo<U, Replaced<S, I, K>> extends infer B ? B extends string ? B : S : never : K
    : never
export const scattered = (shape: Shape, indices: Shape, updates: Shape, axis: number): Shape | string => {
  const taken = take(shape, indices, axis)
  const to = typeof taken === 'string' ? taken : broadcastTo(updates, taken)
  return typeof to === 'string' ? to : shape
}

/**
 * The shape of what is taken along an axis by an index for each element: that of the indices, whose other sizes agree.
 *
 * @example
 * type Least = TakeAlong<readonly [32, 10], readonly [32, 1], 1> // readonly [32, 1]
 * takeAlong([32, 10], [30, 1], 1) // 'indices [30, 1] for [32, 10] along axis 1: sizes 30 and 32 of axis 0 differ'
 */
export type TakeAlong<S extends Shape, I extends Shape, A extends number> =
  number extends A | S['length'] | I['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer K
    ? K extends number
      ? I['length'] extends S['length'] ? Along<S, I, K, S, I, A>
        : `indices ${ShapeText<I>} have ${AxesText<I['length']>}: ${ShapeText<S>} has ${AxesText<S['length']>}`
      : K
    : never
type Along<
  S extends Shape, I extends Shape, K extends number, WholeS extends Shape, WholeI extends Shape, A extends number,
  R extends Shape = readonly [],
> =
  S extends readonly [infer N extends number, ...infer T extends Shape]
    ? I extends readonly [infer M extends number, ...infer U extends Shape]
      ? (R['length'] extends K ? readonly [M] : Agree<M, N>) extends readonly [infer X extends number]
        ? Along<T, U, K, WholeS, WholeI, A, readonly [...R, X]>
        : `indices ${ShapeText<WholeI>} for ${ShapeText<WholeS>} along axis ${A}: sizes ${SizeText<M>} and ${SizeText<N>} of axis ${R['length']} differ`
      : R
    : R
export const takeAlong = (shape: Shape, indices: Shape, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  if (typeof index === 'string') return index
  if (indices.length !== shape.length)
    return `indices ${shapeText(indices)} have ${axesText(indices.length)}: ${shapeText(shape)} has ${axesText(shape.length)}`
  const other = shape.findIndex((n, i) => i !== index && n !== indices[i])
  return other < 0 ? indices
    : `indices ${shapeText(indices)} for ${shapeText(shape)} along axis ${axis}: sizes ${indices[other]} and ${shape[other]} of axis ${other} differ`
}

/**
 * The shape of a window into another shape, which it fits; or a message.
 *
 * @example
 * type Window = Inner<readonly [8, 3], readonly [2, 3]> // readonly [2, 3]
 * inner([8, 3], [9, 3]) // '[9, 3] does not fit [8, 3]: 9 of axis 0 is more than 8'
 */
export type Inner<S extends Shape, W extends Shape> =
  number extends S['length'] | W['length'] ? W
  : W['length'] extends S['length'] ? Within<S, W, S, W>
  : `${ShapeText<W>} has ${AxesText<W['length']>}: ${ShapeText<S>} has ${AxesText<S['length']>}`
type Within<S extends Shape, W extends Shape, WholeS extends Shape, WholeW extends Shape, At extends 0[] = []> =
  S extends readonly [infer N extends number, ...infer T extends Shape]
    ? W extends readonly [infer M extends number, ...infer U extends Shape]
      ? Exceeds<M, N> extends true
        ? `${ShapeText<WholeW>} does not fit ${ShapeText<WholeS>}: ${SizeText<M>} of axis ${At['length']} is more than ${SizeText<N>}`
        : Within<T, U, WholeS, WholeW, [...At, 0]>
      : WholeW
    : WholeW
type Exceeds<M extends number, N extends number> =
  { m: M; n: N } extends { m: N; n: M } ? false : number extends M | N ? false : LessThan<N, M> extends true ? true : false
export const inner = (shape: Shape, window: Shape): Shape | string => {
  if (window.length !== shape.length)
    return `${shapeText(window)} has ${axesText(window.length)}: ${shapeText(shape)} has ${axesText(shape.length)}`
  const wide = window.findIndex((n, i) => n > (shape[i] as number))
  return wide < 0 ? window
    : `${shapeText(window)} does not fit ${shapeText(shape)}: ${window[wide]} of axis ${wide} is more than ${shape[wide]}`
}

/**
 * A shape that begins with the sizes of another one, which become one of size `N`; or a message.
 *
 * @example
 * type Sums = Begins<readonly [100, 8], readonly [100], 5> // readonly [5, 8]
 * begins([100, 8], [90], 5, 'ids') // 'ids [90] for [100, 8]: sizes 90 and 100 of axis 0 differ'
 */
export type Begins<S extends Shape, I extends Shape, N extends number, What extends string = 'mask'> =
  0 extends 1 & S ? readonly number[] : number extends I['length'] ? readonly number[] : Matched<S, I, N, What, S, I>
type Matched<
  S extends Shape, I extends Shape, N extends number, What extends string, WholeS extends Shape, WholeI extends Shape, At extends 0[] = [],
> =
  I extends readonly [infer M extends number, ...infer U extends Shape]
    ? S extends readonly [infer H extends number, ...infer T extends Shape]
      ? Agree<M, H> extends readonly [infer _ extends number] ? Matched<T, U, N, What, WholeS, WholeI, [...At, 0]>
        : `${What} ${ShapeText<WholeI>} for ${ShapeText<WholeS>}: sizes ${SizeText<M>} and ${SizeText<H>} of axis ${At['length']} differ`
      : number extends S['length'] ? readonly number[]
      : `${What} ${ShapeText<WholeI>} has ${AxesText<WholeI['length']>}: ${ShapeText<WholeS>} has ${AxesText<WholeS['length']>}`
    : readonly [N, ...S]
export const begins = (shape: Shape, indices: Shape, n: number, what: string): Shape | string => {
  const other = indices.findIndex((size, i) => i < shape.length && size !== shape[i])
  const which = `${what} ${shapeText(indices)}`
  return other >= 0 ? `${which} for ${shapeText(shape)}: sizes ${indices[other]} and ${shape[other]} of axis ${other} differ`
    : indices.length > shape.length ? `${which} has ${axesText(indices.length)}: ${shapeText(shape)} has ${axesText(shape.length)}`
    : [n, ...shape.slice(indices.length)]
}
