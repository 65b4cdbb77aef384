/**
 * The discrete Fourier transform X[k] = Σ x[j] exp(-2πi jk / n) of the rows of a matrix, out of primitives: so it has
 * derivatives, and the same bits on every backend.
 *
 * It is the mixed-radix algorithm of Cooley and Tukey (1965) in Stockham's order, which needs no reversal of bits: after each
 * radix r, parts of L finished frequencies have become parts of r·L. The r-point transforms of a stage are one product of a tall
 * matrix with a constant one of cosines and sines: products are what every backend is quickest at, so that radices of 8 and 16
 * cost less than the several passes over memory that smaller ones would take. Each element takes 8·r operations a stage, which is
 * O(n log n) as long as the radices stay small; a prime that is not, beyond 127, makes it Bluestein's algorithm (1970), which is
 * a convolution with a chirp, by transforms of a power of 2.
 */
import { cache } from '../program/cache.js'
import { elementsOf } from '../program/elements.js'
import { add, mul, sub } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { cosines, sines } from './turn.js'

/** Real and imaginary parts, [rows, n]. */
export interface Parts {
  readonly real: AnyTensor
  readonly imaginary: AnyTensor
}
/** The same, of real numbers without imaginary parts. */
export interface Given {
  readonly real: AnyTensor
  readonly imaginary: AnyTensor | undefined
}

/** A transform of rows of one length. */
export type Transform = (x: Given) => Parts

const table = (values: ArrayLike<number>, shape: readonly number[], dtype: DType): AnyTensor =>
  concrete({ shape, dtype }, elementsOf(dtype, values))

/** x·conj(w), w = c + i s. */
const realPart = /* @__PURE__ */ raw.elementwise((re, im, c, s) => add(mul(re, c), mul(im, s)))
const imaginaryPart = /* @__PURE__ */ raw.elementwise((re, im, c, s) => sub(mul(im, c), mul(re, s)))
const turned = ({ real, imaginary }: Parts, c: AnyTensor, s: AnyTensor): Parts => {
  const [cosine, sine] = [raw.broadcast(c, real.shape), raw.broadcast(s, real.shape)]
  return { real: realPart(real, imaginary, cosine, sine), imaginary: imaginaryPart(real, imaginary, cosine, sine) }
}

/** The imaginary unit times the conjugate: transforms between two such are backward. */
export const swapped = ({ real, imaginary }: Parts): Parts => ({ real: imaginary, imaginary: real })

const primes = (n: number): readonly number[] => {
  const found: number[] = []
  for (let p = 2, rest = n; rest > 1; p = p * p > rest ? rest : p + 1)
    for (; rest % p === 0; rest /= p) found.push(p)
  return found
}

/** Radices whose product is n: powers of 2 up to 16, as even as may be, and odd ones up to 16 unless a prime is larger. */
const radices = (n: number): readonly number[] => {
  const all = primes(n)
  const twos = all.filter((p) => p === 2).length
  const stages = Math.ceil(twos / 4)
  const powers = Array.from({ length: stages }, (_, i) => 1 << (Math.floor(twos / stages) + (i < twos % stages ? 1 : 0)))
  return all.filter((p) => p !== 2).reduce<readonly number[]>((list, p) => {
    const last = list.at(-1)
    return last !== undefined && last % 2 === 1 && last * p <= 16 ? [...list.slice(0, -1), last * p] : [...list, p]
  }, powers)
}

