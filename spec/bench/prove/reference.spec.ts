/** The reference of the proofs keeps the error that the rounding test counts on: exact arithmetic says so. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pi } from '../../../bench/prove/exact/fixed.js'
import { names, value, type Name } from '../../../bench/prove/exact/functions.js'
import { dyadic, f32, lengthOf } from '../../../bench/prove/exact/nearest.js'
import { unitOf } from '../../../bench/prove/reference/circular.js'
import type { F64 } from '../../../bench/prove/reference/double.js'
import { reference, type Reference } from '../../../bench/prove/reference/reference.js'
import { evaluate } from '../../../src/backend/scalar.js'
import { expression, type Expression } from '../../../src/program/expression.js'
import { convert, type Scalar } from '../../../src/program/scalar.js'

/** Where the value is no more than a limit, and only that is promised. */
const isLimit: Readonly<Record<Name, (x: number) => boolean>> = {
  exp: (x) => x > 89 || x < -104,
  expm1: (x) => x > 89 || x < -104,
  log: (x) => x <= 0 || x === 1,
  log1p: (x) => x <= -1,
  tanh: (x) => Math.abs(x) > 20,
  sin: () => false,
  cos: () => false,
  erf: (x) => Math.abs(x) >= 4,
  tan: () => false,
  asin: (x) => Math.abs(x) > 1,
  acos: (x) => Math.abs(x) > 1 || x === 1,
  atan: () => false,
  sinh: (x) => Math.abs(x) > 89,
  cosh: (x) => Math.abs(x) > 89,
  asinh: () => false,
  acosh: (x) => x <= 1,
  atanh: (x) => Math.abs(x) >= 1,
  log2: (x) => x <= 0 || x === 1,
  log10: (x) => x <= 0 || x === 1,
  exp2: (x) => x > 128 || x < -150,
  rsqrt: (x) => x <= 0,
  cbrt: () => false,
}

const parts = new Map<Reference['f'], readonly [Expression, Expression]>()
const partsOf = ({ f, given }: Reference): readonly [Expression, Expression] => {
  const part = (i: 0 | 1): Expression => expression(['f32', ...given.map(() => 'f64' as const)], (...args) => {
    const [x, ...numbers] = args.slice(0, 1 + given.length) as readonly Scalar[] as readonly [Scalar, ...F64[]]
    return f(convert(x, 'f64'), ...numbers)[i]
  })
  const made = parts.get(f) ?? [part(0), part(1)]
  parts.set(f, made)
  return made
}
/** Both parts of the reference at an f32, with its error as a power of two of its value. */
const at = (name: Name, x: number): { readonly high: number; readonly low: number; readonly error: number } => {
  const near = reference[name]((new Uint32Array(Float32Array.of(x).buffer)[0]! >>> 23) & 255)
  const [high, low] = partsOf(near).map((part) => {
    const out = new Float64Array(1)
    evaluate(part)(out, [Float32Array.of(x), ...near.given.map((c) => Float64Array.of(c))])
    return out[0]!
  }) as [number, number]
  const { n, p } = value(name, x, 200)
  const scaled = (v: number): bigint => {
    const { m, e } = dyadic(v)
    return p + e < 0 ? m >> BigInt(-p - e) : m << BigInt(p + e)
  }
  const difference = scaled(high) + scaled(low) - n
  return { high, low, error: difference === 0n ? -Infinity : lengthOf(difference) + 1 - lengthOf(n) }
}

const fraction = fc.integer({ min: 0, max: 2 ** 23 - 1 })
test.each(names)('%s errs by less than 2⁻⁷⁰ of its value, in every binade', (name) => {
  for (let field = 0; field < 510; field++) {
    const xs = [1, 2 ** 23 - 1, ...fc.sample(fraction, { numRuns: 2, seed: field })]
      .map((low) => f32.number(BigInt((field % 2) * 2 ** 31 + (field >> 1) * 2 ** 23 + low)))
    for (const x of xs.filter((v) => !isLimit[name](v))) {
      const { high, low, error } = at(name, x)
      expect({ x, error: error < -70 }).toEqual({ x, error: true })
      // High is the nearest f64 to the sum.
      expect(high + low).toBe(high)
    }
  }
})

/** The least of |m·c - n| over whole m from 1 to `most` and whole n, for c = a/b: it is that of a convergent of c. */
const least = (a: bigint, b: bigint, most: bigint): readonly [bigint, bigint] => {
  let [before, m, x, y] = [0n, 1n, b, a % b]
  while (y > 0n) {
    const next = (x / y) * m + before
    if (next > most) break
    ;[before, m, x, y] = [m, next, y, x % y]
  }
  const rest = (m * a) % b
  return [rest < b - rest ? rest : b - rest, b]
}

test('no f32 but 0 lies nearer than 2⁻³³ quarter turns to a multiple of π/2', () => {
  for (let exponent = 0; exponent < 255; exponent++) {
    // Below a quarter turn the multiple is 0, which is as far as x itself.
    if (exponent < 126) continue
    const unit = unitOf(exponent)
    const [a, b] = [1n << BigInt(1 + 600 + Math.max(unit, 0)), pi(600) << BigInt(Math.max(-unit, 0))]
    const [distance, of] = least(a, b, 2n ** 24n - 1n)
    expect(lengthOf(distance) - lengthOf(of)).toBeGreaterThan(-33)
  }
})
