/**
 * What the elementary functions share: one body for each float dtype, in one number format.
 *
 * `f32` arguments are widened to f64, computed there with an error far below half a unit of f32, and rounded once;
 * `f64` ones are computed to within one unit in the last place (ulp).
 */
import { add, bitcast, constant, convert, eq, join, mul, type Scalar, select, shl, shr, sub } from '../scalar.js'
import { family, named, type ScalarFunction } from '../scalarFunction.js'

export type F64 = Scalar<'f64'>
export type Builder = (x: Scalar) => Scalar

export interface Bodies {
  /** From an f32 as f64 to the f64 that rounds to the answer. */
  readonly f32: (x: F64) => F64
  readonly f64: (x: F64) => F64
}

/** The dtypes' bodies as one body. */
// @__NO_SIDE_EFFECTS__
export const byDtype = (name: string, { f32, f64 }: Bodies) => (x: Scalar): Scalar => {
  if (x.dtype === 'f32') return convert(f32(convert(x, 'f64')), 'f32')
  if (x.dtype === 'f64') return f64(x as F64)
  throw new TypeError(`scalar ${name}: f32 or f64 expected, received ${x.dtype}`)
}

/** What a function of one float means, by its derivative from the argument and the result. */
const meaning = (
  body: Builder, derivative: (x: Scalar, y: Scalar) => Scalar | undefined,
): ScalarFunction<readonly [Scalar]> => ({ body: (x) => body(x), partials: ([x], y) => [derivative(x, y)], keepsFloat: true })

/** A function of one float with its derivative from the argument and the result. */
// @__NO_SIDE_EFFECTS__
export const unary = (name: string, body: Builder, derivative: (x: Scalar, y: Scalar) => Scalar | undefined): Builder =>
  named({ name, ...meaning(body, derivative) })

/** Functions of one float that a number tells apart. */
// @__NO_SIDE_EFFECTS__
export const unaryFamily = (
  name: string, body: (parameter: number, x: Scalar) => Scalar, derivative: (parameter: number, x: Scalar) => Scalar,
): ((parameter: number) => Builder) =>
  family(name, (parameter: number) => meaning((x) => body(parameter, x), (x) => derivative(parameter, x)))

// @__NO_SIDE_EFFECTS__
export const f64 = (value: number): F64 => constant('f64', value)
// @__NO_SIDE_EFFECTS__
export const u32 = (value: number): Scalar<'u32'> => constant('u32', value)

/** 2ⁿ, exactly: the engine's own power promises no digits. */
export const twoTo = (n: number): number => (n === 0 ? 1 : n > 0 ? 2 * twoTo(n - 1) : twoTo(n + 1) / 2)

/** c₀ + c₁x + c₂x² + …, innermost first, each step rounded. */
export const horner = (x: F64, coefficients: readonly number[]): F64 =>
  coefficients.slice(0, -1).reduceRight((sum, c) => add(mul(sum, x), f64(c)), f64(coefficients.at(-1) ?? 0))

/** An argument with its value. */
export type Case = readonly [x: number, value: number]

/** `y`, but for the arguments whose value lies so near the middle of two f32 that its f64 rounds to the wrong one. */
export const except = (x: F64, y: F64, cases: readonly Case[]): F64 =>
  cases.reduce((other, [at, value]) => select(eq(x, f64(at)), f64(value), other), y)

/** Added to |x| < 2³¹ it leaves the nearest integer in the low word of the sum; taken away again, that integer as f64. */
export const shifter = f64(1.5 * twoTo(52))

/** 2ᵏ for an i32 `k` from -1022 to 1023. */
export const powerOfTwo = (k: Scalar): F64 => join(shl(add(bitcast(k, 'u32'), u32(1023)), u32(20)), u32(0))

/** y·2ᵏ for an i32 `k`, in two factors so that only a subnormal result is rounded. */
export const scale = (y: F64, k: Scalar<'i32'>): F64 => {
  const half = shr(k, constant('i32', 1))
  return mul(mul(y, powerOfTwo(half)), powerOfTwo(sub(k, half)))
}
