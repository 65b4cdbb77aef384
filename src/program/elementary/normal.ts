/**
 * The standard normal distribution: φ(x) = e^(-x²/2)/√2π and Φ(x) = ∫ φ = ½·(1 + erf(x/√2)).
 *
 * For u ≥ 0, Φ(-u) = e^(-u²/2)·G(t)/(u + 4) with t = (u - 4)/(u + 4), and G varies little from 0 to ∞: Φ keeps its digits
 * where 1 + erf would have lost them all.
 *
 * @example t.gelu(t.scalar(-10, 'f64')) // -7.619853024e-23
 */
import { abs, add, div, like, lt, min, mul, type Scalar, select, sub } from '../scalar.js'
import { twoProduct } from './double.js'
import { byDtype, type F64, f64, horner, unary } from './elementary.js'
import { exp, exponential, expSingle } from './exp.js'

/** G on u ≤ 15: minimax of degree 12, error 2⁻³⁵. */
const single = [
  0.7552851304271807, -0.6078966421920954, 0.3871373990484476, -0.1865218462454532, 0.06039662026356609, -0.007540350547619665,
  -0.0034801898881712864, 0.0016316317661985138, 0.00013601068027019103, -0.00023223938950082474, -8.741965315730462e-06,
  3.286714138256726e-05, 7.191923404014635e-06,
]
/** G on u ≤ 39: minimax of degree 22, error 2⁻⁵³. */
export const tail = [
  0.7552851304157515, -0.6078966419718921, 0.3871374007422195, -0.18652185795966547, 0.06039657489066671, -0.007540188966434039,
  -0.003479692361612601, 0.0016308184532680052, 0.0001333442485597659, -0.00023109490364490973, -1.907844088167683e-06,
  3.514456941141724e-05, 7.149756830310441e-07, -5.920010685332299e-06, -6.252283823898761e-07, 1.0218564429126419e-06,
  2.64154061263449e-07, -1.5659158562841372e-07, -7.720977640565883e-08, 1.606914509217105e-08, 1.4618697037987113e-08,
  -3.390778607495695e-10, -1.196497088323831e-09,
]

/** From Φ(-u) = `e`·G/(u + 4), u = |x|, to Φ(x). */
const ofTail = (x: F64, u: F64, e: F64, coefficients: readonly number[]): F64 => {
  const q = div(f64(1), add(u, f64(4)))
  const tail = mul(mul(e, horner(mul(sub(u, f64(4)), q), coefficients)), q)
  return select(lt(x, f64(0)), tail, sub(f64(1), tail))
}

/** Φ: an f32 errs by little more than half an ulp; an f64 by a few. */
export const distribution = unary(
  'distribution',
  byDtype('distribution', {
    f32: (x) => {
      const u = min(abs(x), f64(15))
      return ofTail(x, u, expSingle(mul(mul(u, u), f64(-0.5))), single)
    },
    f64: (x) => {
      const u = min(abs(x), f64(39))
      const [h, l] = twoProduct(u, mul(u, f64(-0.5)))
      return ofTail(x, u, exponential(h, l), tail)
    },
  }),
  (x) => density(x),
)

/** φ, with derivative -x·φ. */
export const density = (x: Scalar): Scalar => mul(like(x, 0.3989422804014327), exp(mul(like(x, -0.5), mul(x, x))))
