/**
 * The error function 2/√π·∫₀ˣ e^(-t²) dt.
 *
 * @example erf(constant('f32', 0.5)) // rounds to 0.5204998850822449
 */
import { abs, add, div, like, lt, min, mul, neg, type Scalar, select, sub } from '../scalar.js'
import { type Double, product, sum, twoProduct } from './double.js'
import { byDtype, type F64, f64, horner, unary } from './elementary.js'
import { clamp, exp, exponential } from './exp.js'
import { withSign } from './tanh.js'

const twoOverRootPi = 1.1283791670955126

/** (erf(x)/x - 2/√π)/x² in x²/8 - 1 on |x| ≤ 3.93, beyond which erf rounds to 1: minimax of degree 26, error 2⁻⁵² of erf. */
const whole = [
  -0.09685602143151345, 0.07478399226884216, -0.05832460265700467, 0.04486079734091547, -0.033584673076898, 0.024243689859399006,
  -0.016757826736566204, 0.011037187923931843, -0.006904608842731841, 0.004095412874102048, -0.002301712974506343,
  0.001225934888149052, -0.00061924111149459, 0.0002969649638389361, -0.00013538821999268624, 5.8765122807651605e-05,
  -2.432284863319077e-05, 9.616230388219997e-06, -3.6344486580255037e-06, 1.3129052204560333e-06, -4.572329831415289e-07,
  1.5595032026456803e-07, -4.934134207881357e-08, 1.3063085953677036e-08, -4.164563809646713e-09, 2.0326341643427158e-09,
  -5.212137659751991e-10,
]
/** erf(x)/x = 2/√π - 2/(3√π)·x² + x⁴·near(x²) on |x| ≤ 1.25, its two leading terms as pairs: minimax of degree 11, error 2⁻⁵⁶. */
const leading: readonly Double[] = [
  [f64(1.1283791670955126), f64(1.533545961316588e-17)], [f64(-0.37612638903183754), f64(1.3391897206030649e-17)],
]
const near = [
  0.1128379167095489, -0.02686617064506516, 0.0052239776247085725, -0.0008548326979339575, 0.00012055331345154091,
  -1.4925610228867729e-05, 1.6461438987618756e-06, -1.6357898632176017e-07, 1.4741670259170259e-08, -1.1916968990554735e-09,
  7.999534166794399e-11, -3.322348827183054e-12,
]
/** e^(x²)·erfc(x) in (x - 3)/(x + 3) on 1.24 ≤ x ≤ 6: minimax of degree 15, error 2⁻⁵⁴. */
const far = [
  0.17900115118138996, -0.3262335600430373, 0.2456038017123305, -0.15011593650076574, 0.07166583719803003, -0.024392499319711155,
  0.004269136329867617, 0.0007077464802392889, -0.0005970618576172997, 4.525445400855255e-05, 6.40549289599586e-05,
  -1.2851187582689393e-05, -7.961091054882046e-06, 2.066933546441783e-06, 1.1557198885785626e-06, -1.671472205219339e-07,
]

const single = (x: F64): F64 => {
  const c = clamp(x, -3.93, 3.93)
  const z = mul(c, c)
  return mul(c, add(mul(horner(sub(mul(z, f64(0.125)), f64(1)), whole), z), f64(twoOverRootPi)))
}

/** erf a for 0 ≤ a ≤ 1.25, a² = z. */
const small = (a: F64, z: Double): F64 => {
  const [c0, c1] = leading as readonly [Double, Double]
  const slope = sum(c1, [mul(z[0], horner(z[0], near)), f64(0)])
  const [h, l] = product([a, f64(0)], sum(c0, product(z, slope)))
  return add(h, l)
}

/** erf a = 1 - e^(-a²)·far for 1.25 ≤ a ≤ 6. */
const large = (a: F64, [h, l]: Double): F64 => {
  const t = div(sub(a, f64(3)), add(a, f64(3)))
  return sub(f64(1), mul(exponential(neg(h), neg(l)), horner(t, far)))
}

const double = (x: F64): F64 => {
  const a = min(abs(x), f64(6))
  const square = twoProduct(a, a)
  return withSign(select(lt(a, f64(1.25)), small(a, square), large(a, square)), x)
}

/** erf, from -1 to 1. */
export const erf = unary(
  'erf',
  byDtype('erf', { f32: single, f64: double }),
  (x): Scalar => mul(like(x, twoOverRootPi), exp(neg(mul(x, x)))),
)
