/**
 * ln |Γ(x)| and its derivatives. On 1 ≤ t ≤ 2 they are polynomials times their zeros; from there Γ(t + n) = t·(t + 1)·…·Γ(t) goes up to 8,
 * Stirling's series goes on, and Γ(x)·Γ(-x) = -π/(x·sin πx) turns to negative numbers.
 *
 * @example t.lgamma(t.scalar(10)) // 12.801827430725098
 */
import {
  abs, add, and, div, eq, floor, le, like, lt, mul, round, type Scalar, select, sub,
} from '../scalar.js'
import { byDtype, type F64, f64, horner, unary, unaryFamily } from './elementary.js'
import { log } from './log.js'
import { sin, turned } from './trigonometric.js'

/** ln Γ(u + 1.5)/((u - ½)(u + ½)) on |u| ≤ ½: Chebyshev interpolation of degree 20, error 2⁻⁵⁴. */
const gammas = [
  0.4831289505409809, -0.14595989591430594, 0.06291140107456485, -0.03130848750105327, 0.01679709863121395, -0.009425622444829649,
  0.005446457842219553, -0.0032120742206072908, 0.0019229162321227923, -0.001164411377219605, 0.0007115202752051298,
  -0.00043803516132580534, 0.00027130273545114005, -0.0001685717945035172, 0.00010541715222185904, -6.793733027397047e-05,
  4.281642862794779e-05, -2.148770252062576e-05, 1.3584275459130943e-05, -1.8527803997032962e-05, 1.1820969445467145e-05,
]
/** ψ(u + 1.5)/(u + 1.5 - x₀) on |u| ≤ ½, x₀ the zero of ψ: Chebyshev interpolation of degree 22, error 2⁻⁵⁴. */
const psis = [
  0.9510558760318328, -0.4236274212814606, 0.24054248424078697, -0.14840492305388092, 0.09498872445289039, -0.06192213327548831,
  0.040760833940846085, -0.026975796659787055, 0.017907248317313294, -0.011908220105959716, 0.007927021796868154,
  -0.005279937255532708, 0.003518106563802472, -0.0023454947397380833, 0.0015633696313653504, -0.0010364584817312839,
  0.0006909255761282986, -0.00048595039220036254, 0.00032395945401345196, -0.00014480643368061614, 9.653646261410062e-05,
  -0.0001782188548855923, 0.00011881232908510335,
]
const zero = [1.4616321449683622, 9.549995429965697e-17] as const

/** Bernoulli's numbers B₂, B₄, …, B₂₀. */
const bernoulli = [
  1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330,
]
const one = f64(1)
const above = [1, 2, 3, 4, 5, 6]

/** u = t - 1.5 with a = t + n, 1 ≤ t < 2, for 0 < a < 8; below 1 it is a + 1 that counts. */
const folded = (a: F64): { readonly u: F64; readonly isBelow: Scalar<'bool'>; readonly isHigh: Scalar<'bool'>; readonly n: F64 } => {
  const [isBelow, isHigh] = [lt(a, one), le(f64(8), a)]
  const n = sub(floor(a), one)
  return { u: select(isBelow, sub(a, f64(0.5)), sub(sub(a, n), f64(1.5))), isBelow, isHigh, n }
}

/** sin πa and cos πa with the nearest integer taken from a, for a ≥ 0, but for the sign that they have in common. */
const turn = (a: F64): { readonly sine: F64; readonly cosine: F64 } => {
  const r = mul(sub(a, round(a)), f64(0.5))
  const quarter = sub(f64(0.25), abs(r))
  const sineOf = (t: F64): F64 => mul(t, horner(mul(t, t), turned))
  return { sine: sineOf(r), cosine: sineOf(quarter) }
}

const lgammaOf = (x: F64): F64 => {
  const a = abs(x)
  const negative = lt(x, f64(0))
  const { u, isBelow, isHigh, n } = folded(a)
  const core = mul(mul(sub(u, f64(0.5)), add(u, f64(0.5))), horner(u, gammas))
  // Γ(a) = Γ(t)·factor, or Γ(a + 1)/a below 1. For -a it is a·Γ(a) that counts.
  const product = above.reduce<F64>((p, i) => mul(p, select(le(f64(i), n), sub(a, f64(i)), one)), one)
  const factor = select(isBelow, select(negative, one, a), select(isHigh, a, select(negative, mul(product, a), product)))
  const ln = log(factor) as F64
  const [q, z] = [div(one, a), div(one, mul(a, a))]
  const series = mul(q, horner(z, bernoulli.map((b, i) => b / ((2 * i + 2) * (2 * i + 1)))))
  const stirling = add(mul(sub(a, f64(0.5)), sub(ln, one)), add(f64(0.4189385332046727), series))
  const positive = select(isHigh, stirling, select(and(isBelow, le(f64(0), x)), sub(core, ln), add(core, ln)))
  const reflected = sub(log(div(f64(Math.PI), abs(turn(a).sine))) as F64, select(isHigh, add(stirling, ln), positive))
  return select(eq(a, f64(Infinity)), a, select(negative, reflected, positive))
}

