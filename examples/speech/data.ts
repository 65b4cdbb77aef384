import { join } from 'node:path'
import { dataset, pipe, random, type TenfoldError } from 'tenfold'
import { readSpokenDigits, type Spoken } from 'tenfold/datasets'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Source } from '../kit/task.js'
import { rate, voiceOf, words } from './words.js'

/** Waveforms of a second, and which of ten words they are. */
export type Sounds = Spoken<typeof rate>

export interface Data {
  readonly name: string
  readonly train: Sounds
  readonly test: Sounds
  /** Who speaks each example of the test. */
  readonly speakers: readonly string[]
}

const made = (count: number, seed: number): Data => {
  // Made one by one, each by a key of its own: in their order they are as good as shuffled.
  const [train, test] = pipe(words({ count, key: random.foldIn(random.key(seed), 0) }), dataset.split(5 / 6))
  return { name: 'made sounds', train, test, speakers: Array.from({ length: test.size }, (_, i) => voiceOf(train.size + i)) }
}

/** Recordings from a folder, or made sounds. */
export const load = (settings: Source & { readonly seed: number }): TE.TaskEither<TenfoldError, Data> =>
  'data' in settings
    ? pipe(
      readSpokenDigits(join(settings.data, 'recordings.tar.gz')),
      TE.map(({ train, test, speakers }) => ({ name: settings.data, train, test, speakers: speakers.test })),
    )
    : TE.fromIO(() => made(settings.count, settings.seed))
