/** The Free Spoken Digit Dataset (Jackson and others): recordings of the digits 0–9 at 8000 samples a second. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../../shape/error.js'
import { checkCount } from '../../tensor/argument.js'
import { concrete, elements } from '../../tensor/tensor.js'
import { dataset, type Dataset } from '../dataset.js'
import { boundOf, limited, type Limits } from '../limit.js'
import { FileError } from '../place.js'
import { readTar, type Entry } from '../tar.js'
import { parseWav, type Sound } from '../wav.js'

/** Samples in a second. */
const rate = 8000

/** A recording: who speaks which digit, for which time. */
export interface Recording {
  readonly name: string
  readonly digit: number
  readonly speaker: string
  readonly take: number
  readonly samples: Float32Array
}

/** `recordings/7_jackson_32.wav` */
const named = /(?:^|\/)(\d)_([a-z]+)_(\d+)\.wav$/

const operation = 'dataset.readSpokenDigits'

/** One channel at the rate that all have. */
const checked = (file: string, entry: string, { rate: received, waveform }: Sound): E.Either<FileError, Float32Array> => {
  const [, channels] = waveform.shape
  const isMono = received === rate && channels === 1
  return isMono ? E.right(elements(waveform) as Float32Array)
    : E.left(new FileError(operation, file, { entry }, `1 channel at ${rate} samples a second`, `${channels} at ${received}`))
}

const recording = (file: string) => ({ name, bytes }: Entry): E.Either<TenfoldError, Recording> => {
  const [, digit, speaker, take] = named.exec(name) ?? []
  if (digit === undefined || speaker === undefined)
    return E.left(new FileError(operation, file, { entry: name }, 'recordings named as 7_jackson_32.wav', JSON.stringify(name)))
  return pipe(
    parseWav(`${file}, ${name}`)(bytes),
    E.chain((sound) => checked(file, name, sound)),
    E.map((samples) => ({ name, digit: Number(digit), speaker, take: Number(take), samples })),
  )
}

/**
 * All recordings of an archive of them, `recordings.tar.gz`. Whatever is no such recording is a `Left` that names it.
 *
 * @example
 * await readRecordings('no/recordings.tar.gz')()
 * // Left: tar: no/recordings.tar.gz: expected a file that can be read, received no such file
 */
export const readRecordings = (file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, readonly Recording[]> =>
  pipe(readTar(file, { maxBytes: boundOf(operation, limits, limited) }), TE.chainEitherKW(RA.traverse(E.Applicative)(recording(file))))

/** Waveforms of `S` samples, and the digits spoken. */
export type Spoken<S extends number> = Dataset<readonly [S], readonly [], 'i32'>

const examples = <S extends number>(recordings: readonly Recording[], samples: S): Spoken<S> => {
  const waves = new Float32Array(recordings.length * samples)
  recordings.forEach(({ samples: given }, i) => waves.set(given.subarray(0, samples), i * samples))
  return dataset(operation, {
    inputs: concrete({ shape: [recordings.length, samples], dtype: 'f32' }, waves),
    targets: concrete({ shape: [recordings.length], dtype: 'i32' }, Int32Array.from(recordings, ({ digit }) => digit)),
  })
}

/** The official split: takes 0–4 are for the test. */
export interface SpokenDigits<S extends number> {
  readonly train: Spoken<S>
  readonly test: Spoken<S>
  /** Who speaks each example of a part: the same people in both. */
  readonly speakers: { readonly train: readonly string[]; readonly test: readonly string[] }
}

const speakersOf = (recordings: readonly Recording[]): readonly string[] => recordings.map(({ speaker }) => speaker)

/** How the archive is read. */
export interface SpokenDigitsOptions<S extends number> extends Limits {
  /** How many samples of a recording are kept, by default a second of them; silence follows those that are shorter. */
  readonly samples?: S
}

/**
 * Spoken digits from the archive `recordings.tar.gz`, with the official split: takes 0–4 of everything are for the test.
 *
 * @example
 * await readSpokenDigits('no/recordings.tar.gz', { samples: 6000 })()
 * // Left: tar: no/recordings.tar.gz: expected a file that can be read, received no such file
 */
export const readSpokenDigits = <const S extends number = 8000>(
  file: string, options: SpokenDigitsOptions<S> = {},
): TE.TaskEither<TenfoldError, SpokenDigits<S>> => {
  // Without options, S is what it is by default.
  const samples = options.samples ?? rate as S
  checkCount(operation, 'samples', samples)
  const maxBytes = boundOf<SpokenDigitsOptions<S>>(operation, options, { samples: true, maxBytes: true })
  return pipe(readRecordings(file, { maxBytes }), TE.chainEitherKW((all) => {
    const [test, train] = [all.filter(({ take }) => take < 5), all.filter(({ take }) => take >= 5)]
    const received = `${train.length} and ${test.length}`
    return train.length > 0 && test.length > 0
      ? E.right({
        train: examples(train, samples),
        test: examples(test, samples),
        speakers: { train: speakersOf(train), test: speakersOf(test) },
      })
      : E.left(new FileError(operation, file, {}, 'recordings of takes from 5 on and of takes 0–4', received))
  }))
}
