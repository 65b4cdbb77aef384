/**
 * The functions of a float that are proved, to as many digits as are asked for, in integers: slow, and plain. What rounds is never
 * the value itself but both ends of an interval around it; when they differ, more digits are asked for.
 */
import { erfSeries, magnitude, over, rootPi, times } from './fixed.js'
import { others, specialOthers } from './others.js'
import { dyadic, lengthOf, nearest, type Format } from './nearest.js'
import { bounded, expm1, log, one, powers, sine, type Fixed } from './parts.js'

/** f(x) for x = n·2⁻ᵖ, where that is not an exact number. */
const values = {
  exp: (x, p) => {
    const { k, s } = powers(bounded(x, p), p)
    return { n: s + one(p), p: p - k }
  },
  expm1,
  log,
  log1p: (x, p) => log(one(p) + x, p),
  // (e²ˣ - 1)/(e²ˣ + 1), for the negative of the two: e²ˣ is at most 1.
  tanh: (x, p) => {
    const { n } = expm1(-2n * magnitude(x), p)
    const y = over(-n, n + 2n * one(p), p)
    return { n: x < 0n ? -y : y, p }
  },
  sin: (x, p) => sine(x, p, 0n),
  cos: (x, p) => sine(x, p, 1n),
  // 1 - erf x < e^(-x²): from x² = p on it is 1 to the last unit.
  erf: (x, p) => {
    const square = times(x, x, p)
    if (square >= BigInt(p) << BigInt(p)) return { n: x < 0n ? -one(p) : one(p), p }
    // e^(x²) < 2^(1.5·x²) is how much greater the series is than its value.
    const q = p + 3 * Math.ceil(Number(square >> BigInt(p - 1)) / 4 + 1)
    const wide = x << BigInt(q - p)
    const { k, s } = powers(-times(wide, wide, q), q)
    const scaled = times(erfSeries(wide, q), s + one(q), q) >> BigInt(-k)
    return { n: over(2n * scaled, rootPi(q), q) >> BigInt(q - p), p }
  },
  ...others,
} satisfies Readonly<Record<string, (x: bigint, p: number) => Fixed>>

export type Name = keyof typeof values
/** Their names. */
export const names = Object.keys(values) as readonly Name[]

/** The values that are exact, or no numbers. */
const special: Readonly<Record<Name, (x: number) => number | undefined>> = {
  ...specialOthers,
  exp: (x) => (x === 0 ? 1 : x === Infinity ? x : x === -Infinity ? 0 : undefined),
  expm1: (x) => (x === 0 || x === Infinity ? x : x === -Infinity ? -1 : undefined),
  log: (x) => (x < 0 ? NaN : x === 0 ? -Infinity : x === 1 ? 0 : x === Infinity ? x : undefined),
  log1p: (x) => (x < -1 ? NaN : x === -1 ? -Infinity : x === 0 || x === Infinity ? x : undefined),
  tanh: (x) => (x === 0 ? x : Number.isFinite(x) ? undefined : Math.sign(x)),
  sin: (x) => (x === 0 ? x : Number.isFinite(x) ? undefined : NaN),
  cos: (x) => (x === 0 ? 1 : Number.isFinite(x) ? undefined : NaN),
  erf: (x) => (x === 0 ? x : Number.isFinite(x) ? undefined : Math.sign(x)),
}

/** Digits beyond those that are asked for: what cancels near a zero of a function is less, and so is what series drop. */
const spare = 128

/** f(x) for a float x, where it is a number and no exact one: to a relative error of 2^-digits. */
export const value = (name: Name, x: number, digits: number): Fixed => {
  const { m, e } = dyadic(x)
  // Once |log₂|x|| for a small x and its small value, or for whole turns that are taken away; twice, so that x is exact.
  const p = Math.ceil((digits + spare + 2 * Math.abs(lengthOf(m) + e)) / 256) * 256
  return values[name](m << BigInt(p + e), p)
}

/** The float of a format that is nearest to f(x). */
export const rounded = (name: Name, x: number, format: Format): number => {
  const known = Number.isNaN(x) ? NaN : special[name](x)
  if (known !== undefined) return format.digits === 24 ? Math.fround(known) : known
  for (let digits = 128; digits <= 4096; digits *= 2) {
    const { n, p } = value(name, x, digits)
    const error = (magnitude(n) >> BigInt(digits)) + 1n
    const [low, high] = [nearest(n - error, p, format), nearest(n + error, p, format)]
    if (Object.is(low, high)) return low
  }
  throw new Error(`${name}(${x}) cannot be told from the middle of two floats`)
}
