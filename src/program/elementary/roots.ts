/**
 * 1/√x and ∛x. The cube root of |x| = m·2ᵉ begins with a third of the bits of x, which is right to 4 %, and each of Halley's steps
 * y·(y³ + 2a)/(2y³ + a) has three times as many digits; the last step is one of Newton's from an exact remainder.
 *
 * @example t.cbrt(t.scalar(10)) // 2.154434680938721
 */
import { abs, add, convert, div, eq, high, join, like, low, lt, mul, neg, select, sqrt, sub } from '../scalar.js'
import { product, twoProduct } from './double.js'
import { byDtype, type F64, f64, shifter, twoTo, u32, unary } from './elementary.js'
import { withSign } from './tanh.js'

/** 1/√x: ±∞ at ±0, 0 at ∞, NaN below 0. Its derivative is -y/2x. */
export const rsqrt = unary(
  'rsqrt',
  byDtype('rsqrt', { f32: (x) => div(f64(1), sqrt(x)), f64: (x) => div(f64(1), sqrt(x)) }),
  (x, y) => neg(div(y, add(x, x))),
)

const halley = (a: F64, y: F64): F64 => {
  const cube = mul(y, mul(y, y))
  return mul(y, div(add(cube, add(a, a)), add(add(cube, cube), a)))
}

/** ∛a for a normal a > 0. Two thirds of the bits of 1, less a thirty-second of a binade, balance the errors of the start. */
const positive = (a: F64): F64 => {
  const third = mul(convert(high(a), 'f64'), f64(1 / 3))
  const start = join(add(low(add(third, shifter)), u32(0x2a9f8000)), u32(0))
  const y = [1, 2, 3].reduce((before) => halley(a, before), start)
  const [h, l] = product(twoProduct(y, y), [y, f64(0)])
  return sub(y, div(add(sub(h, a), l), mul(mul(y, y), f64(3))))
}

const cube = (x: F64): F64 => {
  const a = abs(x)
  // By a power of eight where a is subnormal, or twice as much would overflow.
  const [small, large] = [lt(a, f64(twoTo(-1022))), lt(f64(twoTo(1000)), a)]
  const scaled = (power: number): F64 => select(small, f64(twoTo(power)), select(large, f64(twoTo(-power)), f64(1)))
  const root = withSign(mul(positive(mul(a, scaled(54))), scaled(-18)), x)
  return select(eq(add(x, x), x), x, root)
}

/** The cube root, of negative numbers too. Its derivative is 1/3y², ∞ at 0. */
export const cbrt = unary('cbrt', byDtype('cbrt', { f32: cube, f64: cube }), (_, y) => div(like(y, 1), mul(mul(y, y), like(y, 3))))
