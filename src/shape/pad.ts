import type { Add } from './arithmetic.js'
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
