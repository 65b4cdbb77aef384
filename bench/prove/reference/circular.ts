/**
 * sin x, cos x and their quotient by their power series on |r| ≤ π/4, x = q·π/2 + r. Every x of a binade is an integer below 2²⁴ times one
 * power of two, its unit: digits of 2/π that are worth four or more when multiplied by the unit only add whole turns, and five
 * pieces of 28 digits after them, whose products with x are exact, give x·2/π to 2⁻¹¹³. No f32 but 0 lies nearer than 2⁻³³ to
 * a multiple of π/2, so nothing is lost beyond that.
 */
import { add, and, constant, convert, eq, mul, neg, round, select, sub, type Scalar } from '../../../src/program/scalar.js'
import { pi } from '../exact/fixed.js'
import { lengthOf } from '../exact/nearest.js'
import { double, exactly, numbers, product, quotient, sum, twoSum, type Double, type F64 } from './double.js'
import { keepsZero } from './exponential.js'
import { factorial, horner, reciprocals } from './series.js'

const digits = 512
const twoOverPi = (1n << BigInt(2 * digits + 1)) / pi(digits)
const halfPi = double(pi(digits), digits + 1)

/** The unit of the floats with this exponent field is 2ᵘ. */
export const unitOf = (exponent: number): number => Math.max(exponent, 1) - 150

/** Pieces of 2/π for the floats with this exponent field: x·2/π is the sum of their products with x, but for whole turns. */
export const pieces = (exponent: number): readonly number[] => {
  // The weight of four over the unit, as digits after the point of 2/π.
  const kept = digits + 2 - unitOf(exponent)
  const left = kept < lengthOf(twoOverPi) ? twoOverPi & ((1n << BigInt(kept)) - 1n) : twoOverPi
  const length = lengthOf(left)
  return [1, 2, 3, 4, 5].map((i) => {
    const [from, to] = [length - 28 * (i - 1), length - 28 * i]
    return numbers(((left & ((1n << BigInt(from)) - 1n)) >> BigInt(to)) << BigInt(to), digits)[0]
  })
}

/** r < 0.786: twelve terms leave out less than 2⁻⁸⁵. */
const sines = reciprocals(12, (i) => (i % 2 === 0 ? 1n : -1n) * factorial(2 * i + 1))
const cosines = reciprocals(12, (i) => (i % 2 === 0 ? 1n : -1n) * factorial(2 * i))

const bit = (word: Scalar<'i32'>, n: 1 | 2): Scalar<'bool'> => eq(and(word, constant('i32', n)), constant('i32', n))

/** sin x, or cos x as a quarter turn later. */
const turned = (quarter: number) => (x: F64, ...given: readonly F64[]): Double => {
  const [a, b, c, d, e] = given.map((piece) => mul(x, piece)) as [F64, F64, F64, F64, F64]
  const q = round(add(a, b))
  const turns = sum(sum(twoSum(sub(a, q), b), twoSum(c, d)), exactly(e))
  const r = product(turns, halfPi)
  const square = product(r, r)
  const [sine, cosine] = [product(r, horner(square, sines, 5)), horner(square, cosines, 6)]
  const at = add(convert(q, 'i32'), constant('i32', quarter))
  const part = (i: 0 | 1): F64 => {
    const y = select(bit(at, 1), cosine[i], sine[i])
    return select(bit(at, 2), neg(y), y)
  }
  return [part(0), part(1)]
}

export const sin = keepsZero(turned(0))
export const cos = turned(1)
export const tan = keepsZero((x, ...given) => quotient(turned(0)(x, ...given), turned(1)(x, ...given)))
