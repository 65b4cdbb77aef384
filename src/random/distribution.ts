/** Numbers of known distributions, as functions of a key. */
import { erf } from '../program/elementary/functions.js'
import {
  add, bitcast, constant, convert, join, like, lt, max, min, mul, or, shl, shr, sub, type Scalar,
} from '../program/scalar.js'
import { beside, type Numbers, type Parameter } from '../jit/elements.js'
import { fail } from '../shape/error.js'
import { aNumber, aShare, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkDraw, draw } from './draw.js'
import { quickErfInverse } from '../program/elementary/erfInverse.js'
import type { Key } from './key.js'

const u32 = (value: number): Scalar => constant('u32', value)

/** 23 random bits as the fraction of a float in [1, 2), less 1: JAX's uniform. */
export const unit32 = (word: Scalar): Scalar =>
  sub(bitcast(or(shr(word, u32(9)), u32(0x3f800000)), 'f32'), constant('f32', 1))

/** 52 random bits of two words as the fraction of a float in [1, 2), less 1. */
export const unit64 = (high: Scalar, low: Scalar): Scalar =>
  sub(join(or(shr(high, u32(12)), u32(0x3ff00000)), or(shl(high, u32(20)), shr(low, u32(12)))), constant('f64', 1))

/** low ≤ x ≤ high: rounding may not lead below `low`; it may lead to `high` where few floats lie between, as in JAX. */
export const between = (x: Scalar, low: Parameter, high: Parameter): Scalar =>
  max(beside(x, low), add(mul(x, sub(beside(x, high), beside(x, low))), beside(x, low)))

/** Both ends, and how far apart they are, are numbers of the dtype; none is left between ends that it holds to be one. */
const checkInterval = (operation: string, low: number, high: number, dtype: Float): void => {
  const round = dtype === 'f32' ? Math.fround : (x: number): number => x
  for (const [argument, received] of [['low', low], ['high', high]] as const)
    if (!Number.isFinite(round(received))) fail(operation, { argument, expected: `a finite number of ${dtype}`, received })
  if (!(round(low) < round(high)))
    fail(operation, { argument: 'high', expected: `a number above low, ${low}, in ${dtype}`, received: high })
  if (!Number.isFinite(round(round(high) - round(low))))
    fail(operation, { argument: 'high', expected: `a number at a finite distance from low, ${low}, in ${dtype}`, received: high })
}

/** Draws of a function of uniform numbers from `low` to `high`, and of what may confine them. */
// @__NO_SIDE_EFFECTS__
export const fromUniform = <P extends readonly Parameter[]>(f: (x: Scalar, ...confines: P) => Scalar) => {
  type All = readonly [low: Parameter, high: Parameter, ...P]
  const single = draw<'word', All>('word', ([word], low, high, ...rest) => f(between(unit32(word), low, high), ...rest))
  const double = draw<'block', All>('block', ([h, l], low, high, ...rest) => f(between(unit64(h, l), low, high), ...rest))
  return (key: Key, shape: Shape, dtype: Float, ...parameters: Numbers<All>): AnyTensor =>
    (dtype === 'f32' ? single : double)(key, shape, dtype, ...parameters)
}

const uniforms = fromUniform((x) => x)
const normals = fromUniform((x) => mul(like(x, rootOfTwo), quickErfInverse(x)))
const truncatedNormals = fromUniform((x, low, high) =>
  max(beside(x, low), min(beside(x, high), mul(like(x, rootOfTwo), quickErfInverse(x)))))
const truths = draw('word', ([word], threshold) => lt(convert(word, 'f64'), beside(convert(word, 'f64'), threshold)))

/** Ends of an interval, the lower included. */
export interface Interval {
  readonly low?: number
  readonly high?: number
}

