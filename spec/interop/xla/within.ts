/** How near the results of another engine have to be to ours. */
import type { Elements } from '../../../src/program/elements.js'
import type { DType } from '../../../src/shape/shape.js'
import { at, isUnknown, type Ranges } from './interval/range.js'

/**
 * Equal to the bit (every NaN is the same), at most so many units in the last place away, or an absolute and a relative distance
 * that are added; or in a range for each element, of which -∞ to ∞ is anything, NaN too. XLA flushes subnormal numbers: but where
 * bits are meant, they are as good as 0, and 0 has no sign.
 */
export type Within =
  | 'bits'
  /** Units of the expected number, or of what `sizes` has in its place where that is more; anything up to `absolute`. */
  | { readonly ulps: number; readonly absolute?: number; readonly sizes?: Elements }
  | { readonly absolute?: number; readonly relative?: number }
  | Ranges

/** The least normal number, and how many bits the significand has. */
const formats: Partial<Readonly<Record<DType, readonly [least: number, bits: number]>>> = { f32: [2 ** -126, 24], f64: [2 ** -1022, 53] }

/** The unit in the last place of a number of this format. */
export const ulp = (x: number, dtype: DType): number => {
  const [least, bits] = formats[dtype] ?? [1, 1]
  const size = Math.max(Math.abs(x), least)
  // The exponent from the logarithm, which is off by one at powers of two now and then.
  let exponent = Math.floor(Math.log2(size))
  if (2 ** exponent > size) exponent--
  if (2 ** (exponent + 1) <= size) exponent++
  return 2 ** (exponent - bits + 1)
}

/** The number whose unit in the last place counts. */
const sizeOf = (expected: number, within: Within, i: number): number => {
  const size = typeof within === 'object' && 'ulps' in within ? within.sizes?.[i] ?? 0 : 0
  return Number.isFinite(size) && size > Math.abs(expected) ? size : expected
}

const allowed = (expected: number, within: Exclude<Within, 'bits' | Ranges>, dtype: DType, i: number): number => 'ulps' in within
  ? Math.max(within.ulps * ulp(sizeOf(expected, within, i), dtype), within.absolute ?? 0)
  : (within.absolute ?? 0) + (within.relative ?? 0) * Math.abs(expected)

const near = (actual: number, expected: number, within: Within, dtype: DType, i: number): boolean => {
  if (typeof within === 'object' && 'from' in within) {
    const [from, to] = at(within, i)
    return isUnknown([from, to]) || (actual >= from && actual <= to)
  }
  if (Object.is(actual, expected)) return true
  if (within === 'bits' || !Number.isFinite(actual) || !Number.isFinite(expected)) return false
  const least = formats[dtype]?.[0] ?? 0
  // Of two numbers below the least normal one, each may be flushed.
  return actual === expected || Math.abs(actual - expected) <= Math.max(allowed(expected, within, dtype, i), least)
}

/** The failure of a result, by its worst element; undefined where all are close enough. */
export const difference = (actual: Elements, expected: Elements, within: Within, dtype: DType): string | undefined => {
  if (actual.length !== expected.length) return `${actual.length} elements for ${expected.length}`
  let [worst, most, wrong] = [-1, -1, 0]
  for (let i = 0; i < expected.length; i++) {
    if (near(actual[i]!, expected[i]!, within, dtype, i)) continue
    wrong++
    const distance = Math.abs(actual[i]! - expected[i]!) / ulp(sizeOf(expected[i]!, within, i), dtype)
    // A NaN or an infinity on one side alone is the worst there is.
    const size = Number.isFinite(distance) ? distance : Infinity
    if (size > most) [worst, most] = [i, size]
  }
  return wrong === 0 ? undefined
    : `${wrong} of ${expected.length} elements, the worst at ${worst}: ${actual[worst]} for ${expected[worst]}${Number.isFinite(most) && dtype.startsWith('f') ? `, ${most} units in the last place` : ''}`
}

/** The greatest distance in units in the last place, but where `absolute` covers it. */
export const worst = (actual: Elements, expected: Elements, within: Within, dtype: DType): number => {
  const absolute = typeof within === 'object' && 'absolute' in within ? within.absolute ?? 0 : 0
  let most = 0
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i])) continue
    const distance = Math.abs(actual[i]! - expected[i]!)
    if (!(distance <= absolute)) most = Math.max(most, distance / ulp(sizeOf(expected[i]!, within, i), dtype))
  }
  return most
}
