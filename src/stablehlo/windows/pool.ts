/** Pools by sum, maximum and minimum, and the gradient of the first: `stablehlo.reduce_window`. */
import type { TensorType } from '../../program/primitive.js'
import type { Shape } from '../../shape/shape.js'
import { integers, pairs } from '../attribute.js'
import { splat } from '../constant.js'
import { elementwise } from '../operations.js'
import { reducers, type Reducer } from '../primitives/reduce.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { reshaped } from './layout.js'
import { imageOf, spreading, type Widths } from './border.js'
import type { LowerBack, LowerWindow } from './lower.js'

interface Windowed {
  readonly window: Shape
  readonly stride?: Shape
  readonly dilation: Shape
  /** The dilation of the operand. */
  readonly apart?: Shape
  readonly padding: Widths
}

/** Windows along the axes between batch and channels. */
const reduced = (by: Reducer, x: Value, type: TensorType, of: Windowed, to: Writer): Value => {
  const along = (own: Shape = of.window.map(() => 1)): string => integers([1, ...own, 1])
  const [operation, from] = reducers[by]
  const one: TensorType = { shape: [], dtype: type.dtype }
  return to.operation('stablehlo.reduce_window', [x, splat(from[type.dtype], one, to)], type, {
    regions: [{ parameters: [one, one], body: (inner, pair) => [elementwise(operation, pair, inner)] }],
    attributes: {
      window_dimensions: along(of.window), window_strides: along(of.stride),
      base_dilations: along(of.apart), window_dilations: along(of.dilation),
      padding: pairs([[0, 0], ...of.padding, [0, 0]]),
    },
  })
}

/** `reduce_window` has no argmax, and a sum of booleans is refused: of these the instructions themselves are written. */
export const pool: LowerWindow<'pool'> = ({ by, image, window, stride, dilation }, typeOf) => {
  const { dtype } = typeOf(image.id)
  return by === 'argmax' || (by === 'sum' && dtype === 'bool') ? undefined : {
    operands: [image.id],
    lower: ([x], to, type) => {
      const { whole, padding } = imageOf(x!, image, reducers[by][1][dtype], to)
      return reduced(by, whole, type, { window, stride, dilation, padding }, to)
    },
  }
}

export const sumPoolGradient: LowerBack<'sumPoolGradient'> = (found, cut) => {
  const { cotangent, images, places, channels, window, stride, dilation } = found
  return {
    operands: [cotangent],
    lower: ([d], to, type) => reduced('sum', reshaped(d!, [images, ...places, channels], to), type, {
      window, dilation, apart: stride, padding: spreading(found, cut),
    }, to),
  }
}
