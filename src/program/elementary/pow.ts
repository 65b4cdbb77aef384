/**
 * xʸ = e^(y·ln x): the logarithm and its product with y are pairs of f64, so that the result is rounded nearly once.
 *
 * @example pipe(t.scalar(0.9), t.pow(2)) // 0.80999994
 */
import {
  abs, add, and, convert, eq, floor, high, isFloat, like, lt, mul, ne, neg, not, or, type Scalar, select, shr, sub,
} from '../scalar.js'
import { named } from '../scalarFunction.js'
import { type Double, product, quotient, sum, twoSum } from './double.js'
import { type F64, f64, horner, twoTo, u32 } from './elementary.js'
import { clamp, exponential, ln2 } from './exp.js'
import { log, parts } from './log.js'

/** (2 artanh(s)/s - 2 - ⅔s²)/s⁴ in s²: minimax of degree 6, error 2⁻⁶⁴ of the logarithm. */
const artanh = [
  0.40000000000000063, 0.2857142857125358, 0.22222222304296113, 0.18181803585168732, 0.15385870035184152, 0.13277324136566623,
  0.13008579118648347,
]

/** ln x as a pair, to about 2⁻⁶², for 0 < x < ∞. */
export const lnPair = (x: F64): Double => {
  const subnormal = lt(x, f64(twoTo(-1022)))
  const { k: shifted, m } = parts(select(subnormal, mul(x, f64(twoTo(54))), x))
  const k = sub(shifted, select(subnormal, f64(54), f64(0)))
  const f = sub(m, f64(1))
  const s = quotient([f, f64(0)], twoSum(f64(2), f))
  const z = product(s, s)
  const thirds = sum([f64(2 / 3), f64(3.700743415417188e-17)], [mul(z[0], horner(z[0], artanh)), f64(0)])
  const ln = product(s, sum([f64(2), f64(0)], product(z, thirds)))
  return sum(sum([mul(k, f64(ln2[0])), f64(0)], [mul(k, f64(ln2[1])), f64(0)]), ln)
}

/** xʸ for 0 < x < ∞. From |y| = 2⁶⁴ on, it is 0, 1 or ∞. */
const positive = (x: F64, y: F64): F64 => {
  const [h, l] = product(lnPair(x), [clamp(y, -twoTo(64), twoTo(64)), f64(0)])
  const extreme = select(lt(h, f64(0)), f64(0), f64(Infinity))
  return select(lt(f64(800), abs(h)), extreme, exponential(clamp(h, -746, 710), l))
}

/** The sign bit is set, that of -0 included. */
const negative = (x: F64): Scalar<'bool'> => ne(shr(high(x), u32(31)), u32(0))

const double = (x: F64, y: F64): F64 => {
  const size = abs(x)
  const half = mul(y, f64(0.5))
  const integral = eq(floor(y), y)
  const odd = and(integral, ne(floor(half), half))
  const vanishes = eq(size, f64(0))
  const infinite = eq(size, f64(Infinity))
  const edge = select(eq(vanishes, lt(y, f64(0))), f64(Infinity), f64(0))
  const result = select(or(vanishes, infinite), edge, positive(size, y))
  const signed = select(and(negative(x), odd), neg(result), result)
  const imaginary = and(and(lt(x, f64(0)), not(infinite)), not(integral))
  const known = select(imaginary, f64(NaN), signed)
  const unit = or(eq(x, f64(1)), eq(y, f64(0)))
  return select(unit, f64(1), select(and(eq(x, x), eq(y, y)), known, add(x, y)))
}

const body = (x: Scalar, y: Scalar): Scalar => {
  if (!isFloat(x.dtype) || x.dtype !== y.dtype)
    throw new TypeError(`scalar pow: f32 or f64 expected twice, received ${x.dtype} and ${y.dtype}`)
  return convert(double(convert(x, 'f64'), convert(y, 'f64')), x.dtype)
}

const orZero = (condition: Scalar, y: Scalar): Scalar => select(condition, like(y, 0), y)

/** ∂x = y·xʸ⁻¹, 0 where y = 0; ∂y = ln x·xʸ, 0 where xʸ = 0. */
const partials = (x: Scalar, y: Scalar, power: Scalar): readonly Scalar[] => [
  orZero(eq(y, like(y, 0)), mul(y, pow(x, sub(y, like(y, 1))))),
  orZero(eq(power, like(power, 0)), mul(log(x), power)),
]

/** IEEE 754's pow: x⁰ = 1ʸ = 1 whatever the other is, and a finite x < 0 has integral powers only, else NaN. */
export const pow: (x: Scalar, y: Scalar) => Scalar = named({
  name: 'pow',
  body: (x: Scalar, y: Scalar) => body(x, y),
  partials: ([x, y], power) => partials(x, y, power),
})
