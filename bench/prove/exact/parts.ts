/** What several functions are made of: powers, logarithms and sines of numbers n·2⁻ᵖ. */
import { artanh, cosSeries, expm1Series, ln2, over, pi, round, sinSeries } from './fixed.js'
import { lengthOf } from './nearest.js'

/** n·2⁻ᵖ. */
export interface Fixed {
  readonly n: bigint
  readonly p: number
}

export const one = (p: number): bigint => 1n << BigInt(p)

/** eˣ = 2ᵏ·(1 + s), s = eʳ - 1. */
export const powers = (x: bigint, p: number): { readonly k: number; readonly s: bigint } => {
  const k = round(x, ln2(p))
  return { k: Number(k), s: expm1Series(x - k * ln2(p), p) }
}
/** Far beyond where any float's power overflows, or vanishes. */
export const bounded = (x: bigint, p: number): bigint => {
  const most = one(p + 11)
  return x > most ? most : x < -most ? -most : x
}
/** eˣ - 1 = 2ᵏ·(s + 1 - 2⁻ᵏ). */
export const expm1 = (x: bigint, p: number): Fixed => {
  const { k, s } = powers(bounded(x, p), p)
  return k < 0 ? { n: ((s + one(p)) >> BigInt(-k)) - one(p), p } : { n: s + one(p) - (one(p) >> BigInt(k)), p: p - k }
}

/** The logarithm of n·2⁻ᵖ = 2ᵏ·m with ⅔ ≤ m < 4/3: k·ln 2 + 2 artanh((m - 1)/(m + 1)). */
export const log = (n: bigint, p: number): Fixed => {
  const k = lengthOf(n + (n >> 1n)) - 1 - p
  const unit = one(p + k)
  return { n: BigInt(k) * ln2(p) + 2n * artanh(over(n - unit, n + unit, p), p), p }
}

/** sin x, or cos x as a quarter turn later: x = q·π/2 + r. */
export const sine = (x: bigint, p: number, quarter: bigint): Fixed => {
  const q = round(2n * x, pi(p))
  const r = x - ((q * pi(p)) >> 1n)
  const at = (q + quarter) & 3n
  const y = (at & 1n) === 0n ? sinSeries(r, p) : cosSeries(r, p)
  return { n: at >= 2n ? -y : y, p }
}
