/**
 * 1 - erf x without cancellation: erfc x = 2·Φ(-u) with u = √2·x, which is 2·e^(-x²)·G(t)/(u + 4) with t = (u - 4)/(u + 4).
 *
 * @example t.erfc(t.scalar(3)) // 0.000022090496713644825
 */
import { add, div, like, lt, max, min, mul, neg, type Scalar, select, sub } from '../scalar.js'
import { twoProduct } from './double.js'
import { byDtype, type F64, f64, horner, unary } from './elementary.js'
import { erf } from './erf.js'
import { exp, exponential } from './exp.js'
import { tail } from './normal.js'

const body = (x: F64): F64 => {
  const a = min(max(x, f64(0.5)), f64(27.3))
  const u = mul(a, f64(1.4142135623730951))
  const [h, l] = twoProduct(a, neg(a))
  const q = div(f64(2), add(u, f64(4)))
  const far = mul(exponential(h, l), mul(horner(mul(sub(u, f64(4)), mul(q, f64(0.5))), tail), q))
  return select(lt(x, f64(0.5)), sub(f64(1), erf(x) as F64), far)
}

/** 1 - erf x, from 0 to 2, to the last digits also where erf x is close to 1. */
export const erfc = unary(
  'erfc',
  byDtype('erfc', { f32: body, f64: body }),
  (x): Scalar => mul(like(x, -1.1283791670955126), exp(neg(mul(x, x)))),
)
