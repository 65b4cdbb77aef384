/** A problem whose types only itself knows: so that problems of any types stand side by side. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe, random, type dataset, type loss, type Shape } from 'tenfold'
import type { Learned, Source } from '../kit/task.js'
import { introduce, learn, type Manner } from './learn.js'
import type { Table } from './kind.js'
import type { Pace, Problem } from './problem.js'

/** A problem with its table. */
export interface Opened {
  readonly introduction: string
  readonly learn: (manner: Manner) => TE.TaskEither<Error, Learned>
}

export interface Exercise {
  readonly pace: (source: Source) => Pace
  readonly load: (source: Source & { readonly seed: number }) => TE.TaskEither<Error, Opened>
}

/** The same table: its type no longer counts the columns, of which stages make others. */
const uncounted = <W extends number, O extends Shape, L extends loss.LossRule>(
  counted: dataset.Dataset<readonly [W], loss.TargetShape<L, O>, L['dtype']>,
): Table<O, L> => counted as unknown as Table<O, L>

export const exercise = <const W extends number, P, O extends Shape, L extends loss.LossRule>(
  problem: Problem<W, P, O, L>,
): Exercise => ({
  pace: (source) => ({ ...problem.pace, ...('data' in source ? {} : problem.drawnPace) }),
  load: (source) => pipe(
    'data' in source ? problem.read(source.data)
    : TE.fromIO(() => problem.draw(source.count, random.foldIn(random.key(source.seed), 3))),
    TE.map(uncounted<W, O, L>),
    TE.map((table) => ({ introduction: introduce(problem, table), learn: (manner) => learn(problem, manner)(table) })),
  ),
})
