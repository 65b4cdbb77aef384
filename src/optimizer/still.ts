import { isFloat } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** The update that moves nothing. Adding -0 keeps every bit, where adding +0 would make +0 of -0. */
export const still = (x: AnyTensor): AnyTensor => (isFloat(x.dtype) ? raw.full(x.shape, -0, x.dtype) : x)
