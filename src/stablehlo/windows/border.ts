/** Borders of images. */
import { numberOf } from '../../program/numeral.js'
import type { Extent, Image } from '../../program/windowPattern.js'
import type { Shape } from '../../shape/shape.js'
import { splat } from '../constant.js'
import { pad } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

/** Elements that are added before and after each axis; a negative number removes some. */
export type Widths = readonly (readonly [low: number, high: number])[]

/** An image with its border around it. */
export const bordered = (x: Value, { low, high, value }: Image, to: Writer): Value => {
  if ([...low, ...high].every((n) => n === 0)) return x
  const { shape, dtype } = x.type
  return pad(x, splat(numberOf(value), { shape: [], dtype }, to), [0, ...low, 0], [0, ...high, 0], shape.map(() => 0), to)
}

/**
 * An image, and the border that the operation adds by itself; that has to be of the value `outside`, any other is padded before.
 */
export const imageOf = (
  x: Value, image: Image, outside: number, to: Writer,
): { readonly whole: Value; readonly padding: Widths } => (Object.is(numberOf(image.value), outside)
  ? { whole: x, padding: image.low.map((low, i) => [low, image.high[i]!]) }
  : { whole: bordered(x, image, to), padding: image.low.map(() => [0, 0]) })

/** Elements that are cut off each axis between batch and channels, before and after. */
export interface Cut {
  readonly low: Shape
  readonly high: Shape
}

/** The padding of a transposed convolution: of [...places], dilated by the stride, to [...sizes] less the cut. */
export const spreading = ({ window, sizes, places, stride, dilation }: Extent, { low, high }: Cut): Widths =>
  window.map((n, i) => [(n - 1) * dilation[i]! - low[i]!, sizes[i]! - (places[i]! - 1) * stride[i]! - 1 - high[i]!])
