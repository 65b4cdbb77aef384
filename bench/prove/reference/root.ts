/** 1/√x and ∛x, by one of Newton's steps from what f64 gives. */
import { abs, add, constant, convert, div, eq, high, join, le, lt, mul, neg, select, sub } from '../../../src/program/scalar.js'
import { exactly, f64, fastTwoSum, product, quotient, twoProduct, type Double, type F64 } from './double.js'
import { root } from './inverse.js'

export const rsqrt = (x: F64): Double => {
  const [h, l] = quotient(exactly(f64(1)), root(exactly(x)))
  const edge = select(lt(x, f64(0)), f64(NaN), select(eq(x, f64(0)), div(f64(1), x), f64(0)))
  const inside = le(abs(x), f64(Number.MAX_VALUE))
  return [select(lt(x, f64(Infinity)), select(le(x, f64(0)), edge, h), select(eq(x, x), edge, x)), select(inside, l, f64(0))]
}

/** From 2^(e/3) for x = 2ᵉ·m: eight steps of Newton's are more than enough. */
export const cbrt = (x: F64): Double => {
  const a = abs(x)
  const third = convert(mul(convert(high(a), 'f64'), f64(1 / 3)), 'u32')
  const start = join(add(third, constant('u32', 0x2aa00000)), constant('u32', 0))
  const step = (y: F64): F64 => div(add(add(y, y), div(a, mul(y, y))), f64(3))
  const y = Array.from({ length: 8 }).reduce<F64>((before) => step(before), start)
  const [h, l] = product(twoProduct(y, y), exactly(y))
  const [yh, yl] = fastTwoSum(y, div(sub(sub(a, h), l), mul(mul(y, y), f64(3))))
  const known = eq(add(x, x), x)
  const negative = lt(x, f64(0))
  return [select(known, x, select(negative, neg(yh), yh)), select(known, f64(0), select(negative, neg(yl), yl))]
}
