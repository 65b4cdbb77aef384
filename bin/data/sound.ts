/** Sounds of any length as those that a network is given: one channel, as many samples each. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { dataset, tensor, TenfoldError, type Tensor } from 'tenfold'
import { classCounts, type Folder } from './folder.js'
import { are, counted, named, some } from './table.js'

/** The codec of what sounds are taken for, in JSON. */
export const SoundPlan = t.strict({
  format: t.literal('tenfold sounds 1'),
  classes: t.readonlyArray(t.string),
  /** Samples in a second. */
  rate: t.number,
  /** Samples of each sound: silence follows those that are shorter, longer ones are cut. */
  samples: t.number,
})
export type SoundPlan = t.TypeOf<typeof SoundPlan>

/** The share of sounds that are kept whole. */
const whole = 0.95

const seconds = (samples: number, rate: number): string => `${Number((samples / rate).toPrecision(3))} s`

/** What the sounds of a folder are taken for: the rate that all have, and a length that most are not longer than. */
export const planSounds = (
  folder: Folder,
): TE.TaskEither<TenfoldError, { readonly plan: SoundPlan; readonly notes: readonly string[] }> =>
  async () => {
    const lengths: number[] = []
    let rate: number | undefined
    const several: string[] = []
    for (const { path, name } of folder.files) {
      const read = await dataset.readWav(path)()
      if (E.isLeft(read)) return read
      const [samples, channels] = read.right.waveform.shape
      rate ??= read.right.rate
      if (read.right.rate !== rate) return E.left(otherRate(path, rate, read.right.rate))
      if (channels > 1) several.push(name)
      lengths.push(samples)
    }
    const sorted = [...lengths].sort((a, b) => a - b)
    const samples = sorted[Math.min(sorted.length - 1, Math.ceil(whole * sorted.length) - 1)] as number
    const hertz = rate as number
    const [least, most] = [sorted[0] as number, sorted.at(-1) as number]
    const cut = lengths.filter((n) => n > samples).length
    return E.right({
      plan: { format: 'tenfold sounds 1', classes: folder.classes, rate: hertz, samples },
      notes: [
        `${counted(folder.files.length, 'sound')} at ${hertz} samples a second, `
          + `of ${seconds(least, hertz)} to ${seconds(most, hertz)}, brought to ${seconds(samples, hertz)}: `
          + `${cut === 0 ? 'shorter ones' : `${cut} ${are(cut)} cut, the others`} end in silence`,
        ...(several.length === 0 ? []
          : [`${counted(several.length, 'sound')} with several channels ${are(several.length)} mixed to one: `
            + some(several.map(named), 3)]),
        ...(folder.classes.length === 0 ? [] : [`${folder.classes.length} classes: ${classCounts(folder)}`]),
      ],
    })
  }

const otherRate = (path: string, expected: number, received: number): TenfoldError =>
  new dataset.FileError('data', path, {}, `${expected} samples a second, as the other sounds have`, String(received))

/** The sound of a file, [samples], as a plan has them: channels are averaged. */
export const readSound = ({ rate, samples }: SoundPlan) => (
  path: string,
): TE.TaskEither<TenfoldError, Tensor<readonly [number]>> => pipe(
  dataset.readWav(path),
  TE.chainW((sound) => {
    if (sound.rate !== rate) return TE.left(otherRate(path, rate, sound.rate))
    const [length, channels] = sound.waveform.shape
    const values = tensor.toArray(sound.waveform)
    const made = new Float32Array(samples)
    for (let i = 0; i < Math.min(samples, length); i++) {
      let sum = 0
      for (let c = 0; c < channels; c++) sum += values[i * channels + c] as number
      made[i] = sum / channels
    }
    return TE.right(tensor.of([samples], made))
  }),
)
