/**
 * Numbers as integers n that stand for n·2⁻ᵖ, and the series that elementary functions are made of. Every operation
 * drops less than one unit; a series ends where its terms do.
 */

export const magnitude = (n: bigint): bigint => (n < 0n ? -n : n)

/** a·b and a/b of numbers with p digits after the point. */
export const times = (a: bigint, b: bigint, p: number): bigint => (a * b) >> BigInt(p)
export const over = (a: bigint, b: bigint, p: number): bigint => (a << BigInt(p)) / b

/** The integer nearest to a/b, b > 0. */
export const round = (a: bigint, b: bigint): bigint => {
  const twice = 2n * a + b
  return (twice - (((twice % (2n * b)) + 2n * b) % (2n * b))) / (2n * b)
}

/** The sum of first, next(first, 1), next(that, 2), …, while there is anything to add. */
const series = (first: bigint, next: (term: bigint, i: bigint) => bigint): bigint => {
  let sum = 0n
  for (let [term, i] = [first, 1n]; magnitude(term) > 1n; term = next(term, i++)) sum += term
  return sum
}

/** eˣ - 1 = x + x²/2 + x³/6 + … */
export const expm1Series = (x: bigint, p: number): bigint => series(x, (term, i) => times(term, x, p) / (i + 1n))

/** sin x = x - x³/6 + …, and cos x = 1 - x²/2 + … */
export const sinSeries = (x: bigint, p: number): bigint => {
  const square = times(x, x, p)
  return series(x, (term, i) => -times(term, square, p) / (2n * i * (2n * i + 1n)))
}
export const cosSeries = (x: bigint, p: number): bigint => {
  const square = times(x, x, p)
  return series(1n << BigInt(p), (term, i) => -times(term, square, p) / (2n * i * (2n * i - 1n)))
}

/** s + s³/3 + s⁵/5 + …, and with the other sign s - s³/3 + …: artanh s and arctan s. */
const odd = (s: bigint, p: number, sign: 1n | -1n): bigint => {
  const square = sign * times(s, s, p)
  let sum = 0n
  for (let [power, i] = [s, 1n]; magnitude(power) > 1n; power = times(power, square, p), i += 2n) sum += power / i
  return sum
}
export const artanh = (s: bigint, p: number): bigint => odd(s, p, 1n)
export const arctan = (s: bigint, p: number): bigint => odd(s, p, -1n)

/** x + 2x³/3 + 4x⁵/15 + … + 2ⁿx²ⁿ⁺¹/(2n + 1)!!, which is √π/2·e^(x²)·erf x. */
export const erfSeries = (x: bigint, p: number): bigint => {
  const twice = times(x, x, p) * 2n
  return series(x, (term, i) => times(term, twice, p) / (2n * i + 1n))
}

/** ⌊√n⌋ by Newton's steps from above. */
export const root = (n: bigint): bigint => {
  if (n === 0n) return n
  let x = 1n << BigInt((n.toString(2).length >> 1) + 1)
  for (let next = (x + n / x) >> 1n; next < x; next = (x + n / x) >> 1n) x = next
  return x
}

/** A constant with p digits after the point, computed once with 64 more. */
export const constant = (make: (p: number) => bigint): ((p: number) => bigint) => {
  const known = new Map<number, bigint>()
  return (p) => {
    const value = known.get(p) ?? make(p + 64) >> 64n
    known.set(p, value)
    return value
  }
}
const part = (n: bigint, p: number): bigint => (1n << BigInt(p)) / n

/** ln 2 = 2 artanh ⅓. */
export const ln2 = constant((p) => 2n * artanh(part(3n, p), p))
/** π = 16 arctan ⅕ - 4 arctan 1/239 (Machin 1706). */
export const pi = constant((p) => 16n * arctan(part(5n, p), p) - 4n * arctan(part(239n, p), p))
export const rootPi = constant((p) => root(pi(p) << BigInt(p)))
