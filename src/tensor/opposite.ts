import { isFloat, neg, not } from '../program/scalar.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

const negative = raw.elementwise((x) => neg(x))
const complement = raw.elementwise((x) => not(x))

/** The order of an element type the other way round: -x, of integers -1 - x, which has no overflow. */
export const opposite = (x: AnyTensor): AnyTensor => (isFloat(x.dtype) ? negative(x) : complement(x))
