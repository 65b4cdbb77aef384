/** Whole numbers with equal shares. */
import { add, and, constant, convert, floor, mul, shr, type Scalar } from '../program/scalar.js'
import { beside, type Parameter } from '../jit/elements.js'
import { fail } from '../shape/error.js'
import { checkOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'
import { checkDraw, draw } from './draw.js'
import type { Key } from './key.js'

const f64 = (value: number): Scalar => constant('f64', value)

/**
 * ⌊(2³²·high + low) · range / 2⁶⁴⌋ for a range of up to 2³², exactly: a long multiplication, 16 bits at a time, of which
 * what is carried in the end is the result. No step has more than 48 bits.
 */
export const scaled = (high: Scalar, low: Scalar, range: Parameter): Scalar =>
  [low, high]
    .flatMap((word) => [and(word, constant('u32', 0xffff)), shr(word, constant('u32', 16))])
    .map((digit) => convert(digit, 'f64'))
    .reduce((carried, digit) => floor(mul(add(mul(digit, beside(digit, range)), carried), f64(1 / 65536))), f64(0))

const places = draw('block', ([h, l], range, low) => {
  const place = scaled(h, l, range)
  return convert(add(place, beside(place, low)), 'i32')
})

/**
 * Whole numbers of [low, high), from -2^31 up to 2^31: ⌊b · range / 2^64⌋ of 64 random bits b. The shares of two numbers differ
 * by one at most of those 2^64, which is nothing where the range is a power of two, and never more than 2^-32 of a share: that
 * could be seen in more than 2^64 numbers, no fewer. (As no finite number of bits is divided into, say, three equal parts, less
 * than that is all that can be had without drawing again.)
 *
 * @example
 * integers(key(0), [5], { low: 1, high: 7 }) // [3, 2, 6, 4, 4], dice
 */
export const integers = <const S extends Shape>(
  key: Key,
  shape: S,
  interval: { readonly low: number; readonly high: number },
): Tensor<S, 'i32'> => {
  checkDraw('integers', key, shape, 'f32')
  const { low, high } = checkOptions<typeof interval>('integers', interval, { low: true, high: true })
  if (!Number.isInteger(low) || low < -2147483648 || low > 2147483647)
    fail('integers', { argument: 'low', expected: 'a whole number of i32', received: low })
  if (!Number.isInteger(high) || high <= low || high > 2147483648)
    fail('integers', { argument: 'high', expected: `a whole number above low, ${low}, and of at most 2^31`, received: high })
  return places(key, shape, 'f64', high - low, low) as Tensor<S, 'i32'>
}
