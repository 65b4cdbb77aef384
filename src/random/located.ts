/** Distributions that a location and a scale move: location + scale · standard, which is differentiated as that. */
import { log, log1p } from '../program/elementary/functions.js'
import { tan } from '../program/elementary/tan.js'
import { abs, constant, div, like, lt, mul, neg, select, sub, type Scalar } from '../program/scalar.js'
import { checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import * as t from '../tensor/arithmetic.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { fromUniform } from './distribution.js'
import { checkDraw } from './draw.js'
import type { Key } from './key.js'
import { aPositive, checkParameter, floatOf, type Parameter } from './parameter.js'

/** Where the distribution lies, by default 0, and how wide, by default 1: numbers, or tensors that broadcast to the shape. */
export interface LocationOptions<A extends Shape, B extends Shape, S extends Shape, D extends Float> {
  readonly location?: Parameter<A, S, D>
  readonly scale?: Parameter<B, S, D>
}

/** Draws of a shape. */
export interface Located {
  <const S extends Shape, D extends Float = 'f32', A extends Shape = readonly [], B extends Shape = readonly []>(
    key: Key, shape: S, options?: LocationOptions<A, B, S, D>, dtype?: D,
  ): Tensor<S, D>
}

/** Where uniform numbers begin: the least normal number, the distance from 1 to the next one, minus the number before 1, or 0. */
const tiny: Readonly<Record<Float, number>> = { f32: 1.1754943508222875e-38, f64: 2.2250738585072014e-308 }
const epsilon: Readonly<Record<Float, number>> = { f32: 1.1920928955078125e-7, f64: 2.220446049250313e-16 }
const afterMinusOne: Readonly<Record<Float, number>> = { f32: -0.9999999403953552, f64: -0.9999999999999999 }
const zero: Readonly<Record<Float, number>> = { f32: 0, f64: 0 }

/** Location and scale as operations: what moves nothing is left out. */
const moved = (x: AnyTensor, location: unknown, scale: unknown): AnyTensor => {
  const wide = scale === 1 ? x : t.mul(scale as AnyTensor)(x)
  return location === 0 ? wide : t.add(location as AnyTensor)(wide)
}

// @__NO_SIDE_EFFECTS__
const located = (operation: string, low: Readonly<Record<Float, number>>, standard: (u: Scalar) => Scalar): Located => {
  const draws = fromUniform(standard)
  return (key: Key, shape: Shape, options: object = {}, dtype?: Float): any => {
    checkDraw(operation, key, shape, dtype)
    const { location = 0, scale = 1 } =
      checkOptions<{ readonly location?: unknown; readonly scale?: unknown }>(operation, options, { location: true, scale: true })
    checkParameter(operation, 'location', location, shape)
    checkParameter(operation, 'scale', scale, shape, aPositive)
    const type = floatOf(operation, dtype, { location, scale })
    return moved(draws(key, shape, type, low[type], 1), location, scale)
  }
}

/** -log(-log u). */
const greatest = (u: Scalar): Scalar => neg(log(neg(log(u))))
const gumbels = fromUniform(greatest)

/** Standard Gumbel numbers of a shape. */
export const standardGumbel = (key: Key, shape: Shape, dtype: Float): AnyTensor => gumbels(key, shape, dtype, tiny[dtype], 1)

/**
 * Gumbel, the distribution of greatest values, exp(-exp(-x)): -log(-log u) of a uniform number u, as in JAX, whose logarithm may
 * differ in the last digit. Derivatives go to location and scale.
 *
 * @example
 * gumbel(key(0), [3]) // [2.9233725, 3.8326175, -0.0968932]
 */
export const gumbel = located('gumbel', tiny, greatest)

/**
 * Laplace, exp(-|x|)/2: sign u · log(1 - |u|) of a uniform number u from -1 to 1, as in JAX. Derivatives go to location and
 * scale.
 *
 * @example
 * laplace(key(0), [3]) // [-2.2569816, -3.1502788, 0.4085955]
 */
export const laplace = located('laplace', afterMinusOne, (u) => {
  const size = log1p(neg(abs(u)))
  return select(lt(u, like(u, 0)), neg(size), select(lt(like(u, 0), u), size, like(u, 0)))
})

/**
 * Logistic, with the distribution function 1/(1 + e⁻ˣ): log(u/(1 - u)) of a uniform number u, as in JAX. Derivatives go to
 * location and scale.
 *
 * @example
 * logistic(key(0), [3]) // [2.8963761, 3.8217716, -0.6978387]
 */
export const logistic = located('logistic', epsilon, (u) => log(div(u, sub(like(u, 1), u))))

/**
 * Cauchy, 1/(π(1 + x²)), which has no mean: tan π(u - ½) of a uniform number u, as in JAX. Derivatives go to location and scale.
 *
 * @example
 * cauchy(key(0), [3]) // [6.0274944, 14.837895, -0.5817223]
 */
export const cauchy = located('cauchy', epsilon, (u) => tan(mul(constant(u.dtype, 3.141592653589793), sub(u, like(u, 0.5)))))

const exponentials = fromUniform((u) => neg(log1p(neg(u))))

/** How many are expected in a unit of time, by default 1: a number, or a tensor that broadcasts to the shape. */
export interface RateOptions<A extends Shape, S extends Shape, D extends Float> {
  readonly rate?: Parameter<A, S, D>
}

/**
 * Exponential, rate · exp(-rate · x): -log(1 - u)/rate of a uniform number u, as in JAX, whose logarithm may differ in the last
 * digit. Derivatives go to the rate.
 *
 * @example
 * exponential(key(0), [3]) // [2.950128, 3.8434246, 0.4039035]
 */
export const exponential = <const S extends Shape, D extends Float = 'f32', A extends Shape = readonly []>(
  key: Key, shape: S, options: RateOptions<A, S, D> = {}, dtype?: D,
): Tensor<S, D> => {
  checkDraw('exponential', key, shape, dtype)
  const { rate = 1 } = checkOptions<{ readonly rate?: unknown }>('exponential', options, { rate: true })
  checkParameter('exponential', 'rate', rate, shape, aPositive)
  const type = floatOf('exponential', dtype, { rate })
  const standard = exponentials(key, shape, type, zero[type], 1)
  return (rate === 1 ? standard : t.div(rate as AnyTensor)(standard)) as Tensor<S, D>
}
