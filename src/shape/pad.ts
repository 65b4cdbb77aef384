import type { Add, LessThan } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText } from './text.js'

/** How many elements are added before and after those of each axis. */
export type Widths = readonly (readonly [low: number, high: number])[]

/**
 * The shape after padding: each size grows by the two widths of its axis.
 *
 * @example
 * type Framed = Pad<readonly [28, 28], readonly [readonly [2, 2], readonly [1, 0]]> // readonly [32, 29]
 * pad([28, 28], [[1, 1]]) // '1 pair of widths for [28, 28], which has 2 axes'
 */
export type Pad<S extends Shape, W extends Widths> =
  number extends S['length'] | W['length'] ? readonly number[]
  : S['length'] extends W['length'] ? Padded<S, W>
  : `${PairsText<W['length']>} of widths for ${ShapeText<S>}, which has ${AxesText<S['length']>}`
type Padded<S extends Shape, W extends Widths, R extends Shape = readonly []> =
  S extends readonly [infer N extends number, ...infer T extends Shape]
    ? W extends readonly [readonly [infer L extends number, infer H extends number], ...infer V extends Widths]
      ? `${L},${H}` extends `${string}-${string}`
        ? `widths ${ShapeText<readonly [L, H]>} of axis ${R['length']} are negative`
        : Padded<T, V, readonly [...R, Add<Add<N, L>, H>]>
      : readonly number[]
    : R
type PairsText<N extends number> = N extends 1 ? '1 pair' : `${N} pairs`

export const pad = (shape: Shape, widths: Widths): Shape | string => {
  const pairs = widths.length === 1 ? '1 pair' : `${widths.length} pairs`
  if (widths.length !== shape.length) return `${pairs} of widths for ${shapeText(shape)}, which has ${axesText(shape.length)}`
  const wrong = widths.findIndex(([low, high]) => low < 0 || high < 0)
  return wrong < 0
    ? shape.map((n, i) => n + (widths[i]?.[0] ?? 0) + (widths[i]?.[1] ?? 0))
    : `widths ${shapeText(widths[wrong] ?? [])} of axis ${wrong} are negative`
}

/**
 * What stands in a border: the elements mirrored at the first and the last one, which are not repeated (`reflect`) or are
 * (`symmetric`), the first and the last one everywhere (`edge`), or what comes from the other end (`wrap`).
 */
export type PadMode = 'reflect' | 'symmetric' | 'edge' | 'wrap'

/**
 * The shape after padding with elements of its own, of which there have to be enough.
 *
 * @example
 * type Framed = PadBy<readonly [28, 28], readonly [readonly [2, 2], readonly [1, 0]], 'reflect'> // readonly [32, 29]
 * padBy([3], [[3, 0]], 'reflect') // 'widths [3, 0] of axis 0 are more than reflect finds in [3]'
 */
export type PadBy<S extends Shape, W extends Widths, M extends PadMode> =
  number extends S['length'] | W['length'] ? readonly number[]
  : Pad<S, W> extends infer R ? R extends string ? R : Enough<S, W, M, S> extends string ? Enough<S, W, M, S> : R : never
type Enough<S extends Shape, W extends Widths, M extends PadMode, Whole extends Shape, At extends 0[] = []> =
  S extends readonly [infer N extends number, ...infer T extends Shape]
    ? W extends readonly [readonly [infer L extends number, infer H extends number], ...infer V extends Widths]
      ? Finds<N, L, M> | Finds<N, H, M> extends true ? Enough<T, V, M, Whole, [...At, 0]>
        : `widths ${ShapeText<readonly [L, H]>} of axis ${At['length']} are more than ${M} finds in ${ShapeText<Whole>}`
      : true
    : true
type Finds<N extends number, W extends number, M extends PadMode> =
  W extends 0 ? true : number extends N | W ? true
  : M extends 'edge' ? N extends 0 ? false : true
  : M extends 'reflect' ? LessThan<W, N> extends false ? false : true
  : LessThan<N, W> extends true ? false : true
export const padBy = (shape: Shape, widths: Widths, mode: PadMode): Shape | string => {
  const padded = pad(shape, widths)
  if (typeof padded === 'string') return padded
  const most = (n: number): number => (mode === 'edge' ? (n === 0 ? 0 : Infinity) : mode === 'reflect' ? Math.max(0, n - 1) : n)
  const wrong = shape.findIndex((n, i) => Math.max(...widths[i] as readonly [number, number]) > most(n))
  return wrong < 0 ? padded
    : `widths ${shapeText(widths[wrong] ?? [])} of axis ${wrong} are more than ${mode} finds in ${shapeText(shape)}`
}
