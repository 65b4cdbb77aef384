/**
 * The power of each frequency in each frame, by a discrete Fourier transform that is one matrix product: for frames of some
 * hundred samples as quick as a fast one, and its sums have the one order that products of matrices have everywhere.
 */
import { cosines, sines } from '../../fft/turn.js'
import { checkMemory, elementsOf } from '../../program/elements.js'
import { memo } from '../../program/memo.js'
import { checkOptions } from '../../shape/options.js'
import type { DType, Shape } from '../../shape/shape.js'
import { bins, type Bins } from '../../shape/spectrum.js'
import type { Padding } from '../../shape/window.js'
import { concrete, type AnyTensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'
import { checkFrames, featureKinds, framed, type FramesOptions, type PerFrame } from './frames.js'
import { weights, type WindowName } from './window.js'

/** Frames, and the window that they are weighted by, by default `'hann'`. */
export interface SpectrogramOptions<L extends number = number, S extends number = number, P extends Padding = Padding>
  extends FramesOptions<L, S, P> {
  readonly window?: WindowName
}

/** w(n) cos(2π k n / length), then w(n) sin(2π k n / length), for all frequencies k: [length, 2 bins], rounded once. */
const transform = (length: number, window: WindowName, dtype: DType): AnyTensor => {
  const [cosine, weight, count] = [cosines(length), weights(window, length), bins(length)]
  const values = new Float64Array(length * 2 * count)
  const sine = sines(length)
  for (let n = 0; n < length; n++) {
    for (let k = 0; k < count; k++) {
      const turn = (k * n) % length
      values[n * 2 * count + k] = (weight[n] as number) * (cosine[turn] as number)
      values[n * 2 * count + count + k] = (weight[n] as number) * (sine[turn] as number)
    }
  }
  return concrete({ shape: [length, 2 * count], dtype }, elementsOf(dtype, values))
}

/** |X|², [batch, frames, bins]. */
export const powers = (operation: string, options: SpectrogramOptions): ((x: AnyTensor) => AnyTensor) => {
  const { length, window = 'hann' } = checkFrames(operation, options)
  checkMemory(operation, 'length', 'f64', length * 2 * bins(length))
  const [matrix, count] = [memo((dtype: DType) => transform(length, window, dtype)), bins(length)]
  return (x) => {
    const cut = framed(operation, x, options)
    const [batch, frames] = cut.shape as Shape & readonly [number, number, number]
    const both = raw.contract(raw.reshape(cut, [batch * frames, length]), matrix(x.dtype))
    const real = raw.slice(both, [0, 0], [batch * frames, count])
    const imaginary = raw.slice(both, [0, count], [batch * frames, 2 * count])
    return raw.reshape(raw.add(raw.square(real), raw.square(imaginary)), [batch, frames, count])
  }
}

/**
 * The power |Σ w(n) x(n) exp(-2πi k n / length)|² at the frequencies k·rate/length: waveforms [batch, samples] to
 * [batch, frames, ⌊length / 2⌋ + 1]. A frame that is longer than the waveform is an error.
 *
 * @example
 * pipe(t.of([1, 4], [1, -1, 1, -1]), spectrogram({ length: 4, step: 4, window: 'rectangular' })) // [[[0, 0, 16]]]
 */
export const spectrogram = <const L extends number, const S extends number, const P extends Padding = 'valid'>(
  options: SpectrogramOptions<L, S, P>,
): PerFrame<L, S, P, Bins<L>> =>
  powers('signal.spectrogram', checkOptions<SpectrogramOptions>('signal.spectrogram', options, featureKinds)) as unknown as
    PerFrame<L, S, P, Bins<L>>
