/**
 * 2ˣ = 2ᵏ·2ʳ, where k is the integer nearest to x and r = x - k is exact: powers of two are.
 *
 * @example t.exp2(t.scalar(0.5)) // 1.4142135381698608
 */
import { add, bitcast, like, low, mul, sub } from '../scalar.js'
import { product } from './double.js'
import { byDtype, type Case, except, type F64, f64, horner, scale, shifter, unary } from './elementary.js'
import { binary9, clamp, exponential } from './exp.js'

/** Where the power of an f32 is nearest to the middle of two. */
const hard: readonly Case[] = [[0.0029695758130401373, 1.0020604729652407], [-0.029743773862719536, 0.979594260454178]]

const parts = (x: F64) => {
  const shifted = add(x, shifter)
  return { r: sub(x, sub(shifted, shifter)), k: bitcast(low(shifted), 'i32') }
}

const single = (x: F64): F64 => {
  const { r, k } = parts(clamp(x, -152, 130))
  return scale(add(mul(horner(r, binary9), r), f64(1)), k)
}

const double = (x: F64): F64 => {
  const { r, k } = parts(clamp(x, -1080, 1030))
  const [h, l] = product([r, f64(0)], [f64(0.6931471805599453), f64(2.3190468138462996e-17)])
  return scale(exponential(h, l), k)
}

/** 2ˣ. */
export const exp2 = unary(
  'exp2',
  byDtype('exp2', { f32: (x) => except(x, single(x), hard), f64: double }),
  (_, y) => mul(y, like(y, 0.6931471805599453)),
)
