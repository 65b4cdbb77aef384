/**
 * Activations as fixed compositions of elementary functions: written so that nothing overflows on the way, a result
 * too small for its format vanishes, and the value at ±∞ is the limit. Each derivative says the mathematics in one line.
 *
 * @example t.sigmoid(t.scalar(-1e30)) // 0
 */
import { abs, add, div, le, like, lt, max, min, mul, neg, type Scalar, select } from '../scalar.js'
import { type Builder, unary } from './elementary.js'
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
export const leakyRelu = (slope = 0.01): Builder =>
  unary(`leakyRelu(${slope})`,
    (x) => select(positive(x), x, times(slope, x)),
    (x) => select(positive(x), one(x), like(x, slope)))

/** x where x > 0, else α·(eˣ - 1) (Clevert et al. 2015). */
export const elu = (alpha = 1): Builder =>
  unary(`elu(${alpha})`,
    (x) => select(positive(x), x, times(alpha, expm1(x))),
    (x) => select(positive(x), one(x), times(alpha, exp(x))))

const selfNormalizing = { alpha: 1.6732632423543772, scale: 1.0507009873554805 }
const inner = elu(selfNormalizing.alpha)

/** λ·elu(x) with the α and λ that keep mean 0 and variance 1 (Klambauer et al. 2017). */
export const selu = unary('selu',
  (x) => times(selfNormalizing.scale, inner(x)),
  (x) => times(selfNormalizing.scale, select(positive(x), one(x), times(selfNormalizing.alpha, exp(x)))))

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
