import { axisIndex, axisIndices } from './axes.js'
import type { AxisIndex, AxisKeys, SizeAt, Without } from './axes.js'
import type { Shape } from './shape.js'
import { axesText } from './text.js'
import type { AxesText } from './text.js'

/** One axis by number, or several. */
export type AxisOrAxes = number | readonly number[]

/** Axes in a list, also where there is one. */
export type AxisList<A extends AxisOrAxes> = A extends readonly number[] ? A : A extends number ? readonly [A] : never
/** Axes in a list, where there are any. */
export type Axes<A extends AxisOrAxes | undefined> = A extends AxisOrAxes ? AxisList<A> : undefined
export const axisList = (axes: AxisOrAxes): readonly number[] => (typeof axes === 'number' ? [axes] : axes)

/**
 * A shape whose axes `A` are there, once each; or a message.
 *
 * @example
 * type There = HasAxes<readonly [2, 3], -1> // readonly [2, 3]
 * hasAxes([2, 3], [2]) // 'axis 2 is out of range: [2, 3] has 2 axes'
 */
export type HasAxes<S extends Shape, A extends AxisOrAxes> =
  number extends S['length'] ? readonly number[] : AxisKeys<S, AxisList<A>> extends infer K ? K extends string ? K : S : never
export const hasAxes = (shape: Shape, axes: AxisOrAxes): Shape | string => {
  const indices = axisIndices(shape, axisList(axes))
  return typeof indices === 'string' ? indices : shape
}

/**
 * The shape with some axes in other places, the others in their order.
 *
 * @example
 * type Moved = MoveAxis<readonly [2, 3, 4], 0, -1> // readonly [3, 4, 2]
 * moveAxis([2, 3], [0, 1], 0) // '2 axes go to 1 place'
 */
export type MoveAxis<S extends Shape, From extends AxisOrAxes, To extends AxisOrAxes> = Moved<S, AxisList<From>, AxisList<To>>
type Moved<S extends Shape, F extends Shape, T extends Shape> =
  number extends S['length'] | F['length'] | T['length'] ? readonly number[]
  : F['length'] extends T['length']
    ? AxisKeys<S, F> extends infer K
      ? K extends string ? K
      : AxisKeys<S, T> extends infer L
        ? L extends string ? L
        : K extends readonly [infer I] ? L extends readonly unknown[] ? Placed<S, F, T, Without<S, I>> : Unknown<S> : Unknown<S>
        : never
      : never
    : `${AxesText<F['length']>} go to ${PlacesText<T['length']>}`
type Unknown<S extends Shape> = { readonly [D in keyof S]: number }
type PlacesText<N extends number> = N extends 1 ? '1 place' : `${N} places`

/** Axis by axis: what is moved there, or the next of the others. */
type Placed<S extends Shape, F extends Shape, T extends Shape, Others extends Shape, R extends Shape = readonly []> =
  R['length'] extends S['length'] ? R
  : MovedTo<S, F, T, R['length']> extends readonly [infer N extends number] ? Placed<S, F, T, Others, readonly [...R, N]>
  : Others extends readonly [infer H extends number, ...infer Q extends Shape] ? Placed<S, F, T, Q, readonly [...R, H]>
  : never
type MovedTo<S extends Shape, F extends Shape, T extends Shape, I> =
  F extends readonly [infer A extends number, ...infer FR extends Shape]
    ? T extends readonly [infer B extends number, ...infer TR extends Shape]
      ? AxisIndex<S, B> extends I ? readonly [SizeAt<S, AxisIndex<S, A>>] : MovedTo<S, FR, TR, I>
      : null
    : null

/** Which axis comes to each place, or a message. */
export const movedOrder = (shape: Shape, from: AxisOrAxes, to: AxisOrAxes): readonly number[] | string => {
  const [sources, places] = [axisList(from), axisList(to)]
  if (sources.length !== places.length)
    return `${axesText(sources.length)} go to ${places.length === 1 ? '1 place' : `${places.length} places`}`
  const moved = axisIndices(shape, sources)
  if (typeof moved === 'string') return moved
  const into = axisIndices(shape, places)
  if (typeof into === 'string') return into
  const others = shape.flatMap((_, axis) => (moved.includes(axis) ? [] : [axis]))
  let next = 0
  return shape.map((_, place) => (into.includes(place) ? moved[into.indexOf(place)] : others[next++]) as number)
}
export const moveAxis = (shape: Shape, from: AxisOrAxes, to: AxisOrAxes): Shape | string => {
  const order = movedOrder(shape, from, to)
  return typeof order === 'string' ? order : order.map((axis) => shape[axis] as number)
}

/**
 * The shape with two axes exchanged.
 *
 * @example
 * type Swapped = SwapAxes<readonly [2, 3, 4], 0, -1> // readonly [4, 3, 2]
 * swapAxes([2, 3], 0, 2) // 'axis 2 is out of range: [2, 3] has 2 axes'
 */
export type SwapAxes<S extends Shape, A extends number, B extends number> =
  number extends S['length'] ? readonly number[]
  : AxisIndex<S, A> extends infer I
    ? I extends number
      ? AxisIndex<S, B> extends infer J
        ? J extends number
          ? number extends I | J ? Unknown<S>
            : { readonly [D in keyof S]: D extends `${I}` ? SizeAt<S, J> : D extends `${J}` ? SizeAt<S, I> : S[D] }
          : J
        : never
      : I
    : never

/** Which axis comes to each place, or a message. */
export const swappedOrder = (shape: Shape, a: number, b: number): readonly number[] | string => {
  const [i, j] = [axisIndex(shape, a), axisIndex(shape, b)]
  if (typeof i === 'string') return i
  return typeof j === 'string' ? j : shape.map((_, axis) => (axis === i ? j : axis === j ? i : axis))
}
export const swapAxes = (shape: Shape, a: number, b: number): Shape | string => {
  const order = swappedOrder(shape, a, b)
  return typeof order === 'string' ? order : order.map((axis) => shape[axis] as number)
}
