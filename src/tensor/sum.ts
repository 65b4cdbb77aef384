import type { AnyTensor } from './tensor.js'
import { add } from './untyped.js'

/** The sum of terms in their order; absent terms are zero everywhere and add nothing. */
export const sum = (terms: readonly (AnyTensor | undefined)[]): AnyTensor | undefined =>
  terms.reduce((a, b) => (a === undefined ? b : b === undefined ? a : add(a, b)), undefined)
