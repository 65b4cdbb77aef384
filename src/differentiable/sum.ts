import { add as addScalars } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { elementwise } from '../tensor/untyped.js'

/** The sum of two tensors of one shape: the only place where cotangents meet. */
export const add = elementwise((a, b) => addScalars(a, b))

/** The sum of terms in their order; absent terms are zero everywhere and add nothing. */
export const sum = (terms: readonly (AnyTensor | undefined)[]): AnyTensor | undefined =>
  terms.reduce((a, b) => (a === undefined ? b : b === undefined ? a : add(a, b)), undefined)
