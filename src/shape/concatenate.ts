import type { Agree } from './agree.js'
import type { Add } from './arithmetic.js'
import { axisIndex, expandDims } from './axes.js'
import type { AxisIndex, ExpandDims } from './axes.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText, SizeText } from './text.js'

/**
 * Shapes joined along an axis that they have: its sizes add up, all others agree.
 *
 * @example
 * type Both = Concatenate<readonly [readonly [2, 3], readonly [5, 3]], 0> // readonly [7, 3]
 * concatenate([[2, 3], [2, 4]], 0) // 'cannot concatenate [2, 3] and [2, 4] along axis 0: sizes 3 and 4 of axis 1 differ'
 */
export type Concatenate<Shapes extends readonly Shape[], Axis extends number> =
  Shapes extends readonly [infer F extends Shape, ...infer R extends readonly Shape[]]
    ? number extends Axis | F['length'] ? readonly number[]
      : AxisIndex<F, Axis> extends infer I
        ? I extends number ? Joined<F, F, R, I, 'concatenate', Axis> : I
        : never
    : Shapes extends readonly [] ? 'there is nothing to concatenate' : readonly number[]

/**
 * Equal shapes joined along a new axis, whose size is their number.
 *
 * @example
 * type Batch = Stack<readonly [readonly [28, 28], readonly [28, 28]], 0> // readonly [2, 28, 28]
 * type Some = Stack<readonly (readonly [28, 28])[], 0> // readonly [number, 28, 28]
 */
export type Stack<Shapes extends readonly Shape[], Axis extends number> =
  Shapes extends readonly [infer F extends Shape, ...infer R extends readonly Shape[]]
    ? number extends Axis | F['length'] ? readonly number[]
      : Joined<F, F, R, null, 'stack', Axis> extends infer S extends Shape
        ? ExpandDims<S, Axis, Shapes['length']>
        : Joined<F, F, R, null, 'stack', Axis>
    : Shapes extends readonly [] ? 'there is nothing to stack'
    : Shapes extends readonly (infer F extends Shape)[] ? ExpandDims<F, Axis, number> : never

type Joined<S extends Shape, First extends Shape, Shapes extends readonly Shape[], I, Verb extends string, Axis extends number> =
  Shapes extends readonly [infer G extends Shape, ...infer R extends readonly Shape[]]
    ? number extends G['length'] ? readonly number[]
      : Merged<S, G, I> extends infer M extends Shape
        ? Joined<M, First, R, I, Verb, Axis>
        : `cannot ${Verb} ${ShapeText<First>} and ${ShapeText<G>} along axis ${Axis}: ${Merged<S, G, I> & string}`
    : Shapes extends readonly [] ? S : readonly number[]

/** Two shapes in one, sizes added at axis `I`; or why not. */
type Merged<A extends Shape, B extends Shape, I, R extends Shape = readonly []> =
  A['length'] extends B['length'] ? Pairs<A, B, I, R> : `they have ${AxesText<A['length']>} and ${AxesText<B['length']>}`
type Pairs<A extends Shape, B extends Shape, I, R extends Shape> =
  A extends readonly [infer H extends number, ...infer T extends Shape]
    ? B extends readonly [infer G extends number, ...infer U extends Shape]
      ? (R['length'] extends I ? readonly [Add<H, G>] : Agree<H, G>) extends readonly [infer N extends number]
        ? Pairs<T, U, I, readonly [...R, N]>
        : `sizes ${SizeText<H>} and ${SizeText<G>} of axis ${R['length']} differ`
      : R
    : R

export const concatenate = (shapes: readonly Shape[], axis: number): Shape | string => {
  const [first] = shapes
  if (first === undefined) return 'there is nothing to concatenate'
  const index = axisIndex(first, axis)
  if (typeof index === 'string') return index
  return unlike(shapes, first, index, 'concatenate', axis)
    ?? first.map((n, i) => (i === index ? shapes.reduce((sum, s) => sum + (s[i] ?? 0), 0) : n))
}

export const stack = (shapes: readonly Shape[], axis: number): Shape | string => {
  const [first] = shapes
  if (first === undefined) return 'there is nothing to stack'
  return unlike(shapes, first, undefined, 'stack', axis) ?? expandDims(first, axis, shapes.length)
}

/** The complaint about the first shape that is not like the first, or undefined. */
const unlike = (
  shapes: readonly Shape[], first: Shape, index: number | undefined, verb: string, axis: number,
): string | undefined => {
  const differs = (s: Shape): number => first.findIndex((n, i) => i !== index && n !== s[i])
  const other = shapes.find((s) => s.length !== first.length || differs(s) >= 0)
  if (other === undefined) return undefined
  const at = differs(other)
  const reason = other.length !== first.length
    ? `they have ${axesText(first.length)} and ${axesText(other.length)}`
    : `sizes ${first[at]} and ${other[at]} of axis ${at} differ`
  return `cannot ${verb} ${shapeText(first)} and ${shapeText(other)} along axis ${axis}: ${reason}`
}
