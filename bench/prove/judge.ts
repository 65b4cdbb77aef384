/**
 * The rounding test: whether a value is the f32 nearest to f(x), as far as the reference can tell.
 *
 * The middle of two f32 is an f64. f(x) lies strictly between the two neighbours of the reference's high part h, since h is the
 * nearest f64 to a number that errs by less than 2⁻⁷⁰. So when h is no middle, there is none between h and f(x), and the f32
 * nearest to h is the one nearest to f(x). When it is, exact arithmetic has to decide.
 */
import { abs, add, and, bitcast, constant, convert, eq, le, ne, select, sub, type Scalar } from '../../src/program/scalar.js'
import { f64, type F64 } from './reference/double.js'
import type { Reference } from './reference/reference.js'

export const right = 0
export const undecided = 1
export const wrong = 2

export const single = (h: Scalar): Scalar<'f32'> => convert(h, 'f32')
export const widened = (x: Scalar): F64 => convert(x, 'f64')
const bitsOf = (x: Scalar): Scalar<'u32'> => bitcast(x, 'u32')
const u32 = (n: number): Scalar<'u32'> => constant('u32', n)

/** From here on f32 rounds to ∞: the middle of the greatest one and 2¹²⁸. */
const overflow = f64(2 ** 128 - 2 ** 103)

/** Whether h lies in the middle of two f32: as far beyond the nearest one as that is from it, there is another. */
export const isMiddle = (h: F64): Scalar<'bool'> => {
  const rest = sub(h, widened(single(h)))
  const other = add(h, rest)
  return and(le(abs(h), overflow), and(ne(rest, f64(0)), eq(widened(single(other)), other)))
}

/** `right`, `undecided` or `wrong`, for a value of the function at x. All NaN are equal, zeros of two signs are not. */
export const judge = (f: Reference['f'], x: Scalar, value: Scalar, given: readonly Scalar[]): Scalar<'u32'> => {
  const [h] = f(widened(x), ...(given as readonly F64[]))
  const same = eq(bitsOf(single(h)), bitsOf(value))
  return select(isMiddle(h), u32(undecided), select(same, u32(right), u32(wrong)))
}
