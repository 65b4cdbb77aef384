/** Mel scales: frequencies as far apart as they sound. */
import { checkMemory, elementsOf } from '../../program/elements.js'
import { fail } from '../../shape/error.js'
import { checkOptions } from '../../shape/options.js'
import type { DType } from '../../shape/shape.js'
import { bins, type Bins } from '../../shape/spectrum.js'
import { checkCount, checkWhole } from '../../tensor/argument.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../../tensor/tensor.js'
import { exp, log } from '../../tensor/unary.js'
import { featureKinds } from './frames.js'
import { doubles } from '../../fft/turn.js'

/** How frequencies are gathered into bands. */
export interface MelOptions<M extends number = number> {
  /** Samples in a second. */
  readonly rate: number
  readonly bands: M
  /** Where the first band begins and the last one ends, in hertz: by default 0 and half the rate. */
  readonly low?: number
  readonly high?: number
  /** `'slaney'` is linear below 1000 Hz and logarithmic above (the default), `'htk'` is 2595 log₁₀(1 + f / 700). */
  readonly scale?: 'slaney' | 'htk'
  /** Whether each band's weights are divided by half its width in hertz, so that bands of noise are alike; by default so. */
  readonly normalised?: boolean
}

const over = (f: typeof log, values: readonly number[]): readonly number[] => Array.from(elements(f(doubles(values))))

interface Scale {
  readonly mels: (hertz: readonly number[]) => readonly number[]
  readonly hertz: (mels: readonly number[]) => readonly number[]
}

// Slaney, "Auditory toolbox" (1998): 200/3 Hz a mel up to 15 mels, then 27 mels for a factor of 6.4.
const slaney = (): Scale => {
  const [step] = over(log, [6.4]).map((x) => x / 27) as [number]
  return {
    mels: (hertz) => {
      const logs = over(log, hertz.map((f) => Math.max(f, 1000) / 1000))
      return hertz.map((f, i) => (f < 1000 ? f / (200 / 3) : 15 + (logs[i] as number) / step))
    },
    hertz: (mels) => {
      const powers = over(exp, mels.map((m) => Math.max(0, m - 15) * step))
      return mels.map((m, i) => (m < 15 ? m * (200 / 3) : 1000 * (powers[i] as number)))
    },
  }
}

// O'Shaughnessy (1987), as in HTK: 2595 log₁₀(1 + f / 700), here by natural logarithms.
const htk = (): Scale => {
  const [step] = over(log, [10]).map((x) => x / 2595) as [number]
  return {
    mels: (hertz) => over(log, hertz.map((f) => 1 + f / 700)).map((x) => x / step),
    hertz: (mels) => over(exp, mels.map((m) => m * step)).map((x) => 700 * (x - 1)),
  }
}

const scales = { slaney, htk }

/** The begin, the middles and the end of bands, equally far apart on the scale. */
const edgesOf = ({ rate, bands, low = 0, high = rate / 2, scale = 'slaney' }: MelOptions): readonly number[] => {
  const { mels, hertz } = scales[scale]()
  const [first, last] = mels([low, high]) as [number, number]
  return hertz(Array.from({ length: bands + 2 }, (_, i) => first + ((last - first) * i) / (bands + 1)))
}

/** More than any sound has frequencies. */
const mostBands = 1_048_576

const checkMel = (operation: string, { rate, bands, low = 0, high = rate / 2 }: MelOptions): void => {
  checkWhole(operation, 'bands', bands, 1, mostBands)
  if (!(Number.isFinite(rate) && rate > 0)) fail(operation, { argument: 'rate', expected: 'samples in a second', received: rate })
  const isRange = low >= 0 && low < high && high <= rate / 2
  const expected = `0 ≤ low < high ≤ ${rate / 2}, half the rate`
  if (!isRange) fail(operation, { argument: 'low and high', expected, received: [low, high] })
}

/** The weights of the frequencies of frames of `length` in each band: triangles, [bins, bands]. */
export const filters = (operation: string, options: MelOptions, length: number, dtype: DType): AnyTensor => {
  checkMel(operation, options)
  const { rate, bands, normalised = true } = options
  const [count, edges] = [bins(length), edgesOf(options)]
  const values = new Float64Array(count * bands)
  for (let band = 0; band < bands; band++) {
    const [begin, middle, end] = edges.slice(band, band + 3) as [number, number, number]
    const height = normalised ? 2 / (end - begin) : 1
    for (let k = 0; k < count; k++) {
      const f = (k * rate) / length
      const weight = Math.min((f - begin) / (middle - begin), (end - f) / (end - middle))
      values[k * bands + band] = height * Math.max(0, weight)
    }
  }
  return concrete({ shape: [count, bands], dtype }, elementsOf(dtype, values))
}

/** Bands for frames of `length` samples. */
export interface FilterOptions<L extends number, M extends number> extends MelOptions<M> {
  readonly length: L
}

/**
 * The weights [⌊length / 2⌋ + 1, bands] of each frequency in each band: triangles from the middle of one neighbour to that of
 * the other. Bands outside of 0 … rate / 2 are an error; one that is narrower than a frequency may be 0 everywhere.
 *
 * @example
 * const weights = melFilters({ rate: 8, length: 8, bands: 1, normalised: false })
 * weights // [[0], [0.5], [1], [0.5], [0]]
 */
export const melFilters = <const L extends number, const M extends number>(
  options: FilterOptions<L, M>,
): Tensor<readonly [Bins<L>, M]> => {
  checkOptions<FilterOptions<L, M>>('signal.melFilters', options, featureKinds)
  checkCount('signal.melFilters', 'length', options.length)
  checkMemory('signal.melFilters', 'length and bands', 'f64', bins(options.length) * options.bands)
  return filters('signal.melFilters', options, options.length, 'f32') as Tensor<readonly [Bins<L>, M]>
}
