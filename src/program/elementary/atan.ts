/**
 * atan a = atan c + atan t with t = (a - c)/(1 + c·a), where c of 0, ½, 1, 2 and ∞ is the one for which |t| ≤ ¼.
 * Of a fraction p/q, t is (p - c·q)/(q + c·p): the angle of a point needs no quotient of its own.
 *
 * @example t.atan(t.scalar(1)) // 0.7853981852531433
 */
import { abs, add, div, eq, high, like, lt, max, min, mul, ne, neg, or, type Scalar, select, shr, sub } from '../scalar.js'
import { named } from '../scalarFunction.js'
import { binary } from './binary.js'
import { fastTwoSum, type Double } from './double.js'
import { byDtype, type Case, except, type F64, f64, horner, twoTo, u32, unary } from './elementary.js'
import { hypot } from './hypot.js'
import { withSign } from './tanh.js'

/** (atan √z/√z - 1)/z on √z ≤ 0.26: Chebyshev interpolation of degree 8, error 2⁻⁵⁹ of the arctangent. */
const arctangent = [
  -0.3333333333333333, 0.19999999999998042, -0.14285714284940543, 0.11111110993165554, -0.09090900064038315, 0.07691918295743196,
  -0.06656743233512606, 0.0573331706584484, -0.040228263069786295,
]
export const halfPi = [1.5707963267948966, 6.123233995736766e-17] as const
export const pi = [3.141592653589793, 1.2246467991473532e-16] as const

/** Up to p/q = `below`: c, and atan c. */
interface Center {
  readonly below: number
  readonly c: number
  readonly angle: readonly [number, number]
}
const centers: readonly Center[] = [
  { below: 0.25, c: 0, angle: [0, 0] },
  { below: 0.72, c: 0.5, angle: [0.4636476090008061, 2.2698777452961687e-17] },
  { below: 1.39, c: 1, angle: [0.7853981633974483, 3.061616997868383e-17] },
  { below: 4, c: 2, angle: [1.1071487177940904, 9.40447137356638e-17] },
]

/** Where the arctangent of an f32 is nearest to the middle of two. */
const hardArctangents: readonly Case[] = [[0.06905200332403183, 0.06894256547093393]]

/** atan p/q as a pair, for p, q ≥ 0 not both 0 or ∞. */
const angle = (p: F64, q: F64): Double => {
  const choose = (of: (center: Center) => F64, last: F64): F64 =>
    centers.reduceRight((other, center) => select(lt(p, mul(q, f64(center.below))), of(center), other), last)
  const t = div(
    choose(({ c }) => (c === 0 ? p : sub(p, mul(q, f64(c)))), neg(q)),
    choose(({ c }) => (c === 0 ? q : add(q, mul(p, f64(c)))), p),
  )
  const z = mul(t, t)
  const [h, l] = fastTwoSum(choose((center) => f64(center.angle[0]), f64(halfPi[0])), t)
  return [h, add(l, add(mul(mul(t, z), horner(z, arctangent)), choose((center) => f64(center.angle[1]), f64(halfPi[1]))))]
}

const body = (x: F64): F64 => {
  const [h, l] = angle(abs(x), f64(1))
  return withSign(add(h, l), x)
}

/** The angle in radians whose tangent is x, from -π/2 to π/2. */
export const atan = unary(
  'atan',
  byDtype('atan', {
    f32: (x) => withSign(except(abs(x), body(abs(x)), hardArctangents), x),
    f64: body,
  }),
  (x) => div(like(x, 1), add(like(x, 1), mul(x, x))),
)

/** Numbers so large that their sum overflows, or so small that their halves are rounded, are scaled. */
const scaled = (greater: F64): F64 =>
  select(lt(f64(twoTo(1000)), greater), f64(0.125), select(lt(greater, f64(twoTo(-800))), f64(twoTo(200)), f64(1)))

const negative = (x: F64): Scalar<'bool'> => ne(shr(high(x), u32(31)), u32(0))

/** The angle of the point (x, y); with IEEE 754's values where both are 0 or ∞. */
const angleOf = (y: F64, x: F64): F64 => {
  const [sizeX, sizeY] = [abs(x), abs(y)]
  const greater = max(sizeX, sizeY)
  const lesser = min(sizeX, sizeY)
  // Two zeros are like 0 and 1, two infinities like 1 and 1.
  const [nothing, both] = [eq(greater, f64(0)), eq(lesser, f64(Infinity))]
  const factor = scaled(greater)
  const [p, q] = [select(both, f64(1), mul(sizeY, factor)), select(or(nothing, both), f64(1), mul(sizeX, factor))]
  const [h, l] = angle(p, q)
  const [h2, l2] = fastTwoSum(f64(pi[0]), neg(h))
  const result = withSign(select(negative(x), add(h2, add(sub(l2, l), f64(pi[1]))), add(h, l)), y)
  return select(eq(add(x, y), add(x, y)), result, select(both, result, add(x, y)))
}

/** ∂y = x/(x² + y²), ∂x = -y/(x² + y²), 0 at the origin: two quotients, so that no square overflows. */
const over = (a: Scalar, y: Scalar, x: Scalar): Scalar => {
  const h = hypot(x, y)
  return select(eq(h, like(h, 0)), h, div(div(a, h), h))
}

const angleBody = binary('atan2', { f32: angleOf, f64: angleOf })

/** The angle of the point (x, y) in radians, from -π to π. */
export const atan2: (y: Scalar, x: Scalar) => Scalar = named({
  name: 'atan2',
  body: (y: Scalar, x: Scalar) => angleBody(y, x),
  partials: ([y, x]) => [over(x, y, x), over(neg(y), y, x)],
})
