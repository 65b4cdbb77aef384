/**
 * The proved functions of f32 in twice the digits of f64, written apart from those of the package: the plainest series that
 * can be shown to be right. Each errs by less than 2⁻⁷⁰ of its value, or is so small or large, or so near ±1, that the nearest
 * f32 is the limit's.
 */
import type { Name } from '../exact/functions.js'
import { cos, pieces, sin, tan } from './circular.js'
import type { Double, F64 } from './double.js'
import { erf } from './error.js'
import { cosh, exp, exp2, expm1, sinh, tanh } from './exponential.js'
import { acos, acosh, asin, asinh, atan, atanh } from './inverse.js'
import { log, log10, log1p, log2 } from './logarithm.js'
import { cbrt, rsqrt } from './root.js'

/** A function of the floats with one exponent field, and numbers that belong to these. */
export interface Reference {
  readonly f: (x: F64, ...given: readonly F64[]) => Double
  readonly given: readonly number[]
}

const plain = (f: (x: F64) => Double) => (): Reference => ({ f, given: [] })
const turning = (f: Reference['f']) => (exponent: number): Reference => ({ f, given: pieces(exponent) })

/** By the exponent field, from 0 to 255. Many fields share one function. */
export const reference: Readonly<Record<Name, (exponent: number) => Reference>> = {
  exp: plain(exp),
  expm1: plain(expm1),
  log: plain(log),
  log1p: plain(log1p),
  tanh: plain(tanh),
  sin: turning(sin),
  cos: turning(cos),
  tan: turning(tan),
  asin: plain(asin),
  acos: plain(acos),
  atan: plain(atan),
  sinh: plain(sinh),
  cosh: plain(cosh),
  asinh: plain(asinh),
  acosh: plain(acosh),
  atanh: plain(atanh),
  log2: plain(log2),
  log10: plain(log10),
  exp2: plain(exp2),
  rsqrt: plain(rsqrt),
  cbrt: plain(cbrt),
  erf: (exponent) => ({ f: erf(exponent), given: [] }),
}
