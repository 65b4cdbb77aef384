import { dataset, pipe, random, type TenfoldError } from 'tenfold'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Options } from './options.js'

export type Digits = dataset.Dataset<readonly [28, 28, 1], readonly [], 'i32'>

export interface Data {
  readonly name: string
  readonly train: Digits
  readonly test: Digits
}

const drawn = (count: number, seed: number): Data => {
  const [train, test] = pipe(dataset.drawnDigits({ count, key: random.foldIn(random.key(seed), 0) }), dataset.split(5 / 6))
  return { name: 'drawn digits', train, test }
}

/** Images from a folder, or drawn ones. */
export const load = ({ data, count = 12000, seed = 0 }: Options): TE.TaskEither<TenfoldError, Data> =>
  data === undefined
    ? TE.fromIO(() => drawn(count, seed))
    : pipe(dataset.readMnist(data), TE.map((parts) => ({ name: data, ...parts })))
