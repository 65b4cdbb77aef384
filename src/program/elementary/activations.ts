/**
 * Activations as fixed compositions of elementary functions: written so that nothing overflows on the way, a result
 * too small for its format vanishes, and the value at ±∞ is the limit. Each derivative says the mathematics in one line.
 *
 * @example t.sigmoid(t.scalar(-1e30)) // 0
 */
import { abs, add, and, div, le, like, lt, max, min, mul, neg, type Scalar, select, sub } from '../scalar.js'
import { type Builder, unary, unaryFamily } from './elementary.js'
import { exp, expm1 } from './exp.js'
import { log1p } from './log.js'
import { density, distribution } from './normal.js'

const zero = (x: Scalar): Scalar => like(x, 0)
const one = (x: Scalar): Scalar => like(x, 1)
const times = (c: number, x: Scalar): Scalar => mul(like(x, c), x)
const positive = (x: Scalar): Scalar => lt(zero(x), x)

/** Where sigmoids and the normal distribution have long reached 0 or 1, x goes no further: 0·∞ never arises. */
const bounded = (x: Scalar): Scalar => max(min(x, like(x, 1000)), like(x, -1000))
const boundedBelow = (x: Scalar): Scalar => max(x, like(x, -1000))

/** 1 where x ≥ 0, else 0; its derivative is 0. */
export const step = unary('step', (x) => select(le(zero(x), x), one(x), zero(x)), () => undefined)

/** max(0, x), with derivative 0 at 0. The result says on which side x was: x itself need not be kept for the derivative. */
export const relu = unary('relu', (x) => max(zero(x), x), (x, y) => select(positive(y), one(x), zero(x)))

/** x where x > 0, else slope·x (Maas et al. 2013). */
export const leakyRelu = unaryFamily('leakyRelu',
  (slope, x) => select(positive(x), x, times(slope, x)),
  (slope, x) => select(positive(x), one(x), like(x, slope)))

/** x where x > 0, else α·(eˣ - 1) (Clevert et al. 2015). */
export const elu = unaryFamily('elu',
  (alpha, x) => select(positive(x), x, times(alpha, expm1(x))),
  (alpha, x) => select(positive(x), one(x), times(alpha, exp(x))))

/** x where x > 0, else α·(e^(x/α) - 1): an elu whose slope at 0 is 1 for every α (Barron 2017). */
export const celu = unaryFamily('celu',
  (alpha, x) => select(positive(x), x, times(alpha, expm1(div(x, like(x, alpha))))),
  (alpha, x) => select(positive(x), one(x), exp(div(x, like(x, alpha)))))

// Numbers by themselves: where `selu` is not used, bundlers leave `elu` out only if no field of a record is read.
const alphaOfSelu = 1.6732632423543772
const scaleOfSelu = 1.0507009873554805
const inner = /* @__PURE__ */ elu(alphaOfSelu)

/** λ·elu(x) with the α and λ that keep mean 0 and variance 1 (Klambauer et al. 2017). */
export const selu = unary('selu',
  (x) => times(scaleOfSelu, inner(x)),
  (x) => times(scaleOfSelu, select(positive(x), one(x), times(alphaOfSelu, exp(x)))))

/** 1/(1 + e⁻ˣ), by e^(-|x|) so that both tails keep their digits. σ' = σ(x)·σ(-x). */
export const sigmoid: Builder = unary('sigmoid',
  (x) => {
    const e = exp(neg(abs(x)))
    return div(select(lt(x, zero(x)), e, one(x)), add(one(x), e))
  },
  (x, y) => mul(y, sigmoid(neg(x))))

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^(-|x|)); its derivative is σ(x). */
export const softplus = unary('softplus', (x) => add(max(x, zero(x)), log1p(exp(neg(abs(x))))), (x) => sigmoid(x))

/** ln σ(x) = -softplus(-x); its derivative is σ(-x). */
export const logSigmoid = unary('logSigmoid', (x) => neg(softplus(neg(x))), (x) => sigmoid(neg(x)))

/** x·σ(x) (Hendrycks and Gimpel 2016). d = σ(x)·(1 + x·σ(-x)). */
export const silu = unary('silu',
  (x) => mul(boundedBelow(x), sigmoid(x)),
  (x) => mul(sigmoid(x), add(one(x), mul(bounded(x), sigmoid(neg(x))))))

