/** Complex numbers as two tensors. */
import { fail } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from '../tensor/argument.js'
import { isTensor, typeInWords, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Parts } from './transform.js'

/** Complex numbers of shape `S`: their real and their imaginary parts. */
export interface Complex<S extends Shape, D extends Float = 'f32'> {
  readonly real: Tensor<S, D>
  readonly imaginary: Tensor<S, D>
}

/** Any complex numbers. */
export type AnyComplex = Parts

/** Complex numbers, whose parts are of one type. */
export const expectComplex = (operation: string, z: unknown): AnyComplex => {
  if (!isRecord(z) || isTensor(z))
    fail(operation, { argument: 'z', expected: 'complex numbers, { real, imaginary } (rfft takes real ones)', received: z })
  const real: AnyTensor = expectTensor(operation, 'z.real', z['real'], floats)
  const imaginary = expectTensor(operation, 'z.imaginary', z['imaginary'], floats)
  if (!raw.sameType(real, imaginary))
    fail(operation, { argument: 'z.imaginary', expected: `${typeInWords(real)}, as z.real`, received: typeInWords(imaginary) })
  return { real, imaginary }
}
