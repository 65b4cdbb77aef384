/**
 * `stablehlo.convolution`: of images [batch, ...sizes, groups · channels] with a kernel [...window, channels, groups · filters],
 * and its two gradients, each of which is a convolution again.
 */
import type { Extent } from '../../program/windowPattern.js'
import type { Shape } from '../../shape/shape.js'
import { highest, integer, integers, pairs } from '../attribute.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { spreading, type Cut, type Widths } from './border.js'

interface Convolution {
  /** `dimension_numbers`: batch, feature, input and output feature, and the numbers of the spatial axes. */
  readonly axes: (spatial: string) => string
  readonly padding: Widths
  readonly stride?: Shape
  /** The dilation of the image. */
  readonly apart?: Shape
  /** Of the kernel. */
  readonly dilation: Shape
  readonly groups?: number
  readonly batchGroups?: number
}

const written = (image: Value, kernel: Value, shape: Shape, of: Convolution, to: Writer): Value => {
  const ones = of.padding.map(() => 1)
  return to.operation('stablehlo.convolution', [image, kernel], { shape, dtype: image.type.dtype }, { attributes: {
    window_strides: integers(of.stride ?? ones),
    padding: pairs(of.padding),
    lhs_dilation: integers(of.apart ?? ones),
    rhs_dilation: integers(of.dilation),
    dimension_numbers: `#stablehlo.conv<${of.axes(ones.map((_, i) => i).join(', '))}>`,
    feature_group_count: integer(of.groups ?? 1),
    batch_group_count: integer(of.batchGroups ?? 1),
    precision_config: highest,
  } })
}

/** y[place, filter] = Σ over taps and channels of x[at, channel] · kernel[tap, channel, filter], of each group. */
export const convolved = (
  image: Value, kernel: Value, { places, stride, dilation }: Extent, padding: Widths, groups: number, to: Writer,
): Value => written(image, kernel, [image.type.shape[0]!, ...places, kernel.type.shape.at(-1)!], {
  axes: (n) => `[b, ${n}, f]x[${n}, i, o]->[b, ${n}, f]`, padding, stride, dilation, groups,
}, to)

/**
 * The gradient by the kernel, [...window, channels, groups · filters]: a convolution whose features are the batch, and whose
 * kernel is the cotangent [batch, ...places, groups · filters].
 */
export const byKernel = (
  image: Value, cotangent: Value, { window, places, stride, dilation }: Extent, padding: Widths, groups: number, to: Writer,
): Value => {
  const { shape } = image.type
  // Elements that no window reaches at the end are cut off: then there is one place for each tap.
  const reached = window.map((n, i) => (n - 1) * dilation[i]! + (places[i]! - 1) * stride[i]! + 1)
  return written(image, cotangent, [...window, shape.at(-1)! / groups, cotangent.type.shape.at(-1)!], {
    axes: (n) => `[f, ${n}, b]x[i, ${n}, o]->[${n}, b, f]`,
    padding: padding.map(([low], i) => [low, reached[i]! - low - shape[i + 1]!]),
    stride: dilation, dilation: stride, batchGroups: groups,
  }, to)
}

/**
 * The gradient by the image, [batch, ...sizes, groups · channels], from a cotangent [batch, ...places, groups · filters] and a
 * kernel [...window, groups · channels, filters].
 */
export const byImage = (cotangent: Value, kernel: Value, extent: Extent, cut: Cut, groups: number, to: Writer): Value => {
  const { window, sizes, stride, dilation } = extent
  const flipped = to.operation('stablehlo.reverse', [kernel], kernel.type, {
    attributes: { dimensions: integers(window.map((_, i) => i)) },
  })
  const kept = sizes.map((n, i) => n - cut.low[i]! - cut.high[i]!)
  return written(cotangent, flipped, [cotangent.type.shape[0]!, ...kept, kernel.type.shape.at(-2)!], {
    axes: (n) => `[b, ${n}, f]x[${n}, o, i]->[b, ${n}, f]`, padding: spreading(extent, cut), apart: stride, dilation, groups,
  }, to)
}
