import type { CeilDivide, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'

/**
 * How many numbers start, start + step, … there are before stop.
 *
 * @example
 * type Evens = ArangeSize<0, 10, 2> // 5
 * arangeSize(0, 1, 0.25) // 4
 */
export type ArangeSize<Start extends number, Stop extends number, Step extends number> =
  `${Start}${Stop}${Step}` extends `${string}.${string}` ? number
  : `${Step}` extends `-${infer N extends number}` ? CeilDivide<Subtract<Start, Stop>, N> : CeilDivide<Subtract<Stop, Start>, Step>
export const arangeSize = (start: number, stop: number, step: number): number => Math.max(0, Math.ceil((stop - start) / step))

/** Which of the first two axes of a grid its first vector runs along: the second (as in a picture) or the first (as in a matrix). */
export type Indexing = 'xy' | 'ij'

/**
 * The shape of a grid over vectors of these sizes.
 *
 * @example
 * type Picture = Grid<readonly [3, 2], 'xy'> // readonly [2, 3]
 * grid([3, 2], 'ij') // [3, 2]
 */
export type Grid<S extends Shape, X extends Indexing> =
  X extends 'ij' ? S
  : S extends readonly [infer A extends number, infer B extends number, ...infer T extends Shape] ? readonly [B, A, ...T] : S
export const grid = (sizes: Shape, indexing: Indexing): Shape => {
  const [a, b, ...rest] = sizes
  return indexing === 'xy' && a !== undefined && b !== undefined ? [b, a, ...rest] : sizes
}
