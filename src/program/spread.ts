/**
 * A product whose rows are places of windows, and whose columns are the windows themselves, is folded as it is made: each row
 * is added, tap by tap, to where its window lies. Among places in row-major order an element has its taps backwards: where
 * x = p·s + w·d stays, the greater w, the smaller p. So an element adds its taps in order whether taps are walked outside
 * of places, or inside of loops over places that run from the last to the first.
 */
import type { Shape } from '../shape/shape.js'
import type { Of } from './primitive.js'
import { count } from './program.js'
import { align, cut, joined, whole, type Factor, type Loop } from './view.js'

/** Loops over images and over the places in one: strides are those of the product's left operand and of the result. */
export interface Spread {
  readonly images: readonly Loop[]
  readonly places: readonly Loop[]
  /** From one tap of a window to the next, in the result. */
  readonly taps: readonly Factor[]
}

/**
 * How rows, given as loops over the left operand, spread in a fold of [b, ...positions, ...window, c]; nothing where loops
 * cut across.
 */
export const spread = (
  rows: readonly Factor[], { sizes, stride, dilation }: Of<'fold'>, operand: Shape,
): Spread | undefined => {
  const [n, rank] = [operand[0] as number, sizes.length]
  const axes = whole([n, ...sizes, operand.at(-1) as number]).axes.map(([factor]) => factor as Factor)
  const along = (from: number, by: Shape): readonly Factor[] =>
    sizes.map((_, i) => ({ size: operand[from + i] as number, stride: axes[1 + i]!.stride * by[i]! }))
  const parts = cut(joined(rows), count(operand.slice(1, 1 + rank)))
  if (parts === undefined) return undefined
  const [images, places] = [align([parts[0], [axes[0]!]]), align([parts[1], along(1, stride)])]
  return images === undefined || places === undefined ? undefined : { images, places, taps: along(1 + rank, dilation) }
}
