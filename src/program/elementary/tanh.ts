/**
 * tanh x = E/(E + 2) with E = e²ˣ - 1: nothing cancels, on either side of 0.
 *
 * @example t.tanh(t.scalar(0.5)) // 0.46211716532707214
 */
import { abs, add, and, div, eq, high, join, like, low, lt, mul, or, select, sub } from '../scalar.js'
import { quotient, twoSum } from './double.js'
import { byDtype, type F64, f64, twoTo, u32, unary } from './elementary.js'
import { clamp, expm1Single, halfExpm1 } from './exp.js'

const single = (x: F64): F64 => {
  const e = expm1Single(mul(clamp(x, -20, 20), f64(2)))
  return select(eq(x, f64(0)), x, div(e, add(e, f64(2))))
}

/** y ≥ 0 with the sign of x. */
export const withSign = (y: F64, x: F64): F64 => join(or(high(y), and(high(x), u32(0x80000000))), low(y))

const double = (x: F64): F64 => {
  const e = halfExpm1(mul(clamp(abs(x), 0, 25), f64(2)))
  const [s, rest] = twoSum(f64(1), e[0])
  const [q, r] = quotient(e, [s, add(rest, e[1])])
  return select(lt(abs(x), f64(twoTo(-28))), x, withSign(add(q, r), x))
}

/** The hyperbolic tangent. */
export const tanh = unary('tanh', byDtype('tanh', { f32: single, f64: double }), (_, y) => sub(like(y, 1), mul(y, y)))
