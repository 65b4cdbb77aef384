import type { Add, FloorDivide, LessThan, Remainder } from './arithmetic.js'
import { axisIndex } from './axes.js'
import type { AxisIndex, SizeAt, Without } from './axes.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { Literal, ShapeText } from './text.js'

/**
 * The shapes of the parts along an axis: as many as `Parts` says, of one size; or one of each size in a list.
 *
 * @example
 * type Halves = Split<readonly [4, 3], 2, 0> // readonly [readonly [2, 3], readonly [2, 3]]
 * split([7, 2], 3, 0) // 'cannot split axis 0 of [7, 2] into 3 equal parts'
 * split([7, 2], [3, 3], 0) // 'cannot split axis 0 of [7, 2] into [3, 3]: they add up to 6'
 */
export type Split<S extends Shape, Parts extends number | Shape, A extends number> =
  number extends A | S['length'] ? readonly (readonly number[])[]
  : AxisIndex<S, A> extends infer I
    ? I extends number ? Parts extends Shape ? Sized<S, Parts, A, I> : Parts extends number ? Equal<S, Parts, A, I> : never : I
    : never

type Equal<S extends Shape, Parts extends number, A extends number, I extends number> =
  number extends Parts ? readonly Resized<S, I, number>[]
  : `${Parts}` extends '0' | `-${string}` ? CannotSplit<S, Parts, A>
  : Literal<SizeAt<S, I>> extends true
    ? Remainder<SizeAt<S, I>, Parts> extends 0 ? Copies<Parts, Resized<S, I, FloorDivide<SizeAt<S, I>, Parts>>> : CannotSplit<S, Parts, A>
    : Copies<Parts, Resized<S, I, number>>
type CannotSplit<S extends Shape, Parts extends number, A extends number> =
  `cannot split axis ${A} of ${ShapeText<S>} into ${Parts} equal parts`

type Sized<S extends Shape, Sizes extends Shape, A extends number, I extends number> =
  Total<Sizes> extends infer T
    ? T extends number
      ? Literal<SizeAt<S, I>> extends true
        ? number extends T ? Each<S, Sizes, I>
          : T extends SizeAt<S, I> ? Each<S, Sizes, I>
          : `cannot split axis ${A} of ${ShapeText<S>} into ${ShapeText<Sizes>}: they add up to ${T}`
        : Each<S, Sizes, I>
      : `cannot split axis ${A} of ${ShapeText<S>} into ${ShapeText<Sizes>}: sizes are at least 0`
    : never
type Each<S extends Shape, Sizes extends Shape, I extends number> =
  number extends Sizes['length'] ? readonly Resized<S, I, number>[] : { readonly [K in keyof Sizes]: Resized<S, I, Sizes[K]> }
type Total<Sizes extends Shape, R extends number = 0> =
  Sizes extends readonly [infer N extends number, ...infer T extends Shape]
    ? `${N}` extends `-${string}` ? null : Total<T, Add<R, N>>
    : Sizes extends readonly [] ? R : number

/** The shape with another size of one axis. */
export type Resized<S extends Shape, I extends number, N extends number> =
  { readonly [D in keyof S]: D extends `${I}` ? N : S[D] }

/** A tuple of equal things; of more than 256, which would take the compiler long, a list. */
type Copies<N extends number, X> = LessThan<N, 257> extends true ? Copied<N, X> : readonly X[]
type Copied<N extends number, X, R extends readonly unknown[] = readonly []> =
  R['length'] extends N ? R : Copied<N, X, readonly [...R, X]>

/** The sizes of the parts along an axis. */
export const splitSizes = (shape: Shape, parts: number | Shape, axis: number): Shape | string => {
  const index = axisIndex(shape, axis)
  if (typeof index === 'string') return index
  const n = shape[index] as number
  if (typeof parts === 'number')
    return Number.isInteger(parts) && parts > 0 && n % parts === 0 ? Array.from({ length: parts }, () => n / parts)
      : `cannot split axis ${axis} of ${shapeText(shape)} into ${parts} equal parts`
  const cannot = `cannot split axis ${axis} of ${shapeText(shape)} into ${shapeText(parts)}`
  const sum = parts.reduce((total, size) => total + size, 0)
  return parts.some((size) => size < 0) ? `${cannot}: sizes are at least 0`
    : sum === n ? parts : `${cannot}: they add up to ${sum}`
}
export const split = (shape: Shape, parts: number | Shape, axis: number): readonly Shape[] | string => {
  const sizes = splitSizes(shape, parts, axis)
  return typeof sizes === 'string' ? sizes : sizes.map((n) => shape.with(axisIndex(shape, axis) as number, n))
}

/**
 * The shapes of what an axis holds, which goes.
 *
 * @example
 * type Rows = Unstack<readonly [2, 3], 0> // readonly [readonly [3], readonly [3]]
 * unstack([2, 3], 2) // 'axis 2 is out of range: [2, 3] has 2 axes'
 */
export type Unstack<S extends Shape, A extends number> =
  number extends A | S['length'] ? readonly (readonly number[])[]
  : AxisIndex<S, A> extends infer I
    ? I extends number
      ? Literal<SizeAt<S, I>> extends true ? Copies<SizeAt<S, I>, Without<S, `${I}`>> : readonly Without<S, `${I}`>[]
      : I
    : never
export const unstack = (shape: Shape, axis: number): readonly Shape[] | string => {
  const index = axisIndex(shape, axis)
  return typeof index === 'string' ? index : Array.from({ length: shape[index] as number }, () => shape.toSpliced(index, 1))
}
