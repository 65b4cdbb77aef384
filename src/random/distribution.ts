/** Numbers of known distributions, as functions of a key. */
import { erf, log1p } from '../program/elementary/functions.js'
import {
  add, bitcast, constant, convert, floor, join, like, lt, max, mul, neg, or, select, shl, shr, sqrt, sub, type Scalar,
} from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { Float, Shape } from '../shape/shape.js'
import { elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkShape } from '../tensor/argument.js'
import { bits, checkKey, type Key } from './key.js'

const u32 = (value: number): Scalar => constant('u32', value)

/** 23 random bits as the fraction of a float in [1, 2), less 1: JAX's uniform. */
export const unit32 = (word: Scalar): Scalar =>
  sub(bitcast(or(shr(word, u32(9)), u32(0x3f800000)), 'f32'), constant('f32', 1))

/** 52 random bits of two words as the fraction of a float in [1, 2), less 1. */
const unit64 = (high: Scalar, low: Scalar): Scalar =>
  sub(join(or(shr(high, u32(12)), u32(0x3ff00000)), or(shl(high, u32(20)), shr(low, u32(12)))), constant('f64', 1))

/** low ≤ x ≤ high: rounding may not lead below `low`; it may lead to `high` where few floats lie between, as in JAX. */
const between = (x: Scalar, low: number, high: number): Scalar =>
  max(like(x, low), add(mul(x, sub(like(x, high), like(x, low))), like(x, low)))

const checkDraw = (operation: string, key: Key, shape: Shape): void => {
  checkKey(operation, key)
  checkShape(operation, shape)
}

const finite = (operation: string, argument: string, value: number): void => {
  if (!Number.isFinite(value)) fail(operation, { argument, expected: 'a finite number', received: value })
}

const checkInterval = (operation: string, low: number, high: number): void => {
  finite(operation, 'low', low)
  finite(operation, 'high', high)
  if (!(low < high)) fail(operation, { argument: 'high', expected: `a number above low, ${low}`, received: high })
}

/** An elementwise function of uniform numbers from `low` to `high`. */
const fromUniform = (key: Key, shape: Shape, dtype: Float, low: number, high: number, f: (x: Scalar) => Scalar): AnyTensor => {
  if (dtype === 'f32') return raw.elementwise((w) => f(between(unit32(w), low, high)))(bits(key, shape))
  return raw.elementwise((h, l) => f(between(unit64(h, l), low, high)))(...halves(key, shape))
}

/** Both words of a block for each element. */
const halves = (key: Key, shape: Shape): readonly [AnyTensor, AnyTensor] => {
  const blocks = raw.bits(key, raw.scalar(0, 'u32'), shape, 'block')
  const half = (i: number): AnyTensor => raw.reshape(raw.slice(blocks, [...shape.map(() => 0), i], [...shape, i + 1]), shape)
  return [half(0), half(1)]
}

/** Ends of an interval, the lower included. */
export interface Interval {
  readonly low?: number
  readonly high?: number
}

/**
 * Uniform in [low, high), by default [0, 1). Where few floats lie between the two, rounding may reach `high`.
 *
 * @example
 * uniform(key(51), [4]) // [0.471269, 0.12344253, 0.17550635, 0.5663593]
 */
export const uniform = <const S extends Shape, D extends Float = 'f32'>(
  key: Key,
  shape: S,
  { low = 0, high = 1 }: Interval = {},
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  checkDraw('uniform', key, shape)
  checkInterval('uniform', low, high)
  return fromUniform(key, shape, dtype ?? 'f32', low, high, (x) => x) as Tensor<S, D>
}

