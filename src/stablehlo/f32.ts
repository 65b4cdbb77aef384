/**
 * Functions of f32 by operations of f32 alone: for processors that are slow at f64, or have none, and where XLA's own operation
 * errs by more than 4 units in the last place. The polynomials are minimax.
 */
import {
  abs, add, and, bitcast, constant, convert, div, eq, like, lt, max, min, mul, neg, or, round, type Scalar, select,
  shl, shr, sqrt, sub,
} from '../program/scalar.js'

/** A call by name: of an operation of a dialect, or of a named function. */
export const operation = (callee: string) => (...args: readonly Scalar[]): Scalar =>
  ({ op: 'call', callee, dtype: args[0]!.dtype, args })

const exponential = operation('stablehlo.exponential')
const logarithm = operation('stablehlo.log')

const times = (c: number, x: Scalar): Scalar => mul(like(x, c), x)
const plus = (c: number, x: Scalar): Scalar => add(like(x, c), x)
/** c₀ + c₁x + c₂x² + … */
const polynomial = (x: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(0, -1).reduceRight((sum, c) => plus(c, mul(sum, x)), like(x, coefficients.at(-1)!))
/** An odd function, from its values where x ≥ 0. */
const odd = (x: Scalar, y: Scalar): Scalar => select(lt(x, like(x, 0)), neg(y), y)

/** (eˣ - 1 - x)/x² on |x| ≤ 0.7: error 2⁻²⁹ of eˣ - 1. */
const powers = [0.499999999, 0.166666727, 0.0416666864, 0.0083325905, 0.00138875567, 0.000201022465, 2.51331419e-5]
/** (sinh √z/√z - 1)/z on √z ≤ 1: error 2⁻³⁴ of the sine. */
const sines = [0.166666665, 0.00833335166, 0.000198358544, 2.81868751e-6]
/** (tanh √z/√z - 1)/z on √z ≤ 0.55: error 2⁻³⁴ of the tangent. */
const tangents = [-0.333333327, 0.1333329, -0.0539590102, 0.0217780455, -0.00839799283, 0.00237622169]
/** erf √z/√z on √z ≤ 0.88: error 2⁻³². */
const errors = [1.128379167, -0.376126361, 0.112837334, -0.0268615835, 0.005206689, -0.000820979814, 8.66703411e-5]
/** ln erfc x on 0.87 ≤ x ≤ 3.93: error 2⁻²⁹ of erf. */
const logarithms = [-0.000137987977, -1.12791581, -0.636775025, -0.104291195, 0.0224012245, -0.00308716453, 0.000200438085]
/** (Φ(√z) - ½)/√z on √z ≤ 0.68: error 2⁻³¹ of Φ. */
const shares = [0.39894228, -0.0664903416, 0.00997288583, -0.00118322148, 0.000105089615]
/** Mills' ratio e^(u²/2)·Φ(-u) in u - 1.5 on 0.67 ≤ u ≤ 2.42: error 2⁻²⁸. */
const ratios = [
  0.205780668, -0.0902712741, 0.0351868288, -0.0124971013, 0.00411084841, -0.00126575003, 0.000366521453, -0.000102791308,
  3.00659408e-5, -6.7052633e-6,
]
/** u times that in 1/u - 0.25 on 2.38 ≤ u ≤ 13.5: error 2⁻²⁶. */
const farRatios = [
  0.377642565, -0.147388774, -0.146741383, 0.374170384, -0.313459944, -0.274337666, 1.35533731, -1.74777324,
]

/** ln cosh √z / z on √z ≤ 1: error 2⁻³². */
const hyperbolics = [
  0.5, -0.0833332976, 0.022221453, -0.00673968054, 0.00216081359, -0.000678510762, 0.000175404592, -2.53513704e-5,
]

/** eˣ = e·e^(x - 1) near the end, where XLA's is off by 5 units. */
export const exp = (x: Scalar): Scalar => {
  const isLarge = lt(like(x, 88), x)
  return mul(exponential(sub(x, select(isLarge, like(x, 1), like(x, 0)))), select(isLarge, like(x, Math.E), like(x, 1)))
}

export const expm1 = (x: Scalar): Scalar =>
  select(lt(abs(x), like(x, 0.69)), mul(x, plus(1, mul(x, polynomial(x, powers)))), plus(-1, exp(x)))

/** 2ᵏ for an i32 `k` from -126 to 127. */
const powerOfTwo = (k: Scalar): Scalar => bitcast(shl(add(k, like(k, 127)), like(k, 23)), 'f32')

/** 2ˣ = 2ᵏ·e^((x - k)·ln 2), in two factors of powers. */
export const exp2 = (x: Scalar): Scalar => {
  const bounded = max(min(x, like(x, 130)), like(x, -152))
  const nearest = round(bounded)
  const k = convert(nearest, 'i32')
  const half = shr(k, like(k, 1))
  return mul(mul(exponential(times(Math.LN2, sub(bounded, nearest))), powerOfTwo(half)), powerOfTwo(sub(k, half)))
}

export const log2 = (x: Scalar): Scalar => times(Math.LOG2E, logarithm(x))
export const log10 = (x: Scalar): Scalar => times(Math.LOG10E, logarithm(x))

/** x + x³·T(x²), or 1 - 2/(e²ˣ + 1). */
export const tanh = (x: Scalar): Scalar => {
  const a = abs(x)
  const z = mul(x, x)
  const near = mul(x, plus(1, mul(z, polynomial(z, tangents))))
  const far = sub(like(x, 1), div(like(x, 2), plus(1, exponential(add(a, a)))))
  return select(lt(a, like(x, 0.55)), near, odd(x, far))
}

/** ½·eᵃ for a ≥ 0, also where eᵃ overflows. */
const half = (a: Scalar): Scalar => times(Math.E / 2, exponential(plus(-1, a)))

export const cosh = (x: Scalar): Scalar => {
  const h = half(abs(x))
  return add(h, div(like(x, 0.25), h))
}
export const sinh = (x: Scalar): Scalar => {
  const a = abs(x)
  const z = mul(x, x)
  const h = half(a)
  const near = mul(x, plus(1, mul(z, polynomial(z, sines))))
  return select(lt(a, like(x, 1)), near, odd(x, sub(h, div(like(x, 0.25), h))))
}

/** x·E(x²), or 1 - e^(ln erfc x). */
export const erf = (x: Scalar): Scalar => {
  const a = abs(x)
  const near = mul(x, polynomial(mul(x, x), errors))
  const far = sub(like(x, 1), exponential(polynomial(min(a, like(x, 3.93)), logarithms)))
  return select(lt(a, like(x, 0.88)), near, odd(x, far))
}

/** e^(-½u²): u² is h² + (u - h)·(u + h), of which h has half of the digits and so an exact square. */
const bell = (u: Scalar): Scalar => {
  const h = bitcast(and(bitcast(u, 'u32'), constant('u32', 0xfffff000)), 'f32')
  const d = times(-0.5, mul(sub(u, h), add(u, h)))
  const e = exponential(times(-0.5, mul(h, h)))
  return add(e, mul(e, mul(d, polynomial(d, [1, 1 / 2, 1 / 6, 1 / 24]))))
}

/** u = |x|, and Φ(-u) for u ≥ 0.67 by Mills' ratio, and u·Φ(-u), which from 2.4 on has less to round. */
const tailOf = (x: Scalar): { readonly u: Scalar; readonly below: Scalar; readonly timesU: Scalar } => {
  const u = min(abs(x), like(x, 13.5))
  const isNear = lt(u, like(x, 2.4))
  const q = div(like(x, 1), u)
  const [near, far] = [polynomial(plus(-1.5, u), ratios), polynomial(plus(-0.25, q), farRatios)]
  const e = bell(u)
  return { u, below: mul(select(isNear, near, mul(q, far)), e), timesU: mul(select(isNear, mul(u, near), far), e) }
}
const isSmall = (u: Scalar): Scalar => lt(u, like(u, 0.67))
const share = (x: Scalar): Scalar => plus(0.5, mul(x, polynomial(mul(x, x), shares)))
const isNegative = (x: Scalar): Scalar => lt(x, like(x, 0))

/** Φ: ½ + x·S(x²) for a small x, else by Φ(-|x|). */
export const distribution = (x: Scalar): Scalar => {
  const { u, below } = tailOf(x)
  return select(isSmall(u), share(x), select(isNegative(x), below, sub(like(x, 1), below)))
}

/** x·Φ(x). */
export const gelu = (x: Scalar): Scalar => {
  const { u, timesU } = tailOf(x)
  return select(isSmall(u), mul(x, share(x)), select(isNegative(x), neg(timesU), sub(x, timesU)))
}

/** Squares of f32 are exact as f64 and do not overflow. */
export const hypot = (x: Scalar, y: Scalar): Scalar => {
  const square = (a: Scalar): Scalar => mul(convert(a, 'f64'), convert(a, 'f64'))
  const infinite = (a: Scalar): Scalar => eq(abs(a), like(a, Infinity))
  return select(or(infinite(x), infinite(y)), like(x, Infinity), convert(sqrt(add(square(x), square(y))), 'f32'))
}

/** The bits of |x| and the sign of y. */
export const copySign = (x: Scalar, y: Scalar): Scalar => {
  const part = (a: Scalar, mask: number): Scalar => and(bitcast(a, 'u32'), constant('u32', mask))
  return bitcast(or(part(x, 0x7fffffff), part(y, 0x80000000)), 'f32')
}

/** ln cosh x = x²·H(x²), or |x| - ln 2 + ln(1 + e^(-2|x|)). */
export const logCosh = (x: Scalar): Scalar => {
  const [a, z] = [abs(x), mul(x, x)]
  const far = add(sub(a, like(x, Math.LN2)), operation('stablehlo.log_plus_one')(exponential(times(-2, a))))
  return select(lt(a, like(x, 1)), mul(z, polynomial(z, hyperbolics)), far)
}
