import type { Add, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText, SizeText } from './text.js'

/**
 * Axes by number: 0 is the first, -1 the last. Here are the shape functions that drop, reorder or insert axes.
 *
 * @example
 * type Sums = Reduce<readonly [32, 784], readonly [-1], false> // readonly [32]
 * reduce([32, 784], [2], false) // 'axis 2 is out of range: [32, 784] has 2 axes'
 */
export type AxisIndex<S extends Shape, A extends number> =
  number extends A ? number
  : (`${A}` extends `-${infer N extends number}` ? Subtract<S['length'], N> : A) extends infer I extends number
    ? number extends I ? number
      : `${I}` extends keyof S ? I : `axis ${A} is out of range: ${ShapeText<S>} has ${AxesText<S['length']>}`
    : never
export const axisIndex = (shape: Shape, axis: number): number | string => {
  const index = axis < 0 ? shape.length + axis : axis
  return Number.isInteger(index) && shape[index] !== undefined ? index
    : `axis ${axis} is out of range: ${shapeText(shape)} has ${axesText(shape.length)}`
}

/** The named axes as a union of keys, in a tuple of one; or a message; or `null` when an axis is not a literal. */
export type AxisKeys<S extends Shape, Axes extends Shape, Seen extends string = never> =
  Axes extends readonly [infer A extends number, ...infer R extends Shape]
    ? AxisIndex<S, A> extends infer I
      ? I extends number
        ? number extends I ? null
          : `${I}` extends Seen ? `axis ${I} of ${ShapeText<S>} is given twice` : AxisKeys<S, R, Seen | `${I}`>
        : I
      : never
    : Axes extends readonly [] ? readonly [Seen] : null

/** The axes from 0 up, in the order given; or a message. */
export const axisIndices = (shape: Shape, axes: readonly number[]): readonly number[] | string => {
  const indices = axes.map((axis) => axisIndex(shape, axis))
  const wrong = indices.findIndex((index, i) => typeof index === 'string' || indices.indexOf(index) < i)
  const index = indices[wrong]
  return typeof index === 'string' ? index
    : index !== undefined ? `axis ${index} of ${shapeText(shape)} is given twice`
    : indices.filter((i) => typeof i === 'number')
}

/** What is left after a reduction over some axes (`undefined`: over all); with `keepDims` they stay, with size 1. */
export type Reduce<S extends Shape, Axes extends readonly number[] | undefined, KeepDims extends boolean = false> =
  Axes extends readonly number[]
    ? number extends S['length'] ? readonly number[]
      : AxisKeys<S, Axes> extends infer K
        ? K extends readonly [infer I]
          ? KeepDims extends true ? { readonly [D in keyof S]: D extends I ? 1 : S[D] } : Without<S, I>
          : K extends string ? K
          : KeepDims extends true ? { readonly [D in keyof S]: number } : readonly number[]
        : never
    : KeepDims extends true ? { readonly [D in keyof S]: 1 } : readonly []

export type Without<S extends Shape, I, R extends Shape = readonly [], At extends readonly 0[] = []> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? Without<T, I, `${At['length']}` extends I ? R : readonly [...R, H], [...At, 0]>
    : R

export const reduce = (shape: Shape, axes: readonly number[] | undefined, keepDims = false): Shape | string => {
  const indices = axisIndices(shape, axes ?? shape.map((_, i) => i))
  return typeof indices === 'string' ? indices
    : keepDims ? shape.map((n, i) => (indices.includes(i) ? 1 : n)) : shape.filter((_, i) => !indices.includes(i))
}

/** The axes in another order: axis `i` of the result is axis `order[i]` of the operand. */
export type Permute<S extends Shape, Order extends readonly number[]> =
  number extends S['length'] | Order['length'] ? readonly number[]
  : Order['length'] extends S['length']
    ? AxisKeys<S, Order> extends infer K
      ? K extends string ? K : { readonly [D in keyof Order]: SizeAt<S, AxisIndex<S, Order[D]>> }
      : never
    : `order ${ShapeText<Order>} names ${AxesText<Order['length']>}: ${ShapeText<S>} has ${AxesText<S['length']>}`
export type SizeAt<S extends Shape, I> = I extends keyof S ? S[I] : number

export const permute = (shape: Shape, order: readonly number[]): Shape | string => {
  if (order.length !== shape.length)
    return `order ${shapeText(order)} names ${axesText(order.length)}: ${shapeText(shape)} has ${axesText(shape.length)}`
  const indices = axisIndices(shape, order)
  return typeof indices === 'string' ? indices : indices.flatMap((i) => shape[i] ?? [])
}

/** A new axis of size `N` (1) before axis `A`; -1 is after the last. */
export type ExpandDims<S extends Shape, A extends number, N extends number = 1> =
  number extends A | S['length'] ? readonly number[]
  : Inserted<S, NewIndex<S, A>, N> extends infer R extends Shape ? R
    : `axis ${A} is out of range: a new axis of ${ShapeText<S>} is one of -${Add<S['length'], 1>} to ${S['length']}`
type NewIndex<S extends Shape, A extends number> =
  `${A}` extends `-${infer M extends number}` ? Subtract<Add<S['length'], 1>, M> : A
type Inserted<S extends Shape, I, N extends number, R extends Shape = readonly []> =
  R['length'] extends I ? readonly [...R, N, ...S]
  : S extends readonly [infer H extends number, ...infer T extends Shape] ? Inserted<T, I, N, readonly [...R, H]> : null

export const expandDims = (shape: Shape, axis: number, n = 1): Shape | string => {
  const rank = shape.length
  const index = axis < 0 ? rank + 1 + axis : axis
  return Number.isInteger(index) && index >= 0 && index <= rank
    ? [...shape.slice(0, index), n, ...shape.slice(index)]
    : `axis ${axis} is out of range: a new axis of ${shapeText(shape)} is one of -${rank + 1} to ${rank}`
}

/** Without the named axes, which have size 1; `undefined`: without all axes of size 1. */
export type Squeeze<S extends Shape, Axes extends readonly number[] | undefined> =
  number extends S['length'] ? readonly number[]
  : Axes extends readonly number[]
    ? AxisKeys<S, Axes> extends infer K
      ? K extends readonly [infer I]
        ? Wide<S, Axes> extends infer W ? ([W] extends [never] ? Without<S, I> : W) : never
        : K extends string ? K : readonly number[]
      : never
    : WithoutOnes<S>
type Wide<S extends Shape, Axes extends readonly number[]> =
  Axes extends readonly [infer A extends number, ...infer R extends Shape]
    ? SizeAt<S, AxisIndex<S, A>> extends infer N extends number
      ? number extends N ? Wide<S, R>
        : N extends 1 ? Wide<S, R> : `cannot squeeze axis ${A} of ${ShapeText<S>}: its size is ${SizeText<N>}, not 1`
      : never
    : never
type WithoutOnes<S extends Shape, R extends Shape = readonly []> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? number extends H ? readonly number[] : WithoutOnes<T, H extends 1 ? R : readonly [...R, H]>
    : R

export const squeeze = (shape: Shape, axes: readonly number[] | undefined): Shape | string => {
  if (axes === undefined) return shape.filter((n) => n !== 1)
  const indices = axisIndices(shape, axes)
  if (typeof indices === 'string') return indices
  const wide = indices.findIndex((i) => shape[i] !== 1)
  return wide < 0
    ? shape.filter((_, i) => !indices.includes(i))
    : `cannot squeeze axis ${axes[wide]} of ${shapeText(shape)}: its size is ${shape[indices[wide] ?? 0]}, not 1`
}
