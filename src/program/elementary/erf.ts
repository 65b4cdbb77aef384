/**
 * The error function 2/√π·∫₀ˣ e^(-t²) dt.
 *
 * @example t.erf(t.scalar(0.5)) // 0.5204998850822449
 */
import { abs, add, div, like, lt, min, mul, neg, type Scalar, select, sub } from '../scalar.js'
import { type Double, product, sum, twoProduct } from './double.js'
import { byDtype, type F64, f64, horner, twoTo, unary } from './elementary.js'
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
/** erf(x)/x = 2/√π - 2/(3√π)·x² + x⁴·near(x²) on |x| ≤ 1.0625, leading terms as pairs: minimax of degree 10, error 2⁻⁵⁷. */
const leading: readonly Double[] = [
  [f64(1.1283791670955126), f64(1.533545961316588e-17)], [f64(-0.37612638903183754), f64(1.3391897206030649e-17)],
]
const near = [
  0.11283791670954892, -0.026866170645053353, 0.00522397762441968, -0.0008548326951219222, 0.0001205532986240431,
  -1.4925562472016187e-05, 1.6460444883130623e-06, -1.6344227355115346e-07, 1.4618127063060319e-08, -1.1210834751458188e-09,
  5.6836123712209214e-11,
]
/** e^(x²)·erfc(x) in (x - 3)/(x + 3) on 1.06 ≤ x ≤ 6: minimax of degree 16, error 2⁻⁵³. */
const far = [
  0.17900115118138996, -0.3262335600430372, 0.24560380171233087, -0.1501159365007765, 0.07166583719797805, -0.024392499318734842,
  0.00426913633284702, 0.0007077464415343018, -0.0005970619482078368, 4.525524070401364e-05, 6.405653073916351e-05,
  -1.2859770036681981e-05, -7.977593399238187e-06, 2.1148230529333247e-06, 1.247103006406474e-06, -2.7462185652411473e-07,
  -2.0913021285669714e-07,
]

const single = (x: F64): F64 => {
  const c = clamp(x, -3.92, 3.92)
  const z = mul(c, c)
  return mul(c, add(mul(horner(sub(mul(z, f64(0.125)), f64(1)), whole), z), f64(twoOverRootPi)))
}

/** erf a for 0 ≤ a ≤ 1.0625, a² = z. */
const small = (a: F64, z: Double): F64 => {
  const [c0, c1] = leading as readonly [Double, Double]
  const slope = sum(c1, [mul(z[0], horner(z[0], near)), f64(0)])
  const [h, l] = product([a, f64(0)], sum(c0, product(z, slope)))
  return add(h, l)
}

/** erf a = 1 - e^(-a²)·far for 1.0625 ≤ a ≤ 6. */
const large = (a: F64, [h, l]: Double): F64 => {
  const t = div(sub(a, f64(3)), add(a, f64(3)))
  return sub(f64(1), mul(exponential(neg(h), neg(l)), horner(t, far)))
}

const double = (x: F64): F64 => {
  const a = min(abs(x), f64(6))
  const square = twoProduct(a, a)
  const linear = add(a, mul(a, f64(twoOverRootPi - 1)))
  const curved = select(lt(a, f64(1.0625)), small(a, square), large(a, square))
  return withSign(select(lt(a, f64(twoTo(-28))), linear, curved), x)
}

/** erf, from -1 to 1. */
export const erf = unary(
  'erf',
  byDtype('erf', { f32: single, f64: double }),
  (x): Scalar => mul(like(x, twoOverRootPi), exp(neg(mul(x, x)))),
)
