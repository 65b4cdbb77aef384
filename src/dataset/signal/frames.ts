/** Waveforms cut into frames. */
import { fail, expectShape } from '../../shape/error.js'
import type { Fits } from '../../shape/fits.js'
import { aBoolean, aNumber, anInteger, checkOptions, oneOf } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { windowPadding, windowSize, type Padding, type WindowSize } from '../../shape/window.js'
import { checkCount, expectTensor } from '../../tensor/argument.js'
import { typeInWords, type AnyTensor, type Tensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'
import { isWidths } from '../../tensor/window.js'

/**
 * Frames of `length` samples, begun every `step` samples. Inside the waveform by default; `'same'` or [before, after] adds
 * zeros around it: with half a frame on both sides, frame i is centred at sample i·step.
 */
export interface FramesOptions<L extends number = number, S extends number = number, P extends Padding = Padding> {
  readonly length: L
  readonly step: S
  readonly padding?: P
}

/** Of all features of sounds, which may share one record of options. */
export const featureKinds = {
  length: anInteger, step: anInteger,
  padding: {
    expected: `'valid', 'same' or [before, after]`,
    holds: (x: unknown) => x === 'valid' || x === 'same' || isWidths(x),
  },
  window: oneOf('hann', 'hamming', 'rectangular'),
  rate: true, bands: true, low: aNumber, high: aNumber, scale: oneOf('slaney', 'htk'), normalised: aBoolean,
  floor: true, coefficients: true,
} as const

/** [batch, samples] as [batch, frames, length]. */
export const framed = (operation: string, x: AnyTensor, { length, step, padding = 'valid' }: FramesOptions): AnyTensor => {
  const shape: Shape = expectTensor(operation, 'x', x).shape
  const [batch, samples] = shape as readonly [number, number]
  const isFloat = x.dtype === 'f32' || x.dtype === 'f64'
  if (shape.length !== 2 || !isFloat)
    fail(operation, { argument: 'x', expected: 'waveforms [batch, samples] of f32 or f64', received: typeInWords(x) })
  const size = windowSize(samples, length, step, 1, padding)
  const [frames] = expectShape(operation, 'x', typeof size === 'string' ? size : [size], shape) as readonly [number]
  const [low, high] = windowPadding(samples, length, step, 1, padding)
  const padded = raw.reshape(raw.pad(x, [0, low], [0, high]), [batch, samples + low + high, 1])
  return raw.reshape(raw.unfold(padded, { window: [length], stride: [step], dilation: [1] }), [batch, frames, length])
}

/** What frames need to be told. */
export const checkFrames = <O extends FramesOptions>(operation: string, options: O): O => {
  checkCount(operation, 'length', options.length)
  checkCount(operation, 'step', options.step)
  return options
}

/** How many frames there are, or why there are none. */
export type FrameCount<N extends number, L extends number, S extends number, P extends Padding> = WindowSize<N, L, S, 1, P>

/** [batch, frames, ...], where there are frames. */
export type Framed<B extends number, Count, Rest extends Shape> = Count extends number ? readonly [B, Count, ...Rest] : never

/** `Z` numbers for each frame of waveforms [batch, samples]. */
export interface PerFrame<L extends number, S extends number, P extends Padding, Z extends number> {
  <B extends number, N extends number, D extends Float>(
    x: Fits<FrameCount<N, L, S, P>> & Tensor<readonly [B, N], D>,
  ): Fits<FrameCount<N, L, S, P>> & Tensor<Framed<B, FrameCount<N, L, S, P>, readonly [Z]>, D>
}

/**
 * Waveforms [batch, samples] as [batch, frames, length]. A frame that is longer than the waveform, with what is added to it,
 * is an error.
 *
 * @example
 * pipe(t.of([1, 5], [1, 2, 3, 4, 5]), frames({ length: 3, step: 2 })) // [[[1, 2, 3], [3, 4, 5]]]
 */
export const frames = <const L extends number, const S extends number, const P extends Padding = 'valid'>(
  options: FramesOptions<L, S, P>,
): PerFrame<L, S, P, L> => {
  const cut = (x: AnyTensor): AnyTensor =>
    framed('signal.frames', x, checkFrames('signal.frames', checkOptions<FramesOptions>('signal.frames', options, featureKinds)))
  return cut as unknown as PerFrame<L, S, P, L>
}
