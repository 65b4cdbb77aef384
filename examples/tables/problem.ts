/** A problem: a table, what is learned from it, and how well, by rows that were not learned from. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { dataset, Key, loss, network as n, Shape, table, TenfoldError } from 'tenfold'
import type { Common, Values } from '../kit/task.js'
import type { fields } from './fields.js'
import type { Kind } from './kind.js'
import type { Stage } from './prepare.js'

/** The rows that are tested: each one in one of so many folds, or a share that is held back. */
export type Test = { readonly folds: number } | { readonly share: number }

/** How long and how fast is learned. */
export type Pace = Omit<Values<typeof fields & Common>, 'task' | 'seed'>

/** What to learn from a table of `W` columns. */
export interface Problem<W extends number, P, O extends Shape, L extends loss.LossRule> extends Model<P, O, L> {
  /** The files of a folder as a table. */
  readonly read: (folder: string) => TaskEither<TenfoldError, dataset.Dataset<readonly [W], loss.TargetShape<L, O>, L['dtype']>>
  /** A made table of the same columns. */
  readonly draw: (count: number, key: Key) => dataset.Dataset<readonly [W], loss.TargetShape<L, O>, L['dtype']>
  readonly pace: Pace
  /** Where made tables want another one. */
  readonly drawnPace?: Partial<Pace>
}

/** How it is learned: parameters `P`, outputs `O`, a loss of the rule `L`. */
export interface Model<P, O extends Shape, L extends loss.LossRule> {
  /** What is learned, in a line. */
  readonly about: string
  /** What each number of the inputs is, where it has a name. */
  readonly features?: readonly table.TableFeature[]
  readonly stages: readonly Stage[]
  /** For as many features as the stages make. */
  readonly network: (features: number) => n.Network<P, readonly [number], O>
  readonly kind: Kind<O, L>
  readonly test: Test
}
