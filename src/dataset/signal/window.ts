/** Windows: weights that let a frame fade in and out, so that its ends make no frequencies of their own. */
import { elementsOf } from '../../program/elements.js'
import { checkWhole } from '../../tensor/argument.js'
import { concrete, type Tensor } from '../../tensor/tensor.js'
import { cosines } from '../../fft/turn.js'

/** The windows by name; `rectangular` is 1 everywhere. */
export type WindowName = 'hann' | 'hamming' | 'rectangular'

/** The shares of the constant and of the cosine. */
const shares: Readonly<Record<WindowName, readonly [constant: number, cosine: number]>> = {
  hann: [0.5, 0.5], hamming: [0.54, 0.46], rectangular: [1, 0],
}

/** a - b cos(2π i / length): one period, which begins with its least. */
export const weights = (name: WindowName, length: number): Float64Array => {
  const [constant, cosine] = shares[name]
  return cosines(length).map((c) => constant - cosine * c)
}

/** In samples: more than a minute of any sound. */
const longest = 4_194_304

const window = (name: WindowName) => <const L extends number>(length: L): Tensor<readonly [L]> => {
  checkWhole(`signal.${name}`, 'length', length, 1, longest)
  return concrete({ shape: [length], dtype: 'f32' }, elementsOf('f32', weights(name, length))) as Tensor<readonly [L]>
}

/**
 * ½ - ½ cos(2π i / length), [length]: periodic, as it is used for spectra (von Hann; Blackman and Tukey, 1958).
 *
 * @example
 * hann(4) // [0, 0.5, 1, 0.5]
 */
export const hann = window('hann')

/**
 * 0.54 - 0.46 cos(2π i / length), [length]: periodic, as it is used for spectra (Hamming, 1977).
 *
 * @example
 * hamming(4) // [0.08, 0.54, 1, 0.54]
 */
export const hamming = window('hamming')
