import type { LessThan } from './arithmetic.js'
import { axisIndex } from './axes.js'
import type { AxisIndex } from './axes.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * The shape of what is done along one axis and keeps all sizes.
 *
 * @example
 * type Sorted = Along<readonly [32, 10], -1> // readonly [32, 10]
 * along([32, 10], 2) // 'axis 2 is out of range: [32, 10] has 2 axes'
 */
export type Along<S extends Shape, A extends number> =
  number extends A | S['length'] ? readonly number[] : AxisIndex<S, A> extends infer I ? I extends string ? I : S : never

export const along = (shape: Shape, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  return typeof index === 'string' ? index : shape
}

/**
 * The shape of `K` elements taken along an axis, which has no fewer.
 *
 * @example
 * type Best = Top<readonly [32, 10], -1, 3> // readonly [32, 3]
 * top([32, 10], -1, 11) // 'cannot take 11 of 10 elements along axis -1 of [32, 10]'
 */
export type Top<S extends Shape, A extends number, K extends number> =
  number extends A | S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer I
    ? I extends number
      ? S[I] extends infer N extends number
        ? LessThan<N, K> extends true ? `cannot take ${K} of ${SizeText<N>} elements along axis ${A} of ${ShapeText<S>}`
          : { readonly [D in keyof S]: D extends `${I}` ? K : S[D] }
        : never
      : I
    : never

export const top = (shape: Shape, axis: number, k: number): Shape | string => {
  const index = axisIndex(shape, axis)
  if (typeof index === 'string') return index
  return k > shape[index]! ? `cannot take ${k} of ${shape[index]} elements along axis ${axis} of ${shapeText(shape)}`
    : shape.map((n, i) => (i === index ? k : n))
}