/** ln |Γ(x)|: ∞ at 0 and at negative integers. Its derivative is ψ(x). */
export const lgamma = unary('lgamma', byDtype('lgamma', { f32: lgammaOf, f64: lgammaOf }), (x): Scalar => digamma(x))

const digammaOf = (x: F64): F64 => {
  const a = abs(x)
  const { u, isBelow, isHigh, n } = folded(a)
  const at = sub(sub(add(u, f64(1.5)), f64(zero[0])), f64(zero[1]))
  const core = mul(at, horner(u, psis))
  const steps = above.reduce<F64>((s, i) => add(s, select(le(f64(i), n), div(one, sub(a, f64(i))), f64(0))), f64(0))
  const [q, z] = [div(one, a), div(one, mul(a, a))]
  const series = mul(z, horner(z, bernoulli.map((b, i) => b / (2 * i + 2))))
  const stirling = sub(log(a) as F64, add(mul(q, f64(0.5)), series))
  // ψ(a), but ψ(a + 1) below 1; ψ(-a) = ψ(a + 1) + π·cot πa.
  const value = select(isHigh, stirling, add(core, steps))
  const { sine, cosine } = turn(a)
  const reflected = add(select(isBelow, value, add(value, q)), mul(f64(Math.PI), div(cosine, sine)))
  const integral = and(eq(floor(a), a), lt(x, f64(0)))
  const positive = select(isBelow, sub(value, div(one, x)), value)
  return select(integral, f64(NaN), select(lt(x, f64(0)), reflected, positive))
}

/** ψ(x) = d ln Γ(x)/dx: ∓∞ at ±0, NaN at negative integers. Its derivative is ψ'(x). */
export const digamma: (x: Scalar) => Scalar =
  unary('digamma', byDtype('digamma', { f32: digammaOf, f64: digammaOf }), (x) => trigamma(x))

/** Σ (x + i)⁻ˢ, i from 0 on, for a whole s ≥ 2 and x > 0: ten terms, and Euler's and Maclaurin's sum of the others. */
const zeta = (s: number, x: F64): F64 => {
  const power = (base: F64, n: number): F64 => (n === 1 ? base : mul(base, power(base, n - 1)))
  const head = Array.from({ length: 10 }, (_, i) => power(div(one, add(x, f64(i))), s))
  const w = add(x, f64(10))
  const q = div(one, w)
  // B₂ₖ/(2k)!·s·(s + 1)·…·(s + 2k - 2)
  const coefficients = bernoulli.map((b, i) =>
    Array.from({ length: 2 * i + 1 }, (_, j) => (s + j) / (j + 2)).reduce((c, f) => c * f, b))
  const rest = add(add(f64(0.5), mul(w, f64(1 / (s - 1)))), mul(q, horner(mul(q, q), coefficients)))
  return head.reduceRight((sum, term) => add(term, sum), mul(power(q, s), rest))
}

/** The derivatives of ψ for x > 0: (-1)ⁿ⁺¹·n!·ζ(n + 1, x). */
export const polygamma: (n: number) => (x: Scalar) => Scalar = unaryFamily('polygamma',
  (n, x) => {
    const factorial = Array.from({ length: n }, (_, i) => i + 1).reduce((p, i) => p * i, n % 2 === 0 ? -1 : 1)
    const body = (at: F64): F64 => mul(zeta(n + 1, at), f64(factorial))
    return byDtype('polygamma', { f32: body, f64: body })(x)
  },
  (n, x) => polygamma(n + 1)(x))

/** ψ'(x); below 0, (π/sin πx)² - ψ'(1 - x). */
const trigamma = (x: Scalar): Scalar => {
  const isNegative = lt(x, like(x, 0))
  const r = sub(x, round(x))
  const quotient = div(like(x, Math.PI), sin(mul(r, like(x, Math.PI))))
  const here = polygamma(1)(select(isNegative, sub(like(x, 1), x), x))
  return select(isNegative, sub(mul(quotient, quotient), here), here)
}