/** x·Φ(x), Φ(x) = ½·(1 + erf(x/√2)) (Hendrycks and Gimpel 2016). d = Φ(x) + x·φ(x). */
export const gelu = unary('gelu',
  (x) => mul(boundedBelow(x), distribution(x)),
  (x) => add(distribution(x), mul(bounded(x), density(x))))

/** tanh(ln(1 + eˣ)), by e = e^(-|x|): (1 + 2e) / (1 + 2e + 2e²), or e(e + 2) / (e(e + 2) + 2) below 0. d = σ(x)·(1 - y²). */
const tanhSoftplus = unary('tanhSoftplus',
  (x) => {
    const e = exp(neg(abs(x)))
    const [below, above] = [mul(e, add(e, like(x, 2))), add(one(x), times(2, e))]
    const isBelow = lt(x, zero(x))
    const rest = select(isBelow, like(x, 2), times(2, mul(e, e)))
    const part = select(isBelow, below, above)
    return div(part, add(part, rest))
  },
  (x, y) => mul(sigmoid(x), mul(sub(one(y), y), add(one(y), y))))

/** x·tanh(ln(1 + eˣ)) (Misra 2019). With w the tanh, d = w + x·σ(x)·(1 - w²). */
export const mish = unary('mish',
  (x) => mul(boundedBelow(x), tanhSoftplus(x)),
  (x) => {
    const w = tanhSoftplus(x)
    return add(w, mul(bounded(x), mul(sigmoid(x), mul(sub(one(w), w), add(one(w), w)))))
  })

/** Inside of these bounds, without them. */
const within = (x: Scalar, low: number, high: number): Scalar => and(lt(like(x, low), x), lt(x, like(x, high)))
const clipped = (x: Scalar, high: number): Scalar => min(max(x, zero(x)), like(x, high))

/** min(max(x, 0), 6), with derivative 0 at 0 and at 6 (Krizhevsky 2010). */
export const relu6 = unary('relu6', (x) => clipped(x, 6), (_, y) => select(within(y, 0, 6), one(y), zero(y)))

/** relu6(x + 3) / 6, a sigmoid of straight lines (Howard et al. 2019), with derivative 0 at -3 and at 3. */
export const hardSigmoid = unary('hardSigmoid',
  (x) => div(clipped(add(x, like(x, 3)), 6), like(x, 6)),
  (x) => select(within(x, -3, 3), like(x, 1 / 6), zero(x)))

/** x·relu6(x + 3) / 6 (Howard et al. 2019): 0 up to -3, x from 3 on, with the derivatives 0 and 1 there. */
export const hardSwish = unary('hardSwish',
  (x) => div(mul(boundedBelow(x), clipped(add(x, like(x, 3)), 6)), like(x, 6)),
  (x) => select(within(x, -3, 3), add(div(x, like(x, 3)), like(x, 0.5)), select(positive(x), one(x), zero(x))))

/** x / (1 + |x|) (Turian et al. 2009), ±1 where |x| is beyond 10³⁰. d = 1 / (1 + |x|)². */
export const softsign = unary('softsign',
  (x) => {
    const finite = max(min(x, like(x, 1e30)), like(x, -1e30))
    return div(finite, add(one(x), abs(finite)))
  },
  (x) => {
    const share = div(one(x), add(one(x), abs(x)))
    return mul(share, share)
  })

/** 2·√(2/π)·(x + 0.044715x³) and its derivative. */
const cubic = (x: Scalar): Scalar => times(1.5957691216057308, add(x, times(0.044715, mul(mul(x, x), x))))
const cubicSlope = (x: Scalar): Scalar => times(1.5957691216057308, add(one(x), times(0.134145, mul(x, x))))

/** ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))), as x·σ(u) since 1 + tanh(u/2) = 2σ(u). d = σ(u) + x·u'·σ(u)·σ(-u). */
export const geluTanh = unary('geluTanh',
  (x) => mul(boundedBelow(x), sigmoid(cubic(x))),
  (x) => {
    const at = bounded(x)
    const u = cubic(at)
    return add(sigmoid(u), mul(mul(at, cubicSlope(at)), mul(sigmoid(u), sigmoid(neg(u)))))
  })
