/** Elementwise operations of one tensor. Each is a scalar expression with its derivative; adding one adds one line here. */
import * as f from '../program/elementary/functions.js'
import * as s from '../program/scalar.js'
import { aNumber, check } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkDtype, expectTensor } from './argument.js'
import { bits, type Bits, numeric, real, unary } from './elementwise.js'
import type { Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** What these operations are. */
export type { Bits, Elementwise, Numeric } from './elementwise.js'

/**
 * -x.
 *
 * @example
 * neg(of([2], [-0.5, 2])) // [0.5, -2]
 * abs(of([2], [-0.5, 2])) // [0.5, 2]
 * square(of([2], [-0.5, 2])) // [0.25, 4]
 * sqrt(of([2], [0.25, 4])) // [0.5, 2]
 * reciprocal(of([2], [-0.5, 2])) // [-2, 0.5]
 */
export const neg = numeric('neg', s.neg)
/** |x|; its derivative at 0 is 0. */
export const abs = numeric('abs', s.abs)
/** x². */
export const square = numeric('square', (x) => s.mul(x, x))
/** √x, rounded correctly; NaN below 0. */
export const sqrt = real('sqrt', s.sqrt)
/** 1 / x. */
export const reciprocal = real('reciprocal', (x) => s.div(s.like(x, 1), x))
/**
 * The greatest integer that is not above x; its derivative is 0, as that of `ceil` and `round`.
 *
 * @example
 * floor(of([3], [-1.5, 0.5, 1.5])) // [-2, 0, 1]
 * ceil(of([3], [-1.5, 0.5, 1.5])) // [-1, 1, 2]
 * round(of([3], [-1.5, 0.5, 1.5])) // [-2, 0, 2]
 */
export const floor = real('floor', s.floor)
/** The least integer that is not below x. */
export const ceil = real('ceil', s.ceil)
/** To the nearest integer, ties to even. */
export const round = real('round', s.round)

/**
 * eˣ.
 *
 * @example
 * exp(of([2], [0, 1])) // [1, 2.7182817]
 * expm1(of([2], [0, 1e-7])) // [0, 1e-7]
 * log(of([2], [1, 10])) // [0, 2.3025851]
 * log1p(of([2], [0, 1e-7])) // [0, 1e-7]
 */
export const exp = real('exp', f.exp)
/** eˣ - 1, to the last digits also where x is close to 0. */
export const expm1 = real('expm1', f.expm1)
/** ln x; -∞ at 0, NaN below. */
export const log = real('log', f.log)
/** ln(1 + x), to the last digits also where x is close to 0. */
export const log1p = real('log1p', f.log1p)
/**
 * (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ), in [-1, 1].
 *
 * @example
 * tanh(of([2], [0, 0.5])) // [0, 0.46211717]
 * sin(of([2], [0, 1])) // [0, 0.8414710]
 * cos(of([2], [0, 1])) // [1, 0.5403023]
 * erf(of([2], [0, 0.5])) // [0, 0.5204999]
 */
export const tanh = real('tanh', f.tanh)
/** The sine of x in radians. */
export const sin = real('sin', f.sin)
/** The cosine of x in radians. */
export const cos = real('cos', f.cos)
/** The error function 2/√π ∫₀ˣ e^(-u²) du, in [-1, 1]. */
export const erf = real('erf', f.erf)

/** 1 where x ≥ 0, else 0; its derivative is 0. */
export const step = real('step', f.step)
/**
 * 1 / (1 + e⁻ˣ), in [0, 1].
 *
 * @example
 * const x = of([2], [-1, 2])
 * step(x) // [0, 1]
 * sigmoid(x) // [0.2689, 0.8808]
 * logSigmoid(x) // [-1.3133, -0.1269]
 * relu(x) // [0, 2]
 * softplus(x) // [0.3133, 2.1269]
 * silu(x) // [-0.2689, 1.7616]
 * gelu(x) // [-0.1587, 1.9545]
 * geluTanh(x) // [-0.1588, 1.9546]
 * selu(x) // [-1.1113, 2.1014]
 * leakyRelu(0.1)(x) // [-0.1, 2]
 * elu()(x) // [-0.6321, 2]
 * celu(2)(x) // [-0.7869, 2]
 * relu6(x) // [0, 2]
 * hardSigmoid(x) // [0.3333, 0.8333]
 * hardSwish(x) // [-0.3333, 1.6667]
 * mish(x) // [-0.3034, 1.9440]
 * softsign(x) // [-0.5, 0.6667]
 */
export const sigmoid = real('sigmoid', f.sigmoid)
/** ln(1 / (1 + e⁻ˣ)), without overflow. */
export const logSigmoid = real('logSigmoid', f.logSigmoid)
/** max(0, x); its derivative at 0 is 0. */
export const relu = real('relu', f.relu)
/** ln(1 + eˣ), without overflow. */
export const softplus = real('softplus', f.softplus)
/** x·sigmoid(x), also called swish. */
export const silu = real('silu', f.silu)
/** x·Φ(x) with the exact normal distribution (Hendrycks and Gimpel 2016). */
export const gelu = real('gelu', f.gelu)
/** ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))), the approximation of `gelu` in the same paper. */
export const geluTanh = real('geluTanh', f.geluTanh)
/** The scaled `elu` that keeps mean and variance (Klambauer et al. 2017). */
export const selu = real('selu', f.selu)
/** x where x > 0, else slope·x. */
export const leakyRelu = (slope = 0.01) => {
  check('leakyRelu', { slope }, { slope: aNumber })
  return real('leakyRelu', f.leakyRelu(slope))
}
/** x where x > 0, else α(eˣ - 1) (Clevert et al. 2016). */
export const elu = (alpha = 1) => {
  check('elu', { alpha }, { alpha: aNumber })
  return real('elu', f.elu(alpha))
}
/** x where x > 0, else α(e^(x/α) - 1), with α above 0 (Barron 2017). */
export const celu = (alpha = 1) => {
  check('celu', { alpha }, { alpha: { expected: 'a number above 0', holds: (x) => Number.isFinite(x) && x > 0 } })
  return real('celu', f.celu(alpha))
}
/** min(max(x, 0), 6); its derivative at 0 and at 6 is 0 (Krizhevsky 2010). */
export const relu6 = real('relu6', f.relu6)
/** relu6(x + 3) / 6, in [0, 1]; its derivative at -3 and at 3 is 0 (Howard et al. 2019). */
export const hardSigmoid = real('hardSigmoid', f.hardSigmoid)
/** x·hardSigmoid(x); its derivative is 0 at -3, and 1 at 3 (Howard et al. 2019). */
export const hardSwish = real('hardSwish', f.hardSwish)
/** x·tanh(softplus(x)) (Misra 2019). */
export const mish = real('mish', f.mish)
/** x / (1 + |x|), in [-1, 1] (Turian et al. 2009). */
export const softsign = real('softsign', f.softsign)

/**
 * The same numbers as another element type: f64 to f32 rounds, floats to integers truncate, integers wrap.
 *
 * @example
 * pipe(of([2], [1.9, -1.9]), cast('i32')) // [1, -1]
 */
export const cast = <D extends DType>(dtype: D) => {
  checkDtype('cast', dtype)
  const over = raw.converted(dtype)
  return <S extends Shape, From extends DType>(x: Tensor<S, From>): Tensor<S, D> =>
    (expectTensor('cast', 'x', x).dtype === dtype ? x : over(x)) as Tensor<S, D>
}

/**
 * Not a, of booleans; every bit of an integer, -1 - a of i32.
 *
 * @example
 * not(of([2], [1, 0], 'bool')) // [false, true]
 * not(of([2], [0, 5], 'i32')) // [-1, -6]
 */
export const not = unary<Bits>('not', s.not, bits)
