/** Numbers as a reader wants them. */
import { format } from 'd3-format'

/** What is not finite, in a word. */
const otherwise = (x: number): string => (Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞')

const few = format('.4~g')
const grouped = format(',d')
const prefixed = format('.3~s')
const share = format('.1%')

/**
 * A number in four significant digits; integers as they are.
 *
 * @example
 * numberText(0.123456) // '0.1235'
 * numberText(60000) // '60,000'
 */
export const numberText = (x: number): string =>
  !Number.isFinite(x) ? otherwise(x)
  : Number.isInteger(x) && Math.abs(x) < 1e12 ? grouped(x)
  : Math.abs(x) >= 1000 && Math.abs(x) < 1e6 ? format(',.1~f')(x)
  : few(x)

/**
 * A count or a size, shortened: `1.5M`.
 *
 * @example
 * shortNumber(1500000) // '1.5M'
 */
export const shortNumber = (x: number): string =>
  !Number.isFinite(x) ? otherwise(x) : Math.abs(x) < 1000 ? numberText(x) : prefixed(x)

/**
 * A share in percent.
 *
 * @example
 * percentText(0.9721) // '97.2%'
 */
export const percentText = (x: number): string => (Number.isFinite(x) ? share(x) : otherwise(x))

/**
 * Seconds in the unit that fits.
 *
 * @example
 * durationText(0.0123) // '12.3 ms'
 * durationText(75) // '1 min 15 s'
 * durationText(7320) // '2 h 2 min'
 */
export const durationText = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return otherwise(seconds)
  if (Math.abs(seconds) < 1) return `${format('.3~g')(seconds * 1000)} ms`
  if (seconds < 60) return `${format('.3~g')(seconds)} s`
  const whole = Math.round(seconds)
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${grouped(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`
}
