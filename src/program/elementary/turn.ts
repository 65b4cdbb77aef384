/**
 * x/2π less the nearest multiple of a half or a quarter, for every float x (Payne and Hanek 1983): 1/2π is cut into slices
 * of 26 bits, so that a slice times the 26 bits of x is exact, and whole turns are taken from every product before they
 * are added, so that nothing is lost whatever the size of x.
 */
import { add, and, div, eq, high, join, low, max, mul, round, type Scalar, select, shl, shr, sub } from '../scalar.js'
import { type Double, fastTwoSum, split, twoSum } from './double.js'
import { type F64, f64, shifter, twoTo, u32 } from './elementary.js'

/** The first 1,176 bits of 1/2π after the point. */
const digits =
  '28be60db9391054a7f09d5f47d4d377036d8a5664f10e4107f9458eaf7aef1586dc91b8e909374b801924bba827464873f877ac72c4a69cfba208d7d' +
  '4baed1213a671c09ad17df904e64758e60d4ce7d272117e2ef7e4a0ec7fe25fff7816603fbcbc462d6829b47db4d9fb3c9f2c26dd3d18fd9a797fa8b' +
  '5d49eeb1faf97c5ecf41ce7de294a4ba9afed7ec47e357421580cc'
/** The same as integers of 26 bits. */
const slices = (BigInt(`0x${digits}`).toString(2).padStart(digits.length * 4, '0').match(/.{26}/g) ?? [])
  .map((bits) => parseInt(bits, 2))

/** An angle as so many halves or quarters of a turn, counted modulo 2³², and what is left, at most half of one, in turns. */
interface Turns<T> {
  readonly fraction: T
  readonly index: Scalar<'u32'>
}

const fraction = (t: F64): F64 => sub(t, round(t))

/** x/2π + offset in halves, for an f32 `x`, to its last digit. The products with the last three slices are below half a turn. */
export const halves = (x: F64, offset: number): Turns<F64> => {
  const products = slices.slice(0, 8).map((slice, i) => mul(x, f64(slice * twoTo(-26 * (i + 1)))))
  const [first, ...others] = products.map((t, i) => (i < 5 ? fraction(t) : t)) as [F64, ...F64[]]
  const total = others.reduceRight((sum, t) => add(sum, t), f64(offset))
  const shifted = add(mul(add(total, first), f64(2)), shifter)
  const nearest = sub(mul(sub(shifted, shifter), f64(0.5)), f64(offset))
  return { fraction: others.reduce((sum, t) => add(sum, t), sub(first, nearest)), index: low(shifted) }
}

/** `count` slices from `start` on: a barrel shifter over the whole list, one level for each bit of `start`. */
const slicesFrom = (start: Scalar<'u32'>, count: number): readonly F64[] =>
  [32, 16, 8, 4, 2, 1].reduce<readonly F64[]>((list, step) => {
    const stay = eq(and(start, u32(step)), u32(0))
    return list.slice(0, count + step - 1).map((slice, i) => select(stay, slice, list[i + step] ?? f64(0)))
  }, slices.map(f64))

/** x/2π in quarters, for x ≥ 0, as a pair. Slices that only add whole turns are skipped: there x is divided by their weight. */
export const quarters = (x: F64): Turns<Double> => {
  const exponent = shr(high(x), u32(20))
  const skipped = div(sub(max(exponent, u32(1075)), u32(1075)), u32(26))
  const scaled = join(sub(high(x), shl(mul(skipped, u32(26)), u32(20))), low(x))
  const [upper, lower] = split(scaled)
  const window = slicesFrom(skipped, 8).map((slice, i) => mul(slice, f64(twoTo(-26 * (i + 1)))))
  const products = window.flatMap((slice) => [mul(upper, slice), mul(lower, slice)])
  const [first, ...others] = products.map(fraction) as [F64, ...F64[]]
  const total = others.reduceRight((sum, t) => add(sum, t), f64(0))
  const shifted = add(mul(add(total, first), f64(4)), shifter)
  const start: Double = [sub(first, mul(sub(shifted, shifter), f64(0.25))), f64(0)]
  return {
    fraction: others.reduce<Double>(([h, l], t) => {
      const [s, e] = twoSum(h, t)
      return fastTwoSum(s, add(l, e))
    }, start),
    index: low(shifted),
  }
}
