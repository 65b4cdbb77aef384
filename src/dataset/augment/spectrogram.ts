/** Masks over spectrograms (SpecAugment: Park and others, 2019): a sound of which a moment or a few bands were missed. */
import { add, and, convert, eq, le, like, lt, min, select, sub } from '../../program/scalar.js'
import { fail } from '../../shape/error.js'
import { aNumber, checkOptions } from '../../shape/options.js'
import type { AnyTensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'
import { perExample, wholeUpTo, type SpectrogramAugmentation } from './augmentation.js'

/** What is covered, and by what. */
export interface Covering {
  /** How often, by default once. */
  readonly count?: number
  /** What covers it, by default 0: the mean, where bands are standardised. */
  readonly value?: number
}

/** At most so many frames are covered at once. */
export interface TimeMaskOptions extends Covering {
  readonly frames: number
}

/** At most so many bands are covered at once. */
export interface FrequencyMaskOptions extends Covering {
  readonly bands: number
}

const checkCovering = (operation: string, argument: string, most: number, count: number): void => {
  for (const [name, received] of [[argument, most], ['count', count]] as const) {
    const isCount = Number.isSafeInteger(received) && received >= 0
    if (!isCount) fail(operation, { argument: name, expected: 'a whole number of at least 0', received })
  }
}

/** Ranges of up to `most` places of an axis, anywhere on it, covered in each example [frames, bands]: two draws for each. */
// @__NO_SIDE_EFFECTS__
const masked = (operation: string, axis: 1 | 2) => perExample(operation, 'batch, frames, bands', (x, draws, settings) => {
  const [examples, numbers] = draws.shape as readonly [number, number]
  const [size, count] = [x.shape[axis] as number, numbers / 2]
  if (count === 0) return x
  const pairs = raw.reshape(draws, [examples, count, 2])
  const ranges = [examples, count, size]
  const half = (i: number): AnyTensor =>
    raw.broadcast(raw.slice(pairs, [0, 0, i], [examples, count, i + 1]), ranges)
  const covers = raw.elementwise((at, first, second, most) => {
    const [place, all] = [convert(at, 'f64'), like(most, size)]
    const width = wholeUpTo(min(most, all), first)
    const start = wholeUpTo(sub(all, width), second)
    return convert(and(le(start, place), lt(place, add(start, width))), 'i32')
  })(raw.iota(ranges, 2), half(0), half(1), raw.broadcast(settings[0] as AnyTensor, ranges))
  const isCovered = raw.reshape(raw.reduce('max', covers, [1]), axis === 1 ? [examples, size, 1] : [examples, 1, size])
  return raw.elementwise((covered, value, own) => select(eq(covered, like(covered, 0)), own, convert(value, own.dtype)))(
    raw.broadcast(isCovered, x.shape), raw.broadcast(settings[1] as AnyTensor, x.shape), x)
})

const overFrames = masked('augment.timeMask', 1)
const overBands = masked('augment.frequencyMask', 2)

/**
 * Some frames in a row, from 0 to `frames` of them and anywhere, covered.
 *
 * @example
 * timeMask({ frames: 10 })(random.key(0))(t.ones([4, 60, 40])).shape // [4, 60, 40]
 */
export const timeMask = (options: TimeMaskOptions): SpectrogramAugmentation => {
  const { frames, count = 1, value = 0 } =
    checkOptions<TimeMaskOptions>('augment.timeMask', options, { frames: true, count: true, value: aNumber })
  checkCovering('augment.timeMask', 'frames', frames, count)
  return overFrames(2 * count, frames, value) as SpectrogramAugmentation
}

/**
 * Some bands side by side, from 0 to `bands` of them and anywhere, covered.
 *
 * @example
 * frequencyMask({ bands: 8 })(random.key(0))(t.ones([4, 60, 40])).shape // [4, 60, 40]
 */
export const frequencyMask = (options: FrequencyMaskOptions): SpectrogramAugmentation => {
  const { bands, count = 1, value = 0 } =
    checkOptions<FrequencyMaskOptions>('augment.frequencyMask', options, { bands: true, count: true, value: aNumber })
  checkCovering('augment.frequencyMask', 'bands', bands, count)
  return overBands(2 * count, bands, value) as SpectrogramAugmentation
}