/** From rows of parts of `done` frequencies to parts of `radix` times as many. */
const stage = (n: number, radix: number, done: number, c: Float64Array, s: Float64Array, dtype: DType): Transform => {
  const [parts, size] = [n / done / radix, radix * done]
  const at = (turn: number, of: number): number => (turn % of) * (n / of)
  const pairs = (of: number, list: (i: number, j: number) => number): Float64Array =>
    Float64Array.from({ length: radix * of }, (_, i) => list(Math.floor(i / of), i % of))
  const cosine = table(pairs(done, (r, k) => c[at(r * k, size)] as number), [1, radix, 1, done], dtype)
  const sine = table(pairs(done, (r, k) => s[at(r * k, size)] as number), [1, radix, 1, done], dtype)
  // exp(-iθ) of a real number is [cos, -sin], of an imaginary one [sin, cos]: the results' real parts, then their imaginary ones.
  const cos = (r: number, q: number): number => c[at(r * q, radix)] as number
  const sin = (r: number, q: number): number => s[at(r * q, radix)] as number
  const ofReal = table(pairs(2 * radix, (r, q) => (q < radix ? cos(r, q) : 0 - sin(r, q - radix))), [radix, 2 * radix], dtype)
  const ofImaginary = table(pairs(2 * radix, (r, q) => (q < radix ? sin(r, q) : cos(r, q - radix))), [radix, 2 * radix], dtype)
  return ({ real, imaginary }) => {
    const rows = real.shape[0] as number
    const apart = (x: AnyTensor): AnyTensor => raw.reshape(x, [rows, radix, parts, done])
    const { real: re, imaginary: im } = imaginary === undefined ? { real: apart(real), imaginary: undefined }
      : done === 1 ? { real: apart(real), imaginary: apart(imaginary) }
      : turned({ real: apart(real), imaginary: apart(imaginary) }, cosine, sine)
    const tall = rows * parts * done
    const times = (x: AnyTensor, matrix: AnyTensor): AnyTensor =>
      raw.contract(raw.reshape(raw.permute(x, [0, 2, 3, 1]), [tall, radix]), matrix)
    const both = im === undefined ? times(re, ofReal) : raw.add(times(re, ofReal), times(im, ofImaginary))
    const half = (from: number): AnyTensor => {
      const found = raw.reshape(raw.slice(both, [0, from], [tall, from + radix]), [rows, parts, done, radix])
      return raw.reshape(raw.permute(found, [0, 1, 3, 2]), [rows, n])
    }
    return { real: half(0), imaginary: half(radix) }
  }
}

const mixed = (n: number, dtype: DType): Transform => {
  const [c, s] = [cosines(n), sines(n)]
  let done = 1
  const stages = radices(n).map((radix) => {
    const made = stage(n, radix, done, c, s, dtype)
    done *= radix
    return made
  })
  return (x) => {
    const [first, ...rest] = stages
    const begun = first === undefined ? x : first(x)
    return rest.reduce<Parts>((y, next) => next(y), { ...begun, imaginary: begun.imaginary ?? raw.zerosLike(begun.real) })
  }
}

/** jk = (j² + k² - (k - j)²) / 2: a convolution with exp(πi j² / n), between two products with its conjugate. */
const bluestein = (n: number, dtype: DType): Transform => {
  let length = 1
  while (length < 2 * n - 1) length *= 2
  const [c, s] = [cosines(2 * n), sines(2 * n)]
  const squares = Array.from({ length: n }, (_, j) => (j * j) % (2 * n))
  const chirp = [c, s].map((values) => squares.map((turn) => values[turn] as number)) as [number[], number[]]
  const around = chirp.map((values) =>
    table(Array.from({ length }, (_, j) => values[Math.min(j, length - j)] ?? 0), [1, length], 'f64')) as [AnyTensor, AnyTensor]
  const spectrum = mixed(length, 'f64')({ real: around[0], imaginary: around[1] })
  // The conjugate, as products are with conjugates, and what going back is divided by.
  const scaled = (x: AnyTensor, by: number): AnyTensor =>
    table(Array.from(elements(x), (value) => value / by), [1, length], dtype)
  const [re, im] = [scaled(spectrum.real, length), scaled(spectrum.imaginary, -length)]
  const [cosine, sine] = [table(chirp[0], [1, n], dtype), table(chirp[1], [1, n], dtype)]
  const transform = mixed(length, dtype)
  return ({ real, imaginary }) => {
    const rows = real.shape[0] as number
    const begun = turned({ real, imaginary: imaginary ?? raw.zerosLike(real) }, cosine, sine)
    const wide = (x: AnyTensor): AnyTensor => raw.pad(x, [0, 0], [0, length - n])
    const product = turned(transform({ real: wide(begun.real), imaginary: wide(begun.imaginary) }), re, im)
    const back = swapped(transform(swapped(product)))
    const narrow = (x: AnyTensor): AnyTensor => raw.slice(x, [0, 0], [rows, n])
    return turned({ real: narrow(back.real), imaginary: narrow(back.imaginary) }, cosine, sine)
  }
}

/** Tables are kept of transforms whose lengths add up to this. */
const kept = /* @__PURE__ */ cache<{ readonly n: number; readonly transform: Transform }>(1_048_576, ({ n }) => n)

/** The transform of rows of `n` numbers. */
export const transformOf = (n: number, dtype: DType): Transform => {
  const make = (): Transform => (primes(n).some((p) => p > 127) ? bluestein : mixed)(n, dtype)
  return kept(`${dtype} ${n}`, () => ({ n, transform: make() })).transform
}
