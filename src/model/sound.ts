/** Sounds as raw cases: waveforms, as `dataset.readWav` gives them, heard in bands of the mel scale. */
import { logMel } from '../dataset/signal/features.js'
import type { Sound } from '../dataset/wav.js'
import { jit } from '../jit/jit.js'
import { fail } from '../shape/error.js'
import { aNumber, checkOptions, isRecord, type Kind } from '../shape/options.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import { shownPixels } from './image.js'
import type { Input, Values } from './input.js'

/** How sounds are heard. */
export interface SoundOptions {
  /** Samples in a second. A sound of another rate is refused. */
  readonly rate: number
  /** How much of a sound is heard, from its beginning; a shorter one is followed by silence. */
  readonly seconds: number
  /** Bands of the mel scale, 40 by default. */
  readonly bands?: number
}

/** A sound's schema; an example has it under `sound`. */
export type SoundInput = Input<Sound, { readonly sound: Sound }, readonly [number, number], 'f32'>

const positive: Kind = { expected: 'a number above 0', holds: (x) => aNumber.holds(x) && x > 0 }
const someBands: Kind = { expected: 'a whole number from 1 to 512', holds: (x) => Number.isSafeInteger(x) && x >= 1 && x <= 512 }

/** Power below which all is silence. */
const silence = 1e-8

/** Samples in a frame: a power of two, about a thirtieth of a second. */
const frameOf = (rate: number, length = 16): number => (length * Math.SQRT2 <= rate / 30 ? frameOf(rate, 2 * length) : length)

/** One channel: the mean of all, cut, or followed by silence. */
const mono = ({ waveform }: Sound, samples: number): AnyTensor => {
  const [n, channels] = waveform.shape
  const [from, heard] = [elements(waveform), new Float32Array(samples)]
  for (let i = 0; i < Math.min(n, samples); i++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += from[i * channels + c] as number
    heard[i] = sum / channels
  }
  return concrete({ shape: [1, samples], dtype: 'f32' }, heard)
}

const isSound = (u: unknown): u is Sound =>
  isRecord(u) && isTensor(u['waveform']) && u['waveform'].dtype === 'f32' && u['waveform'].shape.length === 2
  && (u['waveform'].shape as readonly number[]).every((n) => n > 0)

/**
 * The schema of a raw sound, as `dataset.readWav` gives it: of this rate and any length, cut or followed by silence to so many
 * seconds, its channels averaged. The network is given the logarithm of the power in bands of the mel scale, [frames, bands], each
 * band standardized over the training part. An example has the sound under `sound`, beside its target: `{ sound, digit: 'seven' }`.
 *
 * @example
 * sound({ rate: 8000, seconds: 1 }).shape // [61, 40]
 */
export const sound = (options: SoundOptions): SoundInput => {
  const { rate, seconds, bands = 40 } = checkOptions<SoundOptions>(
    'model.sound', options, { rate: positive, seconds: positive, bands: someBands })
  const [samples, length] = [Math.round(rate * seconds), frameOf(rate)]
  const step = length / 2
  const frames = Math.floor((samples - length) / step) + 1
  if (!(frames >= 1)) fail('model.sound', {
    argument: 'seconds', expected: `at least ${length / rate}, the length of a frame`, received: seconds,
  })
  // Compiled when the first sound comes.
  const hear = jit(logMel({ length, step, rate, bands, floor: silence }) as (x: AnyTensor) => AnyTensor)
  const shape = [frames, bands] as const
  const misfit = (field: string, expected: string, received: unknown) => ({ wrong: [{ field, expected, received }], unknown: {} })
  return Object.freeze<SoundInput>({
    kind: 'sound',
    schema: { kind: 'sound', rate, seconds, bands },
    shape,
    dtype: 'f32',
    fields: ['sound'],
    allocate: (n) => new Float32Array(n * frames * bands),
    standardized: Array.from({ length: bands }, () => true),
    read: (given: unknown, into: Values, at: number) => {
      if (!isSound(given)) return misfit('sound', 'a sound, { rate, waveform: f32[samples, channels] }', given)
      if (given.rate !== rate) return misfit('sound.rate', `${rate} samples in a second`, given.rate)
      const found = elements(hear(mono(given, samples)))
      if (!found.every(Number.isFinite)) return misfit('sound.waveform', 'samples that are finite numbers', 'others')
      into.set(found as Float32Array, at)
      return undefined
    },
    caseOf: ({ sound: own, ...others }) => (Object.keys(others).length === 0 ? own : { sound: own, ...others }),
    show: (_, values) => {
      // Time goes to the right, and frequency up.
      const [least, most] = Array.from(values).reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)] as const, [Infinity, -Infinity] as const)
      const range = most - least || 1
      const turned = Array.from({ length: frames * bands }, (_, i) =>
        ((values[(i % frames) * bands + (bands - 1 - Math.floor(i / frames))] as number) - least) / range)
      return shownPixels('spectrogram', [bands, frames, 1], turned)
    },
  })
}
