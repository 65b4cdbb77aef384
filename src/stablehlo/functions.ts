/** Named functions in StableHLO: an operation where XLA has one that is right to 4 units in the last place, else what it is composed of. */
import type { Scalar } from '../program/scalar.js'

/** What is written for a call: the function's own body, or a graph of its arguments and of the numbers of its family. */
export type Lowering = 'body' | ((args: readonly Scalar[], parameters: readonly number[]) => Scalar)

/** Operations of these dialects stand in graphs as calls by their names. */
export const isOperation = (callee: string): boolean => callee.startsWith('stablehlo.') || callee.startsWith('chlo.')

const operation = (callee: string): Lowering => (args) => ({ op: 'call', callee, dtype: args[0]!.dtype, args })

/** Every function that is defined somewhere has its row. */
export const functions: Readonly<Record<string, Lowering>> = {
  stopGradient: 'body',
  exp: operation('stablehlo.exponential'),
  expm1: operation('stablehlo.exponential_minus_one'),
  log: operation('stablehlo.log'),
  log1p: operation('stablehlo.log_plus_one'),
  tanh: operation('stablehlo.tanh'),
  sin: operation('stablehlo.sine'),
  cos: operation('stablehlo.cosine'),
  tan: operation('chlo.tan'),
  pow: operation('stablehlo.power'),
  atan2: operation('stablehlo.atan2'),
  rsqrt: operation('stablehlo.rsqrt'),
  cbrt: operation('stablehlo.cbrt'),
  erf: operation('chlo.erf'),
  sigmoid: operation('stablehlo.logistic'),
  acos: operation('chlo.acos'),
  atan: operation('chlo.atan'),
  asinh: operation('chlo.asinh'),
  acosh: operation('chlo.acosh'),
  atanh: operation('chlo.atanh'),
  asin: 'body', sinh: 'body', cosh: 'body', erfc: 'body', erfInverse: 'body', exp2: 'body', lgamma: 'body', digamma: 'body', polygamma: 'body',
  hypot: 'body', logAddExp: 'body', log2: 'body', log10: 'body', fmod: 'body', mod: 'body', floorDivide: 'body',
  clip: 'body', copySign: 'body', sign: 'body', distribution: 'body',
  celu: 'body', elu: 'body', gelu: 'body', geluTanh: 'body', hardSigmoid: 'body', hardSwish: 'body', leakyRelu: 'body', logSigmoid: 'body',
  mish: 'body', relu: 'body', relu6: 'body', selu: 'body', silu: 'body', softplus: 'body', softsign: 'body', step: 'body', tanhSoftplus: 'body',
  pinball: 'body', poissonOfLogarithm: 'body', poissonOfRate: 'body', logAdd3: 'body', sigmoidCrossEntropy: 'body', gaussian: 'body',
  sigmoidFocal: 'body', softmaxFocal: 'body', logCosh: 'body',
}
