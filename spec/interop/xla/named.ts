/** Every named function as it is checked on another engine: what it is given, and what its errors are measured by. */
import { abs, add, like, max, mul, neg, type Scalar } from '../../../src/program/scalar.js'
import { exp, log, softplus } from '../../../src/program/elementary/catalog.js'

/**
 * Vectors that functions are given: `x` and `y` of all sizes; others have 0 and squares that are no subnormal numbers, `share` is
 * up to 1.
 */
export type Given = 'x' | 'y' | 'z' | 'moderate' | 'negative' | 'rate' | 'count' | 'share'

export interface Named {
  readonly parameters?: readonly number[]
  readonly inputs: readonly Given[]
  /** The same of f64 alone. */
  readonly sizeOfDouble?: (y: Scalar) => Scalar
  /**
   * Terms that cancel, or a factor by which the formula that defines the function magnifies a rounding: units of this size count.
   */
  readonly size?: (y: Scalar, ...args: readonly Scalar[]) => Scalar
}

const of = (...inputs: readonly Given[]): Named => ({ inputs })
const family = (parameter: number, ...inputs: readonly Given[]): Named => ({ parameters: [parameter], inputs })
const plus = (c: number, x: Scalar): Scalar => add(like(x, c), x)
const times = (c: number, x: Scalar): Scalar => mul(like(x, c), x)
/** Near its zeros, and where it is reflected, a function of f64 keeps digits as if it were greater. */
const greater = (y: Scalar): Scalar => plus(8, abs(y))

export const named: Readonly<Record<string, Named>> = {
  stopGradient: of('x'),
  exp: of('x'), expm1: of('x'), exp2: of('x'), log: of('x'), log1p: of('x'), log2: of('x'), log10: of('x'), pow: of('x', 'y'),
  rsqrt: of('x'), cbrt: of('x'), hypot: of('x', 'y'),
  sin: of('x'), cos: of('x'), tan: of('x'), asin: of('x'), acos: of('x'), atan: of('x'), atan2: of('x', 'y'),
  sinh: of('x'), cosh: of('x'), tanh: of('x'), asinh: of('x'), acosh: of('x'), atanh: of('x'),
  erf: of('x'), erfc: of('x'), erfInverse: of('x'), distribution: of('x'),
  lgamma: { ...of('x'), sizeOfDouble: greater }, digamma: { ...of('x'), sizeOfDouble: greater }, polygamma: family(2, 'rate'),
  fmod: of('moderate', 'z'), mod: of('moderate', 'z'), floorDivide: of('moderate', 'z'),
  sign: of('x'), clip: of('x', 'y', 'z'), copySign: of('x', 'y'),

  sigmoid: of('x'), step: of('x'), relu: of('x'), leakyRelu: family(0.01, 'x'), elu: family(1.3, 'x'), celu: family(0.7, 'x'), selu: of('moderate'),
  softplus: of('x'), logSigmoid: of('x'), silu: of('x'), gelu: of('x'), tanhSoftplus: of('x'), mish: of('x'), relu6: of('x'),
  hardSigmoid: of('x'), hardSwish: of('x'), softsign: of('x'),
  // x·σ(u): e⁻ᵘ has u times the rounding error of u.
  geluTanh: { ...of('x'), size: (y, x) => mul(abs(y), plus(1, abs(mul(x!, plus(1.6, times(0.072, mul(x!, x!))))))) },
  logAddExp: { ...of('x', 'y'), size: (_, x, y) => plus(1, abs(max(x!, y!))) },

  pinball: family(0.3, 'moderate', 'z'),
  poissonOfLogarithm: { ...of('moderate', 'count'), size: (_, p, t) => add(exp(p!), abs(mul(t!, p!))) },
  poissonOfRate: { ...family(1e-8, 'rate', 'count'), size: (_, p, t) => add(p!, mul(t!, plus(1, abs(log(plus(1e-8, p!)))))) },
  logAdd3: { ...of('x', 'y', 'z'), size: (_, x, y, z) => plus(1, abs(max(max(x!, y!), z!))) },
  sigmoidCrossEntropy: of('x', 'share'),
  gaussian: { ...of('moderate', 'y'), size: (_, e, s) => add(abs(s!), mul(mul(e!, e!), exp(neg(s!)))) },
  // The power (1 - σ(x))^γ is e^(-γ·softplus(x)).
  sigmoidFocal: { ...family(2, 'x'), size: (y, x) => mul(y, plus(1, times(2, softplus(x!)))) },
  softmaxFocal: family(2, 'negative'),
  logCosh: of('x'),
}
