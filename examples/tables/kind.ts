/** Kinds of targets: what a network learns of them, how its outputs become predictions, and what is told of those. */
import type { dataset, Key, loss, metric, network, preprocess, run, Shape } from 'tenfold'
import type { Measured } from '../kit/task.js'

/** Targets of a loss of the rule `L` for outputs of shape `O`. */
export type Targets<O extends Shape, L extends loss.LossRule> = loss.Targets<L, number, O>
export type Outputs<O extends Shape> = network.Batched<number, O, 'f32'>

/** Rows of a table with their targets; a missing number is NaN. */
export type Table<O extends Shape, L extends loss.LossRule> =
  dataset.Dataset<readonly [number], loss.TargetShape<L, O>, L['dtype']>

/** Targets as a network learns them, and predictions from what it gives: fitted to some targets. */
export interface Scale<O extends Shape, L extends loss.LossRule> {
  readonly of: (targets: Targets<O, L>) => Targets<O, L>
  readonly back: (outputs: Outputs<O>) => Outputs<O>
  /** What was learned from the targets, plain data. */
  readonly fitted: preprocess.Transform
}

export interface Kind<O extends Shape, L extends loss.LossRule> {
  readonly loss: loss.Loss<L> & loss.FitsLoss<L, O>
  readonly scale: (train: Targets<O, L>) => Scale<O, L>
  readonly folds: (k: number, key: Key) => (data: Table<O, L>) =>
    readonly dataset.Fold<readonly [number], loss.TargetShape<L, O>, L['dtype']>[]
  /** A line about one test part. */
  readonly line: (part: metric.Evidence) => string
  /** Truths and predictions, of one test part or of several. */
  readonly outcome: (parts: readonly metric.Evidence[]) => run.Outcome
  /** Of one test part, or of several that have no row in common. */
  readonly tell: (parts: readonly metric.Evidence[]) => Measured
}