/**
 * Uniform in [low, high), by default [0, 1): 23 random bits of an f32, 52 of an f64. As in JAX, rounding may lead to `high`
 * itself where few floats lie between the two, but never from 0 to 1. Ends between which the dtype has no number are an error.
 *
 * @example
 * uniform(key(51), [4]) // [0.471269, 0.12344253, 0.17550635, 0.5663593]
 */
export const uniform = <const S extends Shape, D extends Float = 'f32'>(
  key: Key,
  shape: S,
  interval: Interval = {},
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  checkDraw('uniform', key, shape, dtype)
  const { low = 0, high = 1 } = checkOptions<Interval>('uniform', interval, { low: aNumber, high: aNumber })
  const type: Float = dtype ?? 'f32'
  checkInterval('uniform', low, high, type)
  return uniforms(key, shape, type, low, high) as Tensor<S, D>
}

const rootOfTwo = 1.4142135623730951

/** The number next below 1, and the negative of the one next above -1: there the inverse error function is finite. */
const nextToOne: Readonly<Record<Float, number>> = { f32: 0.9999999403953552, f64: 0.9999999999999999 }

/**
 * Normal with mean 0 and deviation 1: the inverse error function of a uniform number times √2, as in JAX. Its numbers end
 * at 5.42 deviations, those of f64 at 8.3, as 23 and 52 random bits tell no more apart.
 *
 * @example
 * normal(key(0), [3]) // [1.622642, 2.025265, -0.433594]
 */
export const normal = <const S extends Shape, D extends Float = 'f32'>(key: Key, shape: S, dtype?: D): Tensor<S, NoInfer<D>> => {
  checkDraw('normal', key, shape, dtype)
  const type: Float = dtype ?? 'f32'
  return normals(key, shape, type, -nextToOne[type], 1) as Tensor<S, D>
}

/** The error function of one number, by the same expression as everywhere. */
const erfOf = (x: number): number => elements(raw.elementwise((v) => erf(v))(raw.scalar(x, 'f64')))[0] as number

/** A smaller part of the normal distribution has fewer than 2¹¹ numbers of the dtype, where it lies next to 1. */
const leastPart: Readonly<Record<Float, number>> = { f32: 6.103515625e-5, f64: 1.1368683772161603e-13 }

/**
 * Normal with mean 0 and deviation 1, confined to [low, high], by default within two deviations, as in JAX. An interval so far
 * out that it holds less than 2^-14 of the distribution (2^-43 for f64) is an error.
 *
 * @example
 * truncatedNormal(key(0), [3]) // [1.455959, 1.714748, -0.412675]
 */
export const truncatedNormal = <const S extends Shape, D extends Float = 'f32'>(
  key: Key,
  shape: S,
  interval: Interval = {},
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  checkDraw('truncatedNormal', key, shape, dtype)
  const { low = -2, high = 2 } = checkOptions<Interval>('truncatedNormal', interval, { low: aNumber, high: aNumber })
  const type: Float = dtype ?? 'f32'
  checkInterval('truncatedNormal', low, high, type)
  const [from, to] = [erfOf(low / rootOfTwo), erfOf(high / rootOfTwo)]
  if ((to - from) / 2 < leastPart[type])
    fail('truncatedNormal', {
      argument: 'high',
      expected: `a number that leaves at least ${leastPart[type]} of the distribution above low, ${low}`,
      received: high,
    })
  const end = nextToOne[type]
  return truncatedNormals(key, shape, type, Math.max(-end, from), Math.min(end, to), low, high) as Tensor<S, D>
}

/**
 * True with the given probability, a number from 0 to 1: for so many of the 2^32 words, to the next whole number.
 *
 * @example
 * bernoulli(key(0), 0.5, [4]) // [false, false, true, true]
 */
export const bernoulli = <const S extends Shape>(key: Key, probability: number, shape: S): Tensor<S, 'bool'> => {
  checkDraw('bernoulli', key, shape)
  check('bernoulli', { probability }, { probability: aShare })
  return truths(key, shape, 'f64', probability * 4294967296) as Tensor<S, 'bool'>
}
