/** Masks over spectrograms (SpecAugment: Park and others, 2019): a sound of which a moment or a few bands were missed. */
import { fail } from '../../shape/error.js'
import { aNumber, checkOptions } from '../../shape/options.js'
import { perExample, wholeUpTo, type SpectrogramAugmentation } from './augmentation.js'

/** What is covered, and by what. */
interface Covering {
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

/** Ranges of up to `most` places of an axis, anywhere on it, covered in each example [frames, bands]. */
const masked = (operation: string, axis: 0 | 1, most: number, count: number, value: number): SpectrogramAugmentation =>
  perExample(operation, 'batch, frames, bands', 2 * count, (example) => (from, to, draws) => {
    const [frames, bands] = example as readonly [number, number]
    const size = axis === 0 ? frames : bands
    to.set(from)
    for (let i = 0; i < count; i++) {
      const width = wholeUpTo(Math.min(most, size), draws[2 * i] as number)
      const start = wholeUpTo(size - width, draws[2 * i + 1] as number)
      if (axis === 0) to.fill(value, start * bands, (start + width) * bands)
      else for (let frame = 0; frame < frames; frame++) to.fill(value, frame * bands + start, frame * bands + start + width)
    }
  }) as SpectrogramAugmentation

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
  return masked('augment.timeMask', 0, frames, count, value)
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
  return masked('augment.frequencyMask', 1, bands, count, value)
}
