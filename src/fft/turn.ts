/** Cosines and sines of fractions of a turn, in double precision, by the functions that are proved. */
import { elementsOf } from '../program/elements.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import { cos, sin } from '../tensor/unary.js'

export const doubles = (values: ArrayLike<number>): AnyTensor =>
  concrete({ shape: [values.length], dtype: 'f64' }, elementsOf('f64', values))

/** The angle in the first eighth of a turn whose cosine or sine it is, up to its sign. */
interface Reduced {
  readonly sign: 1 | -1
  readonly by: 'cos' | 'sin'
  readonly angle: number
}

/** cos(2π n / of), 0 ≤ n < of; the fraction is exact until the last step, so what should be 0 or ±1 is. */
const reduced = (n: number, of: number): Reduced => {
  if (2 * n > of) return reduced(of - n, of)
  if (4 * n > of) return { ...reduced(of - 2 * n, 2 * of), sign: -1 }
  if (8 * n > of) return { sign: 1, by: 'sin', angle: 2 * Math.PI * ((of - 4 * n) / (4 * of)) }
  return { sign: 1, by: 'cos', angle: 2 * Math.PI * (n / of) }
}

const valuesOf = (parts: readonly Reduced[]): Float64Array => {
  const angles = doubles(parts.map(({ angle }) => angle))
  const values = { cos: elements(cos(angles)), sin: elements(sin(angles)) }
  return Float64Array.from(parts, ({ sign, by }, i) => sign * (values[by][i] as number))
}

/** cos(2π i / count) for i = 0 … count - 1. */
export const cosines = (count: number): Float64Array => valuesOf(Array.from({ length: count }, (_, i) => reduced(i, count)))

/** sin(2π i / count), which is cos(2π i / count - a quarter), for i = 0 … count - 1. */
export const sines = (count: number): Float64Array =>
  valuesOf(Array.from({ length: count }, (_, i) => reduced((4 * i + 3 * count) % (4 * count), 4 * count)))
