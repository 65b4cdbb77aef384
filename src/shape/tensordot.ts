import type { Agree } from './agree.js'
import { axisIndex, reduce } from './axes.js'
import type { AxisIndex, Reduce } from './axes.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText, SizeText } from './text.js'

/** How many last axes of the left factor meet the first ones of the right; or the axes of both, pair by pair. */
export type SummedAxes = number | readonly [left: readonly number[], right: readonly number[]]

/**
 * The shape of a product that is summed over some axes of both factors: what is left of the first, then of the second.
 *
 * @example
 * type Product = TensorDot<readonly [2, 3, 4], readonly [3, 4, 5], 2> // readonly [2, 5]
 * tensordot([2, 3], [4, 5], 1) // 'cannot multiply [2, 3] by [4, 5]: axis -1 is 3 and axis 0 is 4'
 */
export type TensorDot<A extends Shape, B extends Shape, Axes extends SummedAxes> =
  Axes extends number
    ? number extends Axes ? readonly number[]
      : `${Axes}` extends `-${string}` | `${string}.${string}` ? `cannot sum over ${Axes} axes`
      : Pairs<A, B, Lasts<Axes>, Firsts<Axes>>
    : Axes extends readonly [infer X extends Shape, infer Y extends Shape] ? Pairs<A, B, X, Y> : never

type Firsts<N extends number, R extends Shape = readonly []> =
  R['length'] extends N | 16 ? R : Firsts<N, readonly [...R, R['length']]>
type Lasts<N extends number, R extends Shape = readonly [], Count extends Shape = readonly [0]> =
  R['length'] extends N | 16 ? R
  : `-${Count['length']}` extends `${infer M extends number}` ? Lasts<N, readonly [M, ...R], readonly [...Count, 0]> : never

type Pairs<A extends Shape, B extends Shape, X extends Shape, Y extends Shape> =
  number extends X['length'] | Y['length'] | A['length'] | B['length'] ? readonly number[]
  : X['length'] extends Y['length']
    ? Reduce<A, X> extends infer L
      ? L extends Shape
        ? Reduce<B, Y> extends infer R ? R extends Shape ? Met<A, B, X, Y, readonly [...L, ...R]> : R : never
        : L
      : never
    : `cannot sum over ${AxesText<X['length']>} of ${ShapeText<A>} and ${AxesText<Y['length']>} of ${ShapeText<B>}`

type Met<A extends Shape, B extends Shape, X extends Shape, Y extends Shape, R extends Shape> =
  X extends readonly [infer I extends number, ...infer XS extends Shape]
    ? Y extends readonly [infer J extends number, ...infer YS extends Shape]
      ? readonly [At<A, I>, At<B, J>] extends readonly [infer M extends number, infer N extends number]
        ? Agree<M, N> extends readonly [number] ? Met<A, B, XS, YS, R>
          : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: axis ${I} is ${SizeText<M>} and axis ${J} is ${SizeText<N>}`
        : never
      : R
    : R
type At<S extends Shape, A extends number> = AxisIndex<S, A> extends infer I extends keyof S ? S[I] : number

/** The axes of both factors, pair by pair. */
export const pairsOf = (axes: SummedAxes): readonly [left: Shape, right: Shape] =>
  typeof axes === 'number'
    ? [Array.from({ length: axes }, (_, i) => i - axes), Array.from({ length: axes }, (_, i) => i)] : axes

export const tensordot = (a: Shape, b: Shape, axes: SummedAxes): Shape | string => {
  if (typeof axes === 'number' && !(Number.isInteger(axes) && axes >= 0)) return `cannot sum over ${axes} axes`
  // More axes than there are end in a sentence all the same.
  const [left, right] = pairsOf(typeof axes === 'number' ? Math.min(axes, 16) : axes)
  if (left.length !== right.length)
    return `cannot sum over ${axesText(left.length)} of ${shapeText(a)} and ${axesText(right.length)} of ${shapeText(b)}`
  const [rest, others] = [reduce(a, left), reduce(b, right)]
  if (typeof rest === 'string') return rest
  if (typeof others === 'string') return others
  const size = (shape: Shape, axis: number): number => shape[axisIndex(shape, axis) as number] as number
  const clash = left.findIndex((axis, i) => size(a, axis) !== size(b, right[i] as number))
  if (clash < 0) return [...rest, ...others]
  const [i, j] = [left[clash] as number, right[clash] as number]
  return `cannot multiply ${shapeText(a)} by ${shapeText(b)}: axis ${i} is ${size(a, i)} and axis ${j} is ${size(b, j)}`
}
