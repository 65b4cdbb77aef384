/**
 * With E = e^|x| - 1: sinh |x| = ½·(E + E/(E + 1)), cosh x = ½·(E + 1 + 1/(E + 1)). Their inverses are logarithms of 1 + t, where t
 * is written so that nothing cancels.
 *
 * @example t.sinh(t.scalar(1)) // 1.175201177597046
 */
import { abs, add, div, like, lt, min, mul, type Scalar, select, sqrt, sub } from '../scalar.js'
import { fastTwoSum, quotient, sum } from './double.js'
import { byDtype, type Case, except, type F64, f64, twoTo, unary } from './elementary.js'
import { expm1Single, exponential, halfExpm1, ln2 } from './exp.js'
import { hypot } from './hypot.js'
import { log, log1p } from './log.js'
import { withSign } from './tanh.js'

/** Where these functions of an f32 are nearest to the middle of two. */
const hardSinh: readonly Case[] = [[0.0005589424981735647, 0.000558942527277395]]
const hardAsinh: readonly Case[] = [
  [29018954.0, 17.876606941223148], [6.391891847492497e+22, 53.205049514770515], [2.7491530377281646e+28, 66.17682266235353],
]
const hardAcosh: readonly Case[] = [[6.391891847492497e+22, 53.205049514770515], [2.7491530377281646e+28, 66.17682266235353]]

/** An odd function from its values for x ≥ 0. */
// @__NO_SIDE_EFFECTS__
const odd = (f: (a: F64) => F64, hard: readonly Case[] = []) => (x: F64): F64 => withSign(except(abs(x), f(abs(x)), hard), x)

const sinhSingle = (a: F64): F64 => {
  const e = expm1Single(min(a, f64(100)))
  return mul(add(e, div(e, add(e, f64(1)))), f64(0.5))
}
const coshSingle = (a: F64): F64 => {
  const power = add(expm1Single(min(a, f64(100))), f64(1))
  return mul(add(power, div(f64(1), power)), f64(0.5))
}

/** ½·e^a, which for a ≥ 22 is both; 712 is beyond overflow. */
const half = (a: F64): F64 => {
  const [h, l] = fastTwoSum(min(a, f64(712)), f64(-ln2[0]))
  return exponential(min(h, f64(710)), sub(l, f64(ln2[1])))
}

const sinhDouble = (x: F64): F64 => {
  const a = abs(x)
  const e = halfExpm1(min(a, f64(22)))
  const rest = quotient(e, sum([f64(1), f64(0)], [add(e[0], e[0]), add(e[1], e[1])]))
  const [h, l] = sum(e, rest)
  const y = select(lt(a, f64(22)), add(h, l), half(a))
  return select(lt(a, f64(twoTo(-28))), x, withSign(y, x))
}
const coshDouble = (x: F64): F64 => {
  const a = abs(x)
  const [eh, el] = halfExpm1(min(a, f64(22)))
  const power = sum([eh, el], [f64(0.5), f64(0)])
  const rest = quotient([f64(0.25), f64(0)], power)
  const [h, l] = sum(power, rest)
  return select(lt(a, f64(22)), add(h, l), half(a))
}

/** (eˣ - e⁻ˣ)/2. */
export const sinh = unary('sinh', byDtype('sinh', { f32: odd(sinhSingle, hardSinh), f64: sinhDouble }), (x): Scalar => cosh(x))

/** (eˣ + e⁻ˣ)/2. */
export const cosh: (x: Scalar) => Scalar = unary(
  'cosh',
  byDtype('cosh', { f32: (x) => coshSingle(abs(x)), f64: coshDouble }),
  (x) => sinh(x),
)

/** ln(1 + t) of an f64. */
const ln1p = (t: F64): F64 => log1p(t) as F64

/** y, but of a number whose square would overflow ln 2a. */
const ofLarge = (a: F64, y: F64): F64 => select(lt(f64(twoTo(300)), a), add(log(a) as F64, f64(0.6931471805599453)), y)

/** ln(a + √(a² + 1)): t = a + a²/(1 + √(a² + 1)). */
const asinhOf = (a: F64): F64 => {
  const z = mul(a, a)
  return ofLarge(a, ln1p(add(a, div(z, add(sqrt(add(z, f64(1))), f64(1))))))
}
/** ln(x + √(x² - 1)): t = u + √(2u + u²) with u = x - 1. */
const acoshOf = (x: F64): F64 => {
  const u = sub(x, f64(1))
  return select(lt(u, f64(0)), f64(NaN), ofLarge(x, ln1p(add(u, sqrt(mul(u, add(u, f64(2))))))))
}
/** ½·ln((1 + a)/(1 - a)): t = 2a/(1 - a). */
const atanhOf = (a: F64): F64 => mul(ln1p(div(add(a, a), sub(f64(1), a))), f64(0.5))

/** The inverse of sinh; its derivative is 1/√(1 + x²). */
export const asinh = unary(
  'asinh',
  byDtype('asinh', { f32: odd(asinhOf, hardAsinh), f64: odd(asinhOf) }),
  (x) => div(like(x, 1), hypot(like(x, 1), x)),
)

/** The inverse of cosh, from 0; NaN below 1. Its derivative is 1/√(x² - 1), ∞ at 1. */
export const acosh = unary(
  'acosh',
  byDtype('acosh', { f32: (x) => except(x, acoshOf(x), hardAcosh), f64: acoshOf }),
  (x) => div(like(x, 1), mul(sqrt(sub(x, like(x, 1))), sqrt(add(x, like(x, 1))))),
)

/** The inverse of tanh: ±∞ at ±1, NaN beyond. Its derivative is 1/(1 - x²). */
export const atanh = unary(
  'atanh',
  byDtype('atanh', { f32: odd(atanhOf), f64: odd(atanhOf) }),
  (x) => div(like(x, 1), mul(sub(like(x, 1), x), add(like(x, 1), x))),
)
