/** Transforms of complex numbers, forward and back. */
import { fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { spectrum, type Spectrum } from '../shape/spectrum.js'
import * as raw from '../tensor/untyped.js'
import { along, axisOf } from './along.js'
import { expectComplex, type AnyComplex, type Complex } from './complex.js'
import { swapped, transformOf, type Given, type Parts } from './transform.js'

/** A transform along the axis `A` of complex numbers of any shape that has it. */
export interface Transforming<A extends number> {
  <S extends Shape, D extends Float>(z: Fits<Spectrum<S, A>> & Complex<S, D>): Complex<S, D>
}

/** A transform of complex numbers [..., height, width]. */
export interface Transforming2d {
  <S extends Shape, D extends Float>(z: Fits<Spectrum<S, -2>> & Complex<S, D>): Complex<S, D>
}

/** Σ x exp(-2πi jk / n) of rows of numbers. */
export const forward = (x: Given): Parts => transformOf(x.real.shape[1] as number, x.real.dtype)(x)

/** Σ x exp(2πi jk / n) / n of rows of numbers. */
export const backward = (x: Parts): Parts => {
  const { real, imaginary } = swapped(forward(swapped(x)))
  const n = raw.full(real.shape, real.shape[1] as number, real.dtype)
  return { real: raw.div(real, n), imaginary: raw.div(imaginary, n) }
}

type Rows = (x: Parts) => Parts
const transformed = (operation: string, f: Rows, axis: number, z: AnyComplex): AnyComplex => {
  const given = expectComplex(operation, z)
  return along(operation, spectrum(given.real.shape, axis), axis, given, (rows) => f(rows as Parts))
}

// @__NO_SIDE_EFFECTS__
const oneAxis = (operation: string, f: Rows) => (axis?: number) => {
  const at = axisOf(operation, axis)
  return (z: AnyComplex): AnyComplex => transformed(operation, f, at, z)
}

// @__NO_SIDE_EFFECTS__
const twoAxes = (operation: string, f: Rows) => (z: AnyComplex): AnyComplex => {
  const { shape } = expectComplex(operation, z).real
  if (shape.length < 2) fail(operation, { argument: 'z', expected: 'numbers [..., height, width]', received: shape })
  return transformed(operation, f, -2, transformed(operation, f, -1, z))
}

/**
 * The discrete Fourier transform along an axis, by default the last: X[k] = Σ x[j] exp(-2πi jk / n), for k = 0 … n - 1, of
 * complex numbers as a record of two tensors of one shape. Any n is O(n log n): a product of small primes by the algorithm of
 * Cooley and Tukey (1965), others by Bluestein's (1970). An axis without elements is an error.
 *
 * @example
 * const z = { real: t.of([4], [1, 2, 3, 4]), imaginary: t.zeros([4]) }
 * fft.fft()(z) // { real: [10, -2, -2, -2], imaginary: [0, 2, 0, -2] }
 * pipe(z, fft.fft(), fft.ifft()).real // [1, 2, 3, 4]
 */
export const fft = oneAxis('fft', forward) as <const A extends number = -1>(axis?: A) => Transforming<A>

/** The inverse of `fft`: x[j] = Σ X[k] exp(2πi jk / n) / n, along an axis, by default the last. */
export const ifft = oneAxis('ifft', backward) as <const A extends number = -1>(axis?: A) => Transforming<A>

/**
 * `fft` along the last axis, then along the last but one: [..., height, width].
 *
 * @example
 * const z = { real: t.of([2, 2], [1, 2, 3, 4]), imaginary: t.zeros([2, 2]) }
 * fft2(z).real // [[10, -2], [-4, 0]]
 * ifft2(fft2(z)).real // [[1, 2], [3, 4]]
 */
export const fft2 = twoAxes('fft2', forward) as Transforming2d

/** The inverse of `fft2`. */
export const ifft2 = twoAxes('ifft2', backward) as Transforming2d
