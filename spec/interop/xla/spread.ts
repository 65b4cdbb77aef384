/**
 * Inputs for functions of numbers: all exponents, special values, the neighborhoods of zeros and ends of domains, common sizes.
 */
import type { Float } from '../../../src/shape/shape.js'

/** The same whole numbers below 2³² on every run (xorshift of Marsaglia, 2003). */
const words = (seed: number): (() => number) => {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const special = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 4, 10, 100, 88.7, 89, -87.3, -104, 709.7, 710, -746, Infinity, -Infinity, NaN]

/** Where functions have zeros, poles, ends and seams. */
const places = [
  0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, Math.E, Math.PI, -Math.PI, Math.PI / 2, Math.PI / 4, 100 * Math.PI, 1.4616321449683622,
  -0.5040830082644554, -2.4570247382208, -2.7476826467274125, -4, 8, 16.5, 88, 88.72, -87.3, -17, 9, 4, -4, 1e4, 0.01, 20, -10,
]

const formats = {
  f32: { of: Float32Array, words: Uint32Array, per: 1, least: 2 ** -126, digits: 24 },
  f64: { of: Float64Array, words: Uint32Array, per: 2, least: 2 ** -1022, digits: 53 },
} as const

/** So many inputs; other seeds give others. There are none below the least normal number but 0. */
export const spread = (dtype: Float, count: number, seed = 1): Float32Array | Float64Array => {
  const { of, least, digits, per } = formats[dtype]
  const next = words(seed)
  const unit = (): number => (next() + 0.5) / 2 ** 32
  const xs = new of(count)
  xs.set(special.slice(0, count))
  const bits = new Uint32Array(xs.buffer)
  for (let i = special.length; i < count; i++) {
    const sign = next() & 1 ? -1 : 1
    switch (i % 8) {
      case 0: case 1: case 2: for (let j = 0; j < per; j++) bits[i * per + j] = next(); break
      case 3: case 4: {
        const place = places[next() % places.length]!
        // Some hundred floats on both sides, or any distance.
        const steps = i % 2 === 0 ? (next() % 256) * 2 ** (1 - digits) : 2 ** (-digits * unit())
        xs[i] = place + sign * steps * (Math.abs(place) || 1)
        break
      }
      case 5: xs[i] = sign * unit(); break
      case 6: xs[i] = sign * 20 * unit() ** 2; break
      default: xs[i] = sign * 10 ** (8 * unit() - 4)
    }
    if (Math.abs(xs[i]!) < least) xs[i] = 0
  }
  return xs
}

/** The same in another order: partners for functions of two. */
export const partners = (dtype: Float, xs: Float32Array | Float64Array, seed = 7): Float32Array | Float64Array => {
  const next = words(seed)
  return spread(dtype, xs.length, seed).map((y, i) => {
    switch (i % 5) {
      case 0: return xs[i]!
      case 1: return (next() % 41 - 20) / 2
      default: return y
    }
  })
}
