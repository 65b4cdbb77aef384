/**
 * asin x = x + x³·A(x²) for |x| ≤ ½; beyond that by w = (1 - |x|)/2, which is exact: asin |x| = π/2 - 2 asin √w, acos |x| = 2 asin √w.
 *
 * @example t.asin(t.scalar(0.5)) // 0.5235987901687622
 */
import { abs, add, div, like, lt, max, mul, neg, type Scalar, select, sqrt, sub } from '../scalar.js'
import { halfPi, pi } from './atan.js'
import { type Double, twoProduct, twoSum } from './double.js'
import { byDtype, type Case, except, type F64, f64, horner, unary } from './elementary.js'
import { withSign } from './tanh.js'

/** (asin √z/√z - 1)/z on √z ≤ ½: Chebyshev interpolation of degree 12, error 2⁻⁵⁷ of the arcsine. */
const arcsine = [
  0.16666666666666669, 0.07499999999998433, 0.04464285714635543, 0.030381944138531247, 0.02237217294214989, 0.017352392720869973,
  0.013971212973552933, 0.011479177415184906, 0.01032281435018578, 0.005457506718640358, 0.01740087944269402,
  -0.014851887071247204, 0.028757851367421566,
]

/** Where the arccosine of an f32 is nearest to the middle of two. */
const hardArccosines: readonly Case[] = [[1.5893254712295857e-08, 1.570796310901642], [0.00024868646869435906, 1.5705476403236391]]

/** The root of w ≥ 0 with its error. */
const root = (w: F64): Double => {
  const s = sqrt(w)
  const [p, e] = twoProduct(s, s)
  return [s, div(sub(sub(w, p), e), max(add(s, s), f64(1e-300)))]
}

/** Whether |x| > ½; the sum is asin x, or asin √((1 - |x|)/2) there. */
const parts = (x: F64): { readonly far: Scalar<'bool'>; readonly sum: Double } => {
  const a = abs(x)
  const far = lt(f64(0.5), a)
  const w = mul(sub(f64(1), a), f64(0.5))
  const [r, e] = root(w)
  const [s, z] = [select(far, r, x), select(far, w, mul(x, x))]
  return { far, sum: [s, add(mul(mul(s, z), horner(z, arcsine)), select(far, e, f64(0)))] }
}

/** angle - (h + l). */
const less = (angle: Double, [h, l]: Double): F64 => {
  const [s, e] = twoSum(angle[0], neg(h))
  return add(s, add(e, sub(angle[1], l)))
}
const twice = ([h, l]: Double): Double => [add(h, h), add(l, l)]
const pair = ([h, l]: readonly [number, number]): Double => [f64(h), f64(l)]

const arcsineOf = (x: F64): F64 => {
  const { far, sum } = parts(x)
  return withSign(select(far, less(pair(halfPi), twice(sum)), add(...sum)), x)
}
const arccosineOf = (x: F64): F64 => {
  const { far, sum } = parts(x)
  const [h, l] = twice(sum)
  const negative = less(pair(pi), [h, l])
  return select(far, select(lt(x, f64(0)), negative, add(h, l)), less(pair(halfPi), sum))
}

/** 1/√(1 - x²), without cancellation near ±1. */
const slope = (x: Scalar): Scalar => div(like(x, 1), sqrt(mul(sub(like(x, 1), x), add(like(x, 1), x))))

/** The angle in radians whose sine is x, from -π/2 to π/2; NaN outside of [-1, 1]. Its derivative at ±1 is ∞. */
export const asin = unary(
  'asin',
  byDtype('asin', { f32: arcsineOf, f64: arcsineOf }),
  slope,
)

/** The angle in radians whose cosine is x, from 0 to π; NaN outside of [-1, 1]. Its derivative at ±1 is -∞. */
export const acos = unary(
  'acos',
  byDtype('acos', { f32: (x) => except(x, arccosineOf(x), hardArccosines), f64: arccosineOf }),
  (x) => neg(slope(x)),
)
