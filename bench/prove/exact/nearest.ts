/** Floats as integers, and the float nearest to a number n·2⁻ᵖ, ties to even: the definitions. */

/** A binary format: digits of the significand, and the exponent of the last digit of a subnormal number. */
export interface Format {
  readonly digits: number
  readonly least: number
  /** The number of a bit pattern. */
  readonly number: (bits: bigint) => number
}

export const f32: Format = {
  digits: 24, least: -149, number: (bits) => new Float32Array(Uint32Array.of(Number(bits)).buffer)[0] as number,
}
export const f64: Format = {
  digits: 53, least: -1074, number: (bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0] as number,
}

/** How many binary digits |n| has. */
export const lengthOf = (n: bigint): number => {
  const hex = (n < 0n ? -n : n).toString(16)
  return 4 * hex.length - Math.clz32(parseInt(hex.charAt(0), 16)) + 28
}

/** |n| / 2ᵏ to the nearest integer, ties to even. */
const quotient = (n: bigint, k: bigint): bigint => {
  if (k <= 0n) return n << -k
  const [whole, rest, half] = [n >> k, n & ((1n << k) - 1n), 1n << (k - 1n)]
  return rest > half || (rest === half && (whole & 1n) === 1n) ? whole + 1n : whole
}

/** n·2⁻ᵖ rounded; beyond the greatest float it is ∞, and zero is +0. */
export const nearest = (n: bigint, p: number, { digits, least, number }: Format): number => {
  if (n === 0n) return 0
  const size = n < 0n ? -n : n
  const unit = Math.max(lengthOf(size) - p - digits, least)
  const hidden = BigInt(digits - 1)
  // A significand that is carried to the next power of two is one of the next binade.
  const bits = (BigInt(unit - least) << hidden) + quotient(size, BigInt(unit + p))
  const infinite = BigInt(5 - 2 * (least + digits)) << hidden
  const value = number(bits < infinite ? bits : infinite)
  return n < 0n ? -value : value
}

/** A finite float as m·2ᵉ. */
export interface Dyadic {
  readonly m: bigint
  readonly e: number
}
export const dyadic = (x: number): Dyadic => {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0] as bigint
  const [field, fraction] = [Number((bits >> 52n) & 0x7ffn), bits & 0xfffffffffffffn]
  const m = field === 0 ? fraction : fraction + (1n << 52n)
  return { m: x < 0 ? -m : m, e: Math.max(field, 1) - 1075 }
}
