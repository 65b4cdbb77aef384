/** What an encoder has made, in its decoder. */
import { fail } from '../shape/error.js'
import { aRecord, check, integers, oneOf } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { floats } from '../tensor/argument.js'
import type { AnyTensor } from '../tensor/tensor.js'
import type { Context } from './network.js'

/** Stands for the outputs of an encoder, of shape `S` for one example, inside its decoder. */
export interface Source<S extends Shape, D extends Float = 'f32'> {
  readonly shape: S
  readonly dtype: D
}

export const checkSource = (operation: string, argument: string, source: Source<Shape, Float>): Source<Shape, Float> => {
  check(operation, { [argument]: source }, { [argument]: aRecord })
  const { shape, dtype } = source
  check(operation, { shape, dtype }, { shape: integers, dtype: oneOf(...floats) })
  return source
}

/** The outputs of the encoder, [batch, ...]. */
export const sourceIn = (operation: string, argument: string, source: object, { sources }: Context): AnyTensor =>
  sources?.get(source) ?? fail(operation, { argument, expected: 'that of the decoder that the layer is in', received: 'another' })
