/** What functions of two floats share: the dtypes' bodies as one, and the f32 nearest to a pair. */
import { and, convert, eq, high, join, low, lt, ne, or, type Scalar, select, sub } from '../scalar.js'
import type { Double } from './double.js'
import { type F64, f64, u32 } from './elementary.js'

type Body = (x: F64, y: F64) => F64

export interface Bodies {
  /** From two f32 as f64 to the f64 that rounds to the answer. */
  readonly f32: Body
  readonly f64: Body
}

/** The dtypes' bodies as one body. */
// @__NO_SIDE_EFFECTS__
export const binary = (name: string, { f32, f64 }: Bodies) => (x: Scalar, y: Scalar): Scalar => {
  if (x.dtype !== y.dtype || (x.dtype !== 'f32' && x.dtype !== 'f64'))
    throw new TypeError(`scalar ${name}: f32 or f64 expected twice, received ${x.dtype} and ${y.dtype}`)
  return x.dtype === 'f32' ? convert(f32(convert(x, 'f64'), convert(y, 'f64')), 'f32') : f64(x as F64, y as F64)
}

/**
 * h + l as the f64 that rounds to the f32 nearest to it: where l is not 0 the last bit of h is made odd, towards l, so that h is
 * never the middle of two f32 (Boldo and Melquiond 2008).
 */
export const odd = ([h, l]: Double): F64 => {
  const even = and(eq(and(low(h), u32(1)), u32(0)), ne(l, f64(0)))
  // The next f64 away from zero is one more as an integer, the next towards zero one less; an even word never borrows but at 0.
  const outwards = eq(lt(l, f64(0)), lt(h, f64(0)))
  const borrowed = select(eq(low(h), u32(0)), u32(1), u32(0))
  const next = join(
    select(outwards, high(h), sub(high(h), borrowed)), select(outwards, or(low(h), u32(1)), sub(low(h), u32(1))))
  return select(and(even, ne(h, f64(0))), next, h)
}
