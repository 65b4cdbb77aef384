import type { Multiply } from './arithmetic.js'
import type { Shape } from './shape.js'

/**
 * The number of elements: the product of the sizes, 1 for a scalar.
 *
 * @example
 * type Pixels = Size<readonly [28, 28, 1]> // 784
 * size([28, 28, 1]) // 784
 */
export type Size<S extends Shape> =
  S extends readonly [infer H extends number, ...infer T extends Shape] ? Times<T, H> : S extends readonly [] ? 1 : number

type Times<S extends Shape, N extends number> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? Times<T, Multiply<N, H>>
    : S extends readonly [] ? N : number

export const size = (shape: Shape): number => shape.reduce((n, s) => n * s, 1)
