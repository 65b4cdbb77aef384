/** Borders of what windows go over. */
import { numberOf } from '../../program/numeral.js'
import type { Extent, Image } from '../../program/windowPattern.js'
import type { Shape } from '../../shape/shape.js'
import { splat } from '../constant.js'
import { pad } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

/** How many elements are added before and after each axis; taken away where that is negative. */
export type Widths = readonly (readonly [low: number, high: number])[]

/** An image with its border around it. */
export const bordered = (x: Value, { low, high, value }: Image, to: Writer): Value => {
  if ([...low, ...high].every((n) => n === 0)) return x
  const { shape, dtype } = x.type
  return pad(x, splat(numberOf(value), { shape: [], dtype }, to), [0, ...low, 0], [0, ...high, 0], shape.map(() => 0), to)
}

/** An image, and the border that the operation on it adds by itself, where it is of the only value that it can add. */
export const imageOf = (
  x: Value, image: Image, outside: number, to: Writer,
): { readonly whole: Value; readonly padding: Widths } => (Object.is(numberOf(image.value), outside)
  ? { whole: x, padding: image.low.map((low, i) => [low, image.high[i]!]) }
  : { whole: bordered(x, image, to), padding: image.low.map(() => [0, 0]) })

/** How much of each axis between batch and channels is left out, before and after. */
export interface Cut {
  readonly low: Shape
  readonly high: Shape
}

/** The border with which [...places], set apart by the stride, are seen from where their windows were, less what is cut. */
export const spreading = ({ window, sizes, places, stride, dilation }: Extent, { low, high }: Cut): Widths =>
  window.map((n, i) => [(n - 1) * dilation[i]! - low[i]!, sizes[i]! - (places[i]! - 1) * stride[i]! - 1 - high[i]!])
