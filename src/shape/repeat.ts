import type { Multiply } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText } from './text.js'

/**
 * The shape after each element of each axis is repeated so many times in a row: each size grows by the factor of its axis.
 *
 * @example
 * type Larger = Repeat<readonly [14, 14, 8], readonly [2, 2, 1]> // readonly [28, 28, 8]
 * repeat([14, 14], [2]) // '1 factor for [14, 14], which has 2 axes'
 */
export type Repeat<S extends Shape, T extends Shape> =
  number extends S['length'] | T['length'] ? readonly number[]
  : S['length'] extends T['length'] ? Repeated<S, T>
  : `${FactorsText<T['length']>} for ${ShapeText<S>}, which has ${AxesText<S['length']>}`
type Repeated<S extends Shape, T extends Shape, R extends Shape = readonly []> =
  S extends readonly [infer N extends number, ...infer M extends Shape]
    ? T extends readonly [infer F extends number, ...infer G extends Shape]
      ? `${F}` extends '0' | `-${string}` ? `factor ${F} of axis ${R['length']} is not positive`
      : Repeated<M, G, readonly [...R, F extends 1 ? N : Multiply<N, F>]>
      : readonly number[]
    : R
type FactorsText<N extends number> = N extends 1 ? '1 factor' : `${N} factors`

export const repeat = (shape: Shape, factors: Shape): Shape | string => {
  const text = factors.length === 1 ? '1 factor' : `${factors.length} factors`
  if (factors.length !== shape.length) return `${text} for ${shapeText(shape)}, which has ${axesText(shape.length)}`
  const wrong = factors.findIndex((n) => n <= 0)
  return wrong < 0 ? shape.map((n, i) => n * (factors[i] as number)) : `factor ${factors[wrong]} of axis ${wrong} is not positive`
}
