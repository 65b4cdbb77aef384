/** Tangents, hyperbolic functions, their inverses, logarithms and powers to other bases, and roots, as numbers n·2⁻ᵖ. */
import { arctan, constant, expm1Series, ln2, magnitude, over, pi, root, times } from './fixed.js'
import { lengthOf } from './nearest.js'
import { bounded, log, one, powers, sine, type Fixed } from './parts.js'

const withSign = (n: bigint, x: bigint): bigint => (x < 0n ? -n : n)
/** √x. */
const rootOf = (x: bigint, p: number): bigint => root(x << BigInt(p))

/** ⌊∛n⌋ by Newton's steps from above. */
const cubeRoot = (n: bigint): bigint => {
  const step = (y: bigint): bigint => (2n * y + n / (y * y)) / 3n
  let x = 1n << BigInt(Math.ceil(lengthOf(n) / 3) + 1)
  for (let next = step(x); next < x; next = step(x)) x = next
  return x
}

/** atan a = 8 atan t for a ≤ 1, t by three halvings a/(1 + √(1 + a²)); beyond 1 it is π/2 - atan 1/a. */
const arctangent = (a: bigint, p: number): bigint => {
  const unit = one(p)
  if (a > unit) return (pi(p) >> 1n) - arctangent(over(unit, a, p), p)
  const halved = [1, 2, 3].reduce((t) => over(t, unit + rootOf(unit + times(t, t, p), p), p), a)
  return arctan(halved, p) << 3n
}

/** e^|x| and its reciprocal. */
const bothPowers = (x: bigint, p: number): readonly [bigint, bigint] => {
  const { k, s } = powers(bounded(magnitude(x), p), p)
  const power = (s + one(p)) << BigInt(k)
  return [power, one(2 * p) / power]
}

const ln10 = constant((p) => log(10n << BigInt(p), p).n)

export const others = {
  tan: (x, p) => ({ n: over(sine(x, p, 0n).n, sine(x, p, 1n).n, p), p }),
  asin: (x, p) => {
    const rest = one(2 * p) - x * x
    return { n: withSign(rest === 0n ? pi(p) >> 1n : arctangent(over(magnitude(x), root(rest), p), p), x), p }
  },
  // 2 atan √((1 - x)/(1 + x)).
  acos: (x, p) => {
    const sum = one(p) + x
    return { n: sum === 0n ? pi(p) : 2n * arctangent(rootOf(over(one(p) - x, sum, p), p), p), p }
  },
  atan: (x, p) => ({ n: withSign(arctangent(magnitude(x), p), x), p }),
  sinh: (x, p) => {
    const [power, inverse] = bothPowers(x, p)
    return { n: withSign((power - inverse) >> 1n, x), p }
  },
  cosh: (x, p) => {
    const [power, inverse] = bothPowers(x, p)
    return { n: (power + inverse) >> 1n, p }
  },
  asinh: (x, p) => {
    const a = magnitude(x)
    return { n: withSign(log(a + root(a * a + one(2 * p)), p).n, x), p }
  },
  acosh: (x, p) => log(x + root(x * x - one(2 * p)), p),
  atanh: (x, p) => {
    const a = magnitude(x)
    return { n: withSign(log(over(one(p) + a, one(p) - a, p), p).n >> 1n, x), p }
  },
  log2: (x, p) => ({ n: over(log(x, p).n, ln2(p), p), p }),
  log10: (x, p) => ({ n: over(log(x, p).n, ln10(p), p), p }),
  exp2: (x, p) => {
    const at = bounded(x, p)
    const k = at >> BigInt(p)
    return { n: expm1Series(times(at - (k << BigInt(p)), ln2(p), p), p) + one(p), p: p - Number(k) }
  },
  rsqrt: (x, p) => ({ n: root(one(3 * p) / x), p }),
  cbrt: (x, p) => ({ n: withSign(cubeRoot(magnitude(x) << BigInt(2 * p)), x), p }),
} satisfies Readonly<Record<string, (x: bigint, p: number) => Fixed>>

const outside = (x: number): number | undefined => (Math.abs(x) > 1 ? NaN : undefined)
const logarithm = (x: number): number | undefined =>
  (x < 0 ? NaN : x === 0 ? -Infinity : x === 1 ? 0 : x === Infinity ? x : undefined)
/** 0 and what is infinite are kept. */
const kept = (x: number): number | undefined => (x === 0 || !Number.isFinite(x) ? x : undefined)

/** The values that are exact, or no numbers; those at ±∞ to an f64's digits. */
export const specialOthers: Readonly<Record<keyof typeof others, (x: number) => number | undefined>> = {
  tan: (x) => (x === 0 ? x : Number.isFinite(x) ? undefined : NaN),
  asin: (x) => (x === 0 ? x : outside(x)),
  acos: (x) => (x === 1 ? 0 : outside(x)),
  atan: (x) => (x === 0 ? x : Number.isFinite(x) ? undefined : Math.sign(x) * Math.PI / 2),
  sinh: kept,
  cosh: (x) => (x === 0 ? 1 : Number.isFinite(x) ? undefined : Infinity),
  asinh: kept,
  acosh: (x) => (x < 1 ? NaN : x === 1 ? 0 : x === Infinity ? x : undefined),
  atanh: (x) => (x === 0 ? x : Math.abs(x) === 1 ? x * Infinity : outside(x)),
  log2: logarithm,
  log10: logarithm,
  exp2: (x) => (Number.isInteger(x) ? 2 ** x : x === Infinity ? x : x === -Infinity ? 0 : undefined),
  rsqrt: (x) => (x === 0 ? 1 / x : x < 0 ? NaN : x === Infinity ? 0 : undefined),
  cbrt: kept,
}
