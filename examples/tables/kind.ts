/** Kinds of targets: what a network learns of them, how its outputs become predictions, and what is told of those. */
import type { dataset, DType, Key, loss, metric, preprocess, Shape, Tensor } from 'tenfold'
import type { Measured } from '../kit/task.js'

export type Targets<T extends Shape, D extends DType> = Tensor<readonly [number, ...T], D>
export type Outputs<O extends Shape> = Tensor<readonly [number, ...O]>

/** Rows of a table with their targets; a missing number is NaN. */
export type Table<T extends Shape, D extends DType> = dataset.Dataset<readonly [number], T, D>

/** Targets as a network learns them, and predictions from what it gives: fitted to some targets. */
export interface Scale<O extends Shape, T extends Shape, D extends DType> {
  readonly of: (targets: Targets<T, D>) => Targets<T, D>
  readonly back: (outputs: Outputs<O>) => Outputs<O>
  /** What was learned from the targets, plain data. */
  readonly fitted: preprocess.Transform
}

export interface Kind<O extends Shape, T extends Shape, D extends DType> {
  readonly loss: loss.Loss<O, T, D>
  readonly scale: (train: Targets<T, D>) => Scale<O, T, D>
  readonly folds: (k: number, key: Key) => (data: Table<T, D>) => readonly dataset.Fold<readonly [number], T, D>[]
  /** A line about one test part. */
  readonly line: (part: metric.Evidence) => string
  /** Of one test part, or of several that have no row in common. */
  readonly tell: (parts: readonly metric.Evidence[]) => Measured
}
