/**
 * What models of speech hear: the power in bands of the mel scale, its logarithm, and the cepstrum. All are functions of
 * tensors: they can be traced, have derivatives, and give the same bits on every backend.
 */
import { log as logarithm } from '../../program/elementary/functions.js'
import { checkMemory, elementsOf } from '../../program/elements.js'
import { memo } from '../../program/memo.js'
import { like, max } from '../../program/scalar.js'
import { fail } from '../../shape/error.js'
import { checkOptions } from '../../shape/options.js'
import type { DType, Shape } from '../../shape/shape.js'
import type { Padding } from '../../shape/window.js'
import { checkCount } from '../../tensor/argument.js'
import { concrete, type AnyTensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'
import { featureKinds, type PerFrame } from './frames.js'
import { filters, type MelOptions } from './mel.js'
import { powers, type SpectrogramOptions } from './spectrogram.js'
import { cosines } from '../../fft/turn.js'

/** Frames, their window, and the bands of the mel scale. */
export type BandOptions<
  L extends number = number, S extends number = number, P extends Padding = Padding, M extends number = number,
> = SpectrogramOptions<L, S, P> & MelOptions<M>

/** The same, and the power that the logarithm takes in place of less, by default 1e-10. */
export type LogOptions<
  L extends number = number, S extends number = number, P extends Padding = Padding, M extends number = number,
> = BandOptions<L, S, P, M> & { readonly floor?: number }

/** The same, and how many coefficients of the cepstrum are kept. */
export type CepstrumOptions<
  L extends number = number, S extends number = number, P extends Padding = Padding, M extends number = number,
  C extends number = number,
> = LogOptions<L, S, P, M> & { readonly coefficients: C }

/** [batch, frames, n] · [n, m] = [batch, frames, m]. */
const product = (x: AnyTensor, matrix: AnyTensor): AnyTensor => {
  const [batch, frames, n] = x.shape as Shape & readonly [number, number, number]
  return raw.reshape(raw.contract(raw.reshape(x, [batch * frames, n]), matrix), [batch, frames, matrix.shape[1] as number])
}

type Feature = (x: AnyTensor) => AnyTensor

const bandPowers = (operation: string, options: BandOptions): Feature => {
  const power = powers(operation, options)
  // What is wrong with the options is said before there is a waveform.
  filters(operation, { ...options, bands: 1 }, 1, 'f32')
  checkCount(operation, 'bands', options.bands)
  const matrix = memo((dtype: DType) => filters(operation, options, options.length, dtype))
  return (x) => product(power(x), matrix(x.dtype))
}

const bandLogs = (operation: string, options: LogOptions): Feature => {
  const { floor = 1e-10 } = options
  const isFloor = typeof floor === 'number' && floor > 0 && floor < Infinity
  if (!isFloor) fail(operation, { argument: 'floor', expected: 'a finite number above 0', received: floor })
  const bands = bandPowers(operation, options)
  const log = raw.elementwise((x) => logarithm(max(x, like(x, floor))))
  return (x) => log(bands(x))
}

/** The orthonormal cosine transform of the second kind: [n, count]. */
const cosineTransform = (n: number, count: number, dtype: DType): AnyTensor => {
  // cos(π k (2i + 1) / 2n) is a place of the table of 4n parts of a turn.
  const table = cosines(4 * n)
  const [first, rest] = [Math.sqrt(1 / n), Math.sqrt(2 / n)]
  const value = (i: number, k: number): number => (k === 0 ? first : rest) * (table[(k * (2 * i + 1)) % (4 * n)] as number)
  const values = Float64Array.from({ length: n * count }, (_, at) => value(Math.floor(at / count), at % count))
  return concrete({ shape: [n, count], dtype }, elementsOf(dtype, values))
}

const cepstrum = (operation: string, options: CepstrumOptions): Feature => {
  const { bands, coefficients } = options
  checkCount(operation, 'coefficients', coefficients)
  const expected = `at most ${bands}, the number of bands`
  checkMemory(operation, 'bands and coefficients', 'f64', bands * coefficients)
  if (coefficients > bands) fail(operation, { argument: 'coefficients', expected, received: coefficients })
  const logs = bandLogs(operation, options)
  const matrix = memo((dtype: DType) => cosineTransform(bands, coefficients, dtype))
  return (x) => product(logs(x), matrix(x.dtype))
}

/**
 * The power in each band of the mel scale: waveforms [batch, samples] to [batch, frames, bands].
 *
 * @example
 * const tone = t.of([1, 8], [1, 0, -1, 0, 1, 0, -1, 0])
 * pipe(tone, melSpectrogram({ length: 8, step: 8, rate: 8, bands: 3, normalised: false })).shape // [1, 1, 3]
 */
export const melSpectrogram = <
  const L extends number, const S extends number, const M extends number, const P extends Padding = 'valid',
>(options: BandOptions<L, S, P, M>) =>
  bandPowers('signal.melSpectrogram', checkOptions<BandOptions>('signal.melSpectrogram', options, featureKinds)) as
    unknown as PerFrame<L, S, P, M>

/**
 * The natural logarithm of the power in each band, of `floor` where there is less: [batch, samples] to
 * [batch, frames, bands].
 *
 * @example
 * pipe(t.zeros([1, 8]), logMel({ length: 8, step: 8, rate: 8, bands: 2, floor: 1 })) // [[[0, 0]]]
 */
export const logMel = <
  const L extends number, const S extends number, const M extends number, const P extends Padding = 'valid',
>(options: LogOptions<L, S, P, M>) =>
  bandLogs('signal.logMel', checkOptions<LogOptions>('signal.logMel', options, featureKinds)) as unknown as PerFrame<L, S, P, M>

/**
 * Mel-frequency cepstral coefficients (Davis and Mermelstein, 1980): the orthonormal cosine transform of `logMel` over its
 * bands, the first `coefficients` of it: [batch, samples] to [batch, frames, coefficients].
 *
 * @example
 * pipe(t.zeros([1, 8]), mfcc({ length: 8, step: 8, rate: 8, bands: 4, coefficients: 2, floor: 1 })) // [[[0, 0]]]
 */
export const mfcc = <
  const L extends number, const S extends number, const M extends number, const C extends number,
  const P extends Padding = 'valid',
>(options: CepstrumOptions<L, S, P, M, C>) =>
  cepstrum('signal.mfcc', checkOptions<CepstrumOptions>('signal.mfcc', options, featureKinds)) as unknown as PerFrame<L, S, P, C>
