/** The gradient of a pool by maximum: `stablehlo.select_and_scatter`. */
import type { TensorType } from '../../program/primitive.js'
import { integers } from '../attribute.js'
import { splat } from '../constant.js'
import { compare, elementwise } from '../operations.js'
import { reshaped } from './layout.js'
import { bordered } from './border.js'
import type { LowerWindow } from './lower.js'

/**
 * Of equal elements, and of NaNs, the first in row-major order is selected. The operation has no dilation. Borders are padded
 * before, since they may be selected, too: where all elements are -∞, the first one is.
 */
export const maxPoolGradient: LowerWindow<'maxPoolGradient'> = (found, typeOf) => {
  const { image, cotangent, images, places, channels, window, stride, dilation } = found
  const { dtype } = typeOf(image.id)
  const isFloat = dtype === 'f32' || dtype === 'f64'
  if (!isFloat || typeOf(cotangent).dtype !== dtype || dilation.some((n) => n !== 1)) return undefined
  const one: TensorType = { shape: [], dtype }
  return {
    operands: [image.id, cotangent],
    lower: ([x, d], to, type) => to.operation('stablehlo.select_and_scatter', [
      bordered(x!, image, to), reshaped(d!, [images, ...places, channels], to), splat(0, one, to),
    ], type, {
      regions: [
        { parameters: [one, one], body: (inner, [held, next]) =>
          [elementwise('or', [compare('GE', held!, next!, inner), compare('NE', held!, held!, inner)], inner)] },
        { parameters: [one, one], body: (inner, pair) => [elementwise('add', pair, inner)] },
      ],
      attributes: { window_dimensions: integers([1, ...window, 1]), window_strides: integers([1, ...stride, 1]) },
    }),
  }
}
