/**
 * Remainders of division, exact for floats of any size. Of |x| = a and |y| = b it is taken in steps, from b·2^(w·k) down to b: a
 * step's quotient has so few digits that its product with the divisor is exact.
 *
 * @example pipe(t.scalar(-7), t.mod(3)) // 2
 */
import {
  abs, add, and, constant, div, eq, floor, isFloat, like, lt, mul, ne, neg, rem, round, type Scalar, select, sub, xor,
} from '../scalar.js'
import { named } from '../scalarFunction.js'
import { binary } from './binary.js'
import { split, twoSum } from './double.js'
import { type F64, f64, twoTo } from './elementary.js'
import { withSign } from './tanh.js'

/** r - q·s for a whole q of at most 29 digits, and an s of 24. */
const short = (r: F64, q: F64, s: F64): F64 => sub(r, mul(q, s))
/** r - q·s for a whole q of at most 25 digits, where it is a number of f64. */
const long = (r: F64, q: F64, s: F64): F64 => {
  const [upper, lower] = split(s)
  const [h, l] = twoSum(r, neg(mul(q, upper)))
  return add(h, sub(l, mul(q, lower)))
}

/** The remainder of a/b for a, b ≥ 0. */
// @__NO_SIDE_EFFECTS__
const reduced = (take: typeof short, width: number, steps: number) => (a: F64, b: F64): F64 =>
  Array.from({ length: steps }, (_, i) => width * (steps - 1 - i)).reduce((r, shift) => {
    const s = scaled(b, shift)
    const rest = take(r, floor(div(r, s)), s)
    // A quotient that was rounded up to an integer is one too many.
    return select(lt(r, s), r, select(lt(rest, f64(0)), add(rest, s), rest))
  }, a)

/** b·2ⁿ, by factors that are floats. */
const scaled = (b: F64, n: number): F64 => (n > 1000 ? scaled(mul(b, f64(twoTo(1000))), n - 1000) : mul(b, f64(twoTo(n))))

/** r = x - y·trunc(x/y), with x itself where y is infinite. */
// @__NO_SIDE_EFFECTS__
const remainder = (of: (a: F64, b: F64) => F64) => (x: F64, y: F64): F64 => {
  const [a, b] = [abs(x), abs(y)]
  const exact = withSign(of(a, b), x)
  const known = and(lt(f64(0), b), lt(a, f64(Infinity)))
  return select(and(eq(b, f64(Infinity)), lt(a, b)), x, select(known, exact, f64(NaN)))
}

const short32 = remainder(reduced(short, 29, 10))
const long64 = remainder(reduced(long, 25, 84))

/** Whether a remainder of the dividend's sign has to go on to the divisor's. */
const turns = (r: Scalar, y: Scalar): Scalar<'bool'> =>
  and(ne(r, like(r, 0)), xor(lt(r, like(r, 0)), lt(y, like(y, 0))))

// @__NO_SIDE_EFFECTS__
const floored = (of: typeof short32) => (x: F64, y: F64): F64 => {
  const r = of(x, y)
  return select(eq(r, f64(0)), withSign(abs(r), y), select(turns(r, y), add(r, y), r))
}
/** ⌊x/y⌋ from the remainder, which is taken from x before: as Python, and x/y where y is 0. */
// @__NO_SIDE_EFFECTS__
const quotient = (of: typeof short32) => (x: F64, y: F64): F64 => {
  const r = of(x, y)
  const whole = round(div(sub(x, r), y))
  const lower = select(turns(r, y), sub(whole, f64(1)), whole)
  return select(eq(y, f64(0)), div(x, y), select(eq(lower, f64(0)), withSign(abs(lower), div(x, y)), lower))
}

const ofFloats = {
  fmod: binary('fmod', { f32: short32, f64: long64 }),
  mod: binary('mod', { f32: floored(short32), f64: floored(long64) }),
  floorDivide: binary('floorDivide', { f32: quotient(short32), f64: quotient(long64) }),
}
const ofIntegers = {
  fmod: rem,
  mod: (x: Scalar, y: Scalar): Scalar => {
    const r = rem(x, y)
    return select(turns(r, y), add(r, y), r)
  },
  floorDivide: (x: Scalar, y: Scalar): Scalar =>
    select(turns(rem(x, y), y), sub(div(x, y), constant(x.dtype, 1)), div(x, y)),
}
type Name = keyof typeof ofFloats
const body = (name: Name) => (x: Scalar, y: Scalar): Scalar =>
  (isFloat(x.dtype) ? ofFloats : ofIntegers)[name](x, y)

/** A remainder r: ∂x = 1, ∂y = -(x - r)/y, which is whole. */
// @__NO_SIDE_EFFECTS__
const aRemainder = (name: 'fmod' | 'mod'): ((x: Scalar, y: Scalar) => Scalar) => named({
  name,
  body: (x: Scalar, y: Scalar) => body(name)(x, y),
  partials: ([x, y], r) => [like(x, 1), neg(round(div(sub(x, r), y)))],
})

/** x - y·trunc(x/y), exactly: with the sign of x, NaN where y is 0; of integers 0 there. */
export const fmod = aRemainder('fmod')

/** x - y·⌊x/y⌋ as Python has it: with the sign of y, rounded once; NaN where y is 0, of integers 0. */
export const mod = aRemainder('mod')

/** ⌊x/y⌋, of which `mod` is the remainder. Its derivative is 0. */
export const floorDivide: (x: Scalar, y: Scalar) => Scalar = named({
  name: 'floorDivide',
  body: (x: Scalar, y: Scalar) => body('floorDivide')(x, y),
  partials: () => [undefined, undefined],
})
