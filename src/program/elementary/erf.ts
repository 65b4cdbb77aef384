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

/** (erf(x)/x - 2/√π)/x² in x²/8 - 1 on |x| ≤ 3.92, beyond which erf rounds to 1: minimax of degree 24, error 2⁻⁵⁰ of erf. */
const whole = [
  -0.09685602143151344, 0.07478399226884182, -0.05832460265700882, 0.04486079734096273, -0.033584673076674544,
  0.02424368985754599, -0.016757826741134567, 0.011037187956909321, -0.006904608796255181, 0.004095412551233084,
  -0.0023017132395571575, 0.0012259368135673736, -0.000619240229010056, 0.0002969575556828695, -0.00013538985257175246,
  5.878407827516858e-05, -2.432175300315037e-05, 9.58367889180892e-06, -3.632627328383417e-06, 1.34996074436561e-06,
  -4.6228422666130526e-07, 1.29141802135903e-07, -4.4173108625239934e-08, 2.421920967259444e-08, -6.74675661074074e-09,
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
  const c = clamp(x, -3.92, 3.92)
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
