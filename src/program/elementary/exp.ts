/**
 * eˣ = 2ᵏ·eʳ and eˣ - 1 = 2ᵏ·(eʳ - 1) + (2ᵏ - 1), where k is the integer nearest to x/ln 2 and so |r| ≤ ½ ln 2.
 *
 * @example t.exp(t.scalar(1)) // 2.7182817459106445
 */
import { abs, add, bitcast, eq, join, like, low, lt, max, min, mul, type Scalar, select, shl, sub } from '../scalar.js'
import { type Double, fastTwoSum, twoProduct, twoSum } from './double.js'
import { byDtype, type F64, f64, horner, powerOfTwo, scale, shifter, twoTo, u32, unary } from './elementary.js'

/** log₂e to 29 bits, so that its product with an f32 is exact, and the rest. */
const log2e = [1.442695040255785, 6.331784189566044e-10] as const
/** ln 2 to 42 bits, so that its product with an exponent is exact, and the rest. */
export const ln2 = [0.6931471805598903, 5.497923018708371e-14] as const

/** (2ʳ - 1)/r on |r| ≤ ½: minimax of degree 9, error 2⁻⁵² of 2ʳ. */
export const binary9 = [
  0.6931471805599492, 0.240226506959091, 0.05550410866448181, 0.009618129107983113, 0.0013333558225801108,
  0.00015403529994276207, 1.5252659427195702e-05, 1.3215653578675248e-06, 1.0208323092670325e-07, 7.038182555251973e-09,
]
/** The same to degree 10, error 2⁻⁵⁴ of its own value. */
const binary10 = [
  0.6931471805599453, 0.24022650695910097, 0.055504108664821236, 0.009618129107607003, 0.0013333558146531614,
  0.00015403530441572658, 1.5252733701330967e-05, 1.3215442675080302e-06, 1.017812121313322e-07, 7.072570452534803e-09,
  4.4455550854550853e-10,
]
/** (eʳ - 1 - r)/r² on |r| ≤ ½ ln 2: minimax of degree 10, error 2⁻⁶⁰. */
const natural = [
  0.5, 0.16666666666666685, 0.04166666666666673, 0.008333333333316753, 0.0013888888888858547, 0.0001984126989702318,
  2.4801587373541636e-05, 2.7557234271711194e-06, 2.755723352429849e-07, 2.5112227835719955e-08, 2.09268939022551e-09,
]

export const clamp = (x: F64, lowest: number, highest: number): F64 => max(min(x, f64(highest)), f64(lowest))

/** x·log₂e = k + r for an f32 `x`: k as 2⁵²·1.5 + 1023 + k, whose low word is the exponent field of 2ᵏ. */
const reduceSingle = (x: F64): { readonly r: F64; readonly power: F64 } => {
  const biased = f64(1.5 * twoTo(52) + 1023)
  const t = mul(x, f64(log2e[0]))
  const shifted = add(t, biased)
  return {
    r: add(sub(t, sub(shifted, biased)), mul(x, f64(log2e[1]))),
    power: join(shl(low(shifted), u32(20)), u32(0)),
  }
}

/** eˣ for an f32 `x`, to 2⁻⁵¹ or so; for an f64 to 2⁻⁴⁵. */
export const expSingle = (x: F64): F64 => {
  const { r, power } = reduceSingle(clamp(x, -104, 89))
  return mul(add(mul(horner(r, binary9), r), f64(1)), power)
}

/** eˣ - 1 for an f32 `x` between -745 and 700, as f64. */
export const expm1Single = (x: F64): F64 => {
  const { r, power } = reduceSingle(x)
  return add(mul(mul(horner(r, binary10), r), power), sub(power, f64(1)))
}

/** x + tail = k·ln 2 + r + c with |c| far below |r|. */
const reduce = (x: F64, tail?: F64): { readonly r: F64; readonly c: F64; readonly k: Scalar<'i32'> } => {
  const shifted = add(mul(x, f64(1.4426950408889634)), shifter)
  const k = sub(shifted, shifter)
  const upper = sub(x, mul(k, f64(ln2[0])))
  const rest = mul(k, f64(-ln2[1]))
  const [r, c] = twoSum(upper, tail === undefined ? rest : add(rest, tail))
  return { r, c, k: bitcast(low(shifted), 'i32') }
}

/** e^(x + tail) for x between -746 and 710, the digits before the scaling rounded once: errs by less than 0.6 ulp. */
export const exponential = (x: F64, tail?: F64): F64 => {
  const { r, c, k } = reduce(x, tail)
  const [y, e] = fastTwoSum(f64(1), r)
  return scale(add(y, add(e, add(mul(mul(r, r), horner(r, natural)), c))), k)
}

/** eˣ - 1 as a pair, for x between -100 and 710, halved. */
export const halfExpm1 = (x: F64): Double => {
  const { r, c, k } = reduce(x)
  const [square, error] = twoProduct(r, r)
  const cubic = mul(mul(square, r), horner(r, natural.slice(1)))
  const [upper, rest] = fastTwoSum(r, mul(square, f64(0.5)))
  const p = fastTwoSum(upper, add(rest, add(add(cubic, mul(error, f64(0.5))), c)))
  const power = powerOfTwo(sub(k, like(k, 1)))
  const one = twoSum(power, f64(-0.5))
  const [s, e] = twoSum(one[0], mul(p[0], power))
  return [s, add(e, add(one[1], mul(p[1], power)))]
}

const expm1Double = (x: F64): F64 => {
  const [h, l] = halfExpm1(clamp(x, -100, 710))
  return select(lt(abs(x), f64(twoTo(-54))), x, mul(add(h, l), f64(2)))
}

/** eˣ. */
export const exp = unary(
  'exp',
  byDtype('exp', { f32: expSingle, f64: (x) => exponential(clamp(x, -746, 710)) }),
  (_, y) => y,
)

/** eˣ - 1, exact to the last digit near 0 too. */
export const expm1 = unary(
  'expm1',
  byDtype('expm1', { f32: (x) => select(eq(x, f64(0)), x, expm1Single(clamp(x, -104, 89))), f64: expm1Double }),
  (_, y) => add(y, like(y, 1)),
)
