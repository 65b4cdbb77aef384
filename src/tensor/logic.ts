/**
 * Logic of booleans, bit by bit of integers. One name does both, as NumPy's operators `&`, `|`, `^` and `~` do: a boolean has one
 * bit, and the element type says which is meant.
 */
import { constant, lt, select, shl, shr, min, convert, type Scalar } from '../program/scalar.js'
import * as s from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { binary, type Binary } from './arithmetic.js'
import { bits, type Bits } from './elementwise.js'
import type { AnyTensor } from './tensor.js'

/**
 * Whether both hold; the bits that both integers have.
 *
 * @example
 * const x = of([4], [0, 0, 1, 1], 'bool')
 * const y = of([4], [0, 1, 0, 1], 'bool')
 * pipe(x, and(y)) // [false, false, false, true]
 * pipe(x, or(y)) // [false, true, true, true]
 * pipe(x, xor(y)) // [false, true, true, false]
 * pipe(of([2], [12, 10], 'i32'), and(6)) // [4, 2]
 */
export const and = binary('and', s.and, bits) as Binary<Bits>
/** Whether one of the two holds; the bits that one of the two integers has. */
export const or = binary('or', s.or, bits) as Binary<Bits>
/** Whether exactly one of the two holds; the bits that exactly one of the two integers has. */
export const xor = binary('xor', s.xor, bits) as Binary<Bits>

/** The count of a shift as u32, and whether there are so many bits: a negative one is a large one. */
const counted = (n: Scalar): { readonly count: Scalar<'u32'>; readonly fits: Scalar<'bool'> } => {
  const count = convert(n, 'u32')
  return { count, fits: lt(count, constant('u32', 32)) }
}
const zeroUnless = (fits: Scalar<'bool'>, y: Scalar): Scalar => select(fits, y, constant(y.dtype, 0))

// @__NO_SIDE_EFFECTS__
const shift = (operation: string, f: (x: Scalar, n: Scalar) => Scalar): Binary<'i32' | 'u32'> => {
  const over = binary(operation, f, ['i32', 'u32'])
  return ((n: AnyTensor | number) => {
    if (typeof n === 'number' && !(Number.isInteger(n) && n >= 0 && n < 32))
      fail(operation, { argument: 'b', expected: 'a whole number from 0 to 31', received: n })
    return over(n)
  }) as Binary<'i32' | 'u32'>
}

/**
 * a·2ᵇ, what goes beyond 32 bits dropped: 0 where a tensor's count is not from 0 to 31.
 *
 * @example
 * pipe(of([2], [1, 3], 'i32'), shiftLeft(4)) // [16, 48]
 * pipe(of([2], [-16, 48], 'i32'), shiftRight(4)) // [-1, 3]
 */
export const shiftLeft = shift('shiftLeft', (x, n) => {
  const { count, fits } = counted(n)
  return zeroUnless(fits, shl(x, convert(count, x.dtype)))
})
/** ⌊a/2ᵇ⌋, with the sign of an i32: where a tensor's count is not from 0 to 31, it is 0, and -1 for a below 0. */
export const shiftRight = shift('shiftRight', (x, n) => {
  const { count, fits } = counted(n)
  return x.dtype === 'i32' ? shr(x, convert(min(count, constant('u32', 31)), 'i32')) : zeroUnless(fits, shr(x, count))
})