/** Σ cᵢ·xⁱ, from the highest. */
const polynomial = (x: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(1).reduce((sum, c) => add(mul(sum, x), like(x, c)), like(x, coefficients[0] as number))

/**
 * The inverse error function on (-1, 1). M. Giles, "Approximating the erfinv function" (GPU Computing Gems, 2012), table of
 * single precision: a polynomial in w = -log(1 - x²), another one beyond w = 5. Relative error below 4·10⁻⁷: these are
 * random numbers.
 */
const erfInverse = (x: Scalar): Scalar => {
  const w = neg(log1p(neg(mul(x, x))))
  const near = polynomial(sub(w, like(x, 2.5)), [
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
  ])
  const far = polynomial(sub(sqrt(w), like(x, 3)), [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
  ])
  return mul(select(lt(w, like(x, 5)), near, far), x)
}
const rootOfTwo = 1.4142135623730951

/** The number next above -1, so that the inverse error function stays finite. */
const justAboveMinusOne: Readonly<Record<Float, number>> = { f32: -0.9999999403953552, f64: -0.9999999999999999 }

/**
 * Normal with mean 0 and deviation 1: the inverse error function of a uniform number times √2, as in JAX.
 *
 * @example
 * normal(key(0), [3]) // [1.622642, 2.025265, -0.433594]
 */
export const normal = <const S extends Shape, D extends Float = 'f32'>(key: Key, shape: S, dtype?: D): Tensor<S, NoInfer<D>> => {
  checkDraw('normal', key, shape)
  const type: Float = dtype ?? 'f32'
  return fromUniform(key, shape, type, justAboveMinusOne[type], 1, (x) => mul(like(x, rootOfTwo), erfInverse(x))) as Tensor<S, D>
}

/** The error function of one number, by the same expression as everywhere. */
const erfOf = (x: number): number => elements(raw.elementwise((v) => erf(v))(raw.scalar(x, 'f64')))[0] as number

/**
 * Normal with mean 0 and deviation 1, confined to [low, high], by default within two deviations, as in JAX.
 *
 * @example
 * truncatedNormal(key(0), [3]) // [1.455959, 1.714748, -0.412675]
 */
export const truncatedNormal = <const S extends Shape, D extends Float = 'f32'>(
  key: Key,
  shape: S,
  { low = -2, high = 2 }: Interval = {},
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  checkDraw('truncatedNormal', key, shape)
  checkInterval('truncatedNormal', low, high)
  const confined = (x: Scalar): Scalar => {
    const y = mul(like(x, rootOfTwo), erfInverse(x))
    const below = select(lt(y, like(x, high)), y, like(x, high))
    return max(like(x, low), below)
  }
  return fromUniform(key, shape, dtype ?? 'f32', erfOf(low / rootOfTwo), erfOf(high / rootOfTwo), confined) as Tensor<S, D>
}

/**
 * True with the given probability, a number from 0 to 1.
 *
 * @example
 * bernoulli(key(0), 0.5, [4]) // [false, false, true, true]
 */
export const bernoulli = <const S extends Shape>(key: Key, probability: number, shape: S): Tensor<S, 'bool'> => {
  checkDraw('bernoulli', key, shape)
  if (!(probability >= 0 && probability <= 1))
    fail('bernoulli', { argument: 'probability', expected: 'a number from 0 to 1', received: probability })
  return raw.elementwise((w) => lt(unit32(w), constant('f32', probability)))(bits(key, shape)) as Tensor<S, 'bool'>
}

/**
 * Whole numbers from `low` up to and without `high`: ⌊52 random bits · range⌋, so that no one's share is off by more than 2^-20
 * of itself.
 *
 * @example
 * integers(key(0), [5], { low: 1, high: 7 }) // [3, 2, 6, 4, 4], dice
 */
export const integers = <const S extends Shape>(key: Key, shape: S, { low, high }: Required<Interval>): Tensor<S, 'i32'> => {
  checkDraw('integers', key, shape)
  for (const [name, value] of [['low', low], ['high', high]] as const) {
    if (!Number.isInteger(value) || value < -2147483648 || value > 2147483647)
      fail('integers', { argument: name, expected: 'a whole number of 32 bits', received: value })
  }
  checkInterval('integers', low, high)
  const place = raw.elementwise((h, l) => {
    const scaled = mul(unit64(h, l), constant('f64', high - low))
    return convert(add(floor(scaled), constant('f64', low)), 'i32')
  })
  return place(...halves(key, shape)) as Tensor<S, 'i32'>
}
