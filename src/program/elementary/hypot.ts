/**
 * √(x² + y²) without overflow. The squares of f32 are exact as f64 and their sum is a pair; what its root leaves out decides where
 * the root lies in the middle of two f32.
 *
 * @example pipe(t.scalar(3), t.hypot(4)) // 5
 */
import {
  abs, add, and, div, eq, high, join, like, max, min, mul, or, type Scalar, select, sqrt, sub,
} from '../scalar.js'
import { named } from '../scalarFunction.js'
import { binary, odd } from './binary.js'
import { type Double, fastTwoSum, sum, twoProduct } from './double.js'
import { type F64, f64, twoTo, u32 } from './elementary.js'

/** The root of a pair, from its first digits by one of Newton's steps. */
const root = (square: Double): Double => {
  const r = sqrt(square[0])
  const [p, e] = twoProduct(r, r)
  const rest = add(sub(sub(square[0], p), e), square[1])
  return fastTwoSum(r, select(eq(r, f64(0)), f64(0), div(rest, add(r, r))))
}

const length = (a: F64, b: F64): Double => root(sum(twoProduct(a, a), twoProduct(b, b)))

/** ∞ where one of the two is, even if the other is NaN. */
const orInfinite = (x: F64, y: F64, of: F64): F64 =>
  select(or(eq(abs(x), f64(Infinity)), eq(abs(y), f64(Infinity))), f64(Infinity), of)

const double = (x: F64, y: F64): F64 => {
  const [greater, lesser] = [max(abs(x), abs(y)), min(abs(x), abs(y))]
  // By the power of two of the greater one, so that squares neither overflow nor vanish where they count.
  const bound = min(max(greater, f64(twoTo(-1000))), f64(twoTo(1000)))
  const up = join(and(high(bound), u32(0x7ff00000)), u32(0))
  const down = div(f64(1), up)
  const [h, l] = length(mul(greater, down), mul(lesser, down))
  return orInfinite(x, y, mul(add(h, l), up))
}

const body = binary('hypot', { f32: (x, y) => orInfinite(x, y, odd(length(x, y))), f64: double })

/** x/y, 0 where y is 0. */
const share = (x: Scalar, y: Scalar): Scalar => select(eq(y, like(y, 0)), y, div(x, y))

/** √(x² + y²): ∂x = x/h, ∂y = y/h, 0 where h = 0. */
export const hypot: (x: Scalar, y: Scalar) => Scalar = named({
  name: 'hypot',
  body: (x: Scalar, y: Scalar) => body(x, y),
  partials: ([x, y], h) => [share(x, h), share(y, h)],
})
