import type { CeilDivide, LessThan, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText } from './text.js'

/**
 * What of one axis is taken: all of it (`null`), or from `start` up to and without `stop`, every `step`-th. Negative
 * bounds count from the end.
 */
export type Range = null | readonly [start: number, stop: number] | readonly [start: number, stop: number, step: number]

/**
 * The shape of a slice, by one range for each axis; axes without a range are taken whole. A range never reaches beyond
 * its axis.
 *
 * @example
 * type Half = Slice<readonly [32, 784], readonly [[0, 32, 2]]> // readonly [16, 784]
 * slice([32, 784], [[2, 40]]) // 'range [2, 40] of axis 0 does not fit [32, 784]'
 */
export type Slice<S extends Shape, Ranges extends readonly Range[]> = Sliced<S, Ranges, S, Ranges>
type Sliced<
  S extends Shape, Ranges extends readonly Range[], Whole extends Shape, All extends readonly Range[],
  R extends Shape = readonly [],
> =
  Ranges extends readonly [infer G extends Range, ...infer Rest extends readonly Range[]]
    ? S extends readonly [infer N extends number, ...infer T extends Shape]
      ? Taken<N, G> extends readonly [infer X extends number]
        ? Sliced<T, Rest, Whole, All, readonly [...R, X]>
        : G extends Shape ? `range ${ShapeText<G>} of axis ${R['length']} ${Taken<N, G> & string} ${ShapeText<Whole>}` : never
      : number extends S['length'] ? readonly number[]
        : `${All['length']} ranges for ${ShapeText<Whole>}, which has ${AxesText<Whole['length']>}`
    : Ranges extends readonly [] ? readonly [...R, ...S] : readonly number[]

/** How many elements a range takes of `N`, boxed; or what is wrong with it. */
type Taken<N extends number, G extends Range> =
  G extends readonly [infer A extends number, infer B extends number, ...infer Step extends readonly number[]]
    ? Bounds<Place<A, N>, Place<B, N>, N, Step extends readonly [infer K extends number] ? K : 1>
    : readonly [N]
type Place<A extends number, N extends number> = `${A}` extends `-${infer M extends number}` ? Subtract<N, M> : A
type Bounds<A extends number, B extends number, N extends number, Step extends number> =
  `${A}` extends `-${string}` ? 'does not fit'
  : `${B}` extends `-${string}` ? 'does not fit'
  : LessThan<N, A> extends true ? 'does not fit'
  : LessThan<N, B> extends true ? 'does not fit'
  : LessThan<B, A> extends true ? 'ends before it starts in'
  : `${Step}` extends '0' | `-${string}` ? 'has no positive step in'
  : readonly [CeilDivide<Subtract<B, A>, Step>]

export const slice = (shape: Shape, ranges: readonly Range[]): Shape | string => {
  const sizes = shape.map((n, axis) => taken(n, ranges[axis] ?? null))
  const wrong = sizes.findIndex((n) => typeof n === 'string')
  return wrong >= 0 ? `range ${shapeText(ranges[wrong] ?? [])} of axis ${wrong} ${sizes[wrong]} ${shapeText(shape)}`
    : ranges.length > shape.length ? `${ranges.length} ranges for ${shapeText(shape)}, which has ${axesText(shape.length)}`
    : sizes.filter((n) => typeof n === 'number')
}

const taken = (n: number, range: Range): number | string => {
  const [start, stop, step] = bounds(n, range)
  if (![start, stop].every((i) => Number.isInteger(i) && i >= 0 && i <= n)) return 'does not fit'
  if (stop < start) return 'ends before it starts in'
  return Number.isInteger(step) && step >= 1 ? Math.ceil((stop - start) / step) : 'has no positive step in'
}

/** A range of an axis of size `n` with all three numbers, counted from the start. */
export const bounds = (n: number, range: Range): readonly [start: number, stop: number, step: number] => {
  const [start, stop, step = 1] = range ?? [0, n]
  return [start < 0 ? n + start : start, stop < 0 ? n + stop : stop, step]
}
