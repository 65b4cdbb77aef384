/**
 * Named functions in StableHLO: XLA's own operation where that is right to 4 units in the last place, else a composition that is,
 * else the function's own body.
 */
import { add, and, div, eq, like, lt, ne, round, type Scalar, select, sub, xor } from '../program/scalar.js'
import * as f32 from './f32.js'
import { operation } from './f32.js'

/** The lowering of a call: the function's own body, or a graph over its arguments. */
export type Lowering = 'body' | ((...args: readonly Scalar[]) => Scalar)

/** By the element type that a function is called with; of integers it has its own body. */
export interface Row {
  readonly f32: Lowering
  readonly f64: Lowering
}

/** Operations of these dialects stand in graphs as calls by their names. */
export const isOperation = (callee: string): boolean => callee.startsWith('stablehlo.') || callee.startsWith('chlo.')

const body: Row = { f32: 'body', f64: 'body' }
/** One lowering for both types. */
const both = (lowering: Lowering): Row => ({ f32: lowering, f64: lowering })
/** A lowering for f32; f64 has the function's own body. */
const ofF32 = (lowering: Lowering): Row => ({ f32: lowering, f64: 'body' })

/** x⁰ is 1 also where x is NaN. */
const pow = (x: Scalar, y: Scalar): Scalar => select(eq(y, like(y, 0)), like(y, 1), operation('stablehlo.power')(x, y))

const fmod = operation('stablehlo.remainder')
/** Called by name, so that its own row applies. */
const copySign = operation('copySign')
/** Whether a remainder with the dividend's sign has to be moved to the divisor's. */
const hasOtherSign = (r: Scalar, y: Scalar): Scalar => and(ne(r, like(r, 0)), xor(lt(r, like(r, 0)), lt(y, like(y, 0))))
const mod = (x: Scalar, y: Scalar): Scalar => {
  const r = fmod(x, y)
  return select(eq(r, like(r, 0)), copySign(r, y), select(hasOtherSign(r, y), add(r, y), r))
}
const floorDivide = (x: Scalar, y: Scalar): Scalar => {
  const r = fmod(x, y)
  const rounded = round(div(sub(x, r), y))
  const lower = select(hasOtherSign(r, y), sub(rounded, like(y, 1)), rounded)
  const quotient = div(x, y)
  return select(eq(y, like(y, 0)), quotient, select(eq(lower, like(y, 0)), copySign(lower, quotient), lower))
}

/** A row for every named function. */
export const functions: Readonly<Record<string, Row>> = {
  stopGradient: body,

  exp: { f32: f32.exp, f64: operation('stablehlo.exponential') },
  expm1: ofF32(f32.expm1),
  exp2: ofF32(f32.exp2),
  log: both(operation('stablehlo.log')),
  log1p: ofF32(operation('stablehlo.log_plus_one')),
  log2: ofF32(f32.log2),
  log10: ofF32(f32.log10),
  pow: both(pow),
  rsqrt: both(operation('stablehlo.rsqrt')),
  cbrt: ofF32(operation('stablehlo.cbrt')),
  hypot: ofF32(f32.hypot),

  sin: both(operation('stablehlo.sine')),
  cos: both(operation('stablehlo.cosine')),
  tan: both(operation('chlo.tan')),
  asin: ofF32(operation('chlo.asin')),
  acos: both(operation('chlo.acos')),
  atan: ofF32(operation('chlo.atan')),
  atan2: both(operation('stablehlo.atan2')),

  sinh: ofF32(f32.sinh),
  cosh: ofF32(f32.cosh),
  tanh: ofF32(f32.tanh),
  asinh: ofF32(operation('chlo.asinh')),
  acosh: ofF32(operation('chlo.acosh')),
  atanh: ofF32(operation('chlo.atanh')),

  erf: ofF32(f32.erf),
  erfc: body,
  erfInverse: body,
  distribution: ofF32(f32.distribution),
  lgamma: body,
  digamma: body,
  polygamma: body,

  fmod: both(fmod),
  mod: both(mod),
  floorDivide: both(floorDivide),
  sign: body,
  clip: body,
  copySign: ofF32(f32.copySign),

  sigmoid: both(operation('stablehlo.logistic')),
  step: body, relu: body, leakyRelu: body, elu: body, celu: body, selu: body, softplus: body, logSigmoid: body, silu: body,
  gelu: ofF32(f32.gelu), tanhSoftplus: body, mish: body, relu6: body, hardSigmoid: body, hardSwish: body, softsign: body,
  geluTanh: body, logAddExp: body,

  // Of losses.
  pinball: body, poissonOfLogarithm: body, poissonOfRate: body, logAdd3: body, sigmoidCrossEntropy: body, gaussian: body,
  sigmoidFocal: body, softmaxFocal: body, logCosh: ofF32(f32.logCosh),
}
