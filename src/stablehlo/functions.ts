/**
 * Named functions in StableHLO: XLA's own operation where that is right to 4 units in the last place, else a composition that is,
 * else the function's own body.
 */
import { add, and, div, eq, like, lt, ne, round, type Scalar, select, sub, xor } from '../program/scalar.js'
import * as single from './single.js'
import { operation } from './single.js'

/** What is written for a call: the function's own body, or a graph of its arguments. */
export type Lowering = 'body' | ((...args: readonly Scalar[]) => Scalar)

/** By the element type that a function is called with; of integers it has its own body. */
export interface Row {
  readonly f32: Lowering
  readonly f64: Lowering
}

/** Operations of these dialects stand in graphs as calls by their names. */
export const isOperation = (callee: string): boolean => callee.startsWith('stablehlo.') || callee.startsWith('chlo.')

const body: Row = { f32: 'body', f64: 'body' }
/** One for both types. */
const both = (lowering: Lowering): Row => ({ f32: lowering, f64: lowering })
/** Of f64 it has its own body. */
const ofSingle = (f32: Lowering): Row => ({ f32, f64: 'body' })

/** x⁰ is 1 also where x is NaN. */
const pow = (x: Scalar, y: Scalar): Scalar => select(eq(y, like(y, 0)), like(y, 1), operation('stablehlo.power')(x, y))

const fmod = operation('stablehlo.remainder')
/** Which has its own row. */
const copySign = operation('copySign')
/** Whether a remainder of the dividend's sign has to go on to the divisor's. */
const turns = (r: Scalar, y: Scalar): Scalar => and(ne(r, like(r, 0)), xor(lt(r, like(r, 0)), lt(y, like(y, 0))))
const mod = (x: Scalar, y: Scalar): Scalar => {
  const r = fmod(x, y)
  return select(eq(r, like(r, 0)), copySign(r, y), select(turns(r, y), add(r, y), r))
}
const floorDivide = (x: Scalar, y: Scalar): Scalar => {
  const r = fmod(x, y)
  const whole = round(div(sub(x, r), y))
  const lower = select(turns(r, y), sub(whole, like(y, 1)), whole)
  const quotient = div(x, y)
  return select(eq(y, like(y, 0)), quotient, select(eq(lower, like(y, 0)), copySign(lower, quotient), lower))
}

/** Every function that is defined somewhere has its row. */
export const functions: Readonly<Record<string, Row>> = {
  stopGradient: body,

  exp: { f32: single.exp, f64: operation('stablehlo.exponential') },
  expm1: ofSingle(single.expm1),
  exp2: ofSingle(single.exp2),
  log: both(operation('stablehlo.log')),
  log1p: ofSingle(operation('stablehlo.log_plus_one')),
  log2: ofSingle(single.log2),
  log10: ofSingle(single.log10),
  pow: both(pow),
  rsqrt: both(operation('stablehlo.rsqrt')),
  cbrt: ofSingle(operation('stablehlo.cbrt')),
  hypot: ofSingle(single.hypot),

  sin: both(operation('stablehlo.sine')),
  cos: both(operation('stablehlo.cosine')),
  tan: both(operation('chlo.tan')),
  asin: ofSingle(operation('chlo.asin')),
  acos: both(operation('chlo.acos')),
  atan: ofSingle(operation('chlo.atan')),
  atan2: both(operation('stablehlo.atan2')),

  sinh: ofSingle(single.sinh),
  cosh: ofSingle(single.cosh),
  tanh: ofSingle(single.tanh),
  asinh: ofSingle(operation('chlo.asinh')),
  acosh: ofSingle(operation('chlo.acosh')),
  atanh: ofSingle(operation('chlo.atanh')),

  erf: ofSingle(single.erf),
  erfc: body,
  erfInverse: body,
  distribution: ofSingle(single.distribution),
  lgamma: body,
  digamma: body,
  polygamma: body,

  fmod: both(fmod),
  mod: both(mod),
  floorDivide: both(floorDivide),
  sign: body,
  clip: body,
  copySign: ofSingle(single.copySign),

  sigmoid: both(operation('stablehlo.logistic')),
  step: body, relu: body, leakyRelu: body, elu: body, celu: body, selu: body, softplus: body, logSigmoid: body, silu: body,
  gelu: ofSingle(single.gelu), tanhSoftplus: body, mish: body, relu6: body, hardSigmoid: body, hardSwish: body, softsign: body,
  geluTanh: body, logAddExp: body,

  // Of losses.
  pinball: body, poissonOfLogarithm: body, poissonOfRate: body, logAdd3: body, sigmoidCrossEntropy: body, gaussian: body,
  sigmoidFocal: body, softmaxFocal: body, logCosh: ofSingle(single.logCosh),
}
