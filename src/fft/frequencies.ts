/** Which frequency stands where. */
import { axisIndex } from '../shape/axes.js'
import { aNumber, check } from '../shape/options.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Shape } from '../shape/shape.js'
import { expectShape } from '../shape/error.js'
import { bins, spectrum, type Bins, type Spectrum } from '../shape/spectrum.js'
import { checkMemory } from '../program/elements.js'
import { convert, div, like, lt, select, sub } from '../program/scalar.js'
import { checkCount, expectTensor } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { axisOf } from './along.js'

/** k / (n·spacing), rounded once, for k = 0, 1, … and, from `negative` on, k - n. */
const frequencies = (
  operation: string, n: number, spacing: number, count: (n: number) => number, negative: number,
): AnyTensor => {
  checkCount(operation, 'n', n)
  check(operation, { spacing }, { spacing: aNumber })
  checkMemory(operation, 'n', 'f32', n)
  const frequency = raw.elementwise((i) => {
    const k = convert(i, 'f64')
    return convert(div(select(lt(k, like(k, negative)), k, sub(k, like(k, n))), like(k, n * spacing)), 'f32')
  })
  return frequency(raw.iota([count(n)], 0))
}

/**
 * The frequencies of `fft` of `n` numbers in cycles per unit, `spacing` units apart: [0, 1, …, -2, -1] / (n·spacing), [n]. Where
 * n is even the one in the middle is negative.
 *
 * @example
 * fftFrequencies(4) // [0, 0.25, -0.5, -0.25]
 * rfftFrequencies(4, 0.5) // [0, 0.5, 1]
 */
export const fftFrequencies = <const N extends number>(n: N, spacing = 1): Tensor<readonly [N]> =>
  frequencies('fftFrequencies', n, spacing, () => n, Math.ceil(n / 2)) as Tensor<readonly [N]>

/** The frequencies of `rfft` of `n` numbers in cycles per unit, `spacing` units apart: [0, 1, …] / (n·spacing), [⌊n / 2⌋ + 1]. */
export const rfftFrequencies = <const N extends number>(n: N, spacing = 1): Tensor<readonly [Bins<N>]> =>
  frequencies('rfftFrequencies', n, spacing, bins, n) as Tensor<readonly [Bins<N>]>

/** A rearrangement along the axis `A` of any tensor that has it. */
export interface Shifting<A extends number> {
  <S extends Shape, D extends DType>(x: Fits<Spectrum<S, A>> & Tensor<S, D>): Tensor<S, D>
}

// @__NO_SIDE_EFFECTS__
const shift = (operation: string, first: (n: number) => number) => (axis?: number) => {
  const at = axisOf(operation, axis)
  return (x: AnyTensor): AnyTensor => {
    expectShape(operation, 'axis', spectrum(expectTensor(operation, 'x', x).shape, at), x.shape)
    const index = axisIndex(x.shape, at) as number
    const [shape, cut] = [x.shape as Shape, first(x.shape[index] as number)]
    const part = (from: number, to: number): AnyTensor =>
      raw.slice(x, shape.map((_, i) => (i === index ? from : 0)), shape.map((n, i) => (i === index ? to : n)))
    return cut === 0 ? x : raw.concatenate([part(cut, shape[index] as number), part(0, cut)], index)
  }
}

/**
 * Frequency 0 moved to the middle of an axis, by default the last: what stands in order from 0 on then stands in order from the
 * most negative one on.
 *
 * @example
 * fftShift()(fftFrequencies(4)) // [-0.5, -0.25, 0, 0.25]
 * ifftShift()(fftShift()(fftFrequencies(5))) // [0, 0.2, 0.4, -0.4, -0.2]
 */
export const fftShift = shift('fftShift', (n) => Math.ceil(n / 2)) as <const A extends number = -1>(axis?: A) => Shifting<A>

/** The inverse of `fftShift`. */
export const ifftShift = shift('ifftShift', (n) => Math.floor(n / 2)) as <const A extends number = -1>(axis?: A) => Shifting<A>
