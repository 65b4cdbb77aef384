import { dataset, pipe, random, type TenfoldError } from 'tenfold'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Source } from '../kit/task.js'

export type Digits = dataset.Dataset<readonly [28, 28, 1], readonly [], 'i32'>

export interface Data {
  readonly name: string
  readonly train: Digits
  readonly test: Digits
}

const drawn = (count: number, seed: number): Data => {
  // Drawn one by one, each by a key of its own: in their order they are as good as shuffled.
  const [train, test] = pipe(dataset.drawnDigits({ count, key: random.foldIn(random.key(seed), 0) }), dataset.split(5 / 6))
  return { name: 'drawn digits', train, test }
}

/** Images from a folder, or drawn ones. */
export const load = (settings: Source & { readonly seed: number }): TE.TaskEither<TenfoldError, Data> =>
  'data' in settings
    ? pipe(dataset.readMnist(settings.data), TE.map((parts) => ({ name: settings.data, ...parts })))
    : TE.fromIO(() => drawn(settings.count, settings.seed))
