/**
 * What the inputs of a table become before a network sees them: stage after stage, each a change of every row by itself, or
 * steps of preprocessing that are fitted.
 *
 * Law: what is fitted, is fitted to the rows that `prepare` is given. Other rows change nothing in it.
 */
import { pipe, preprocess, tensor as t, type Tensor } from 'tenfold'

/** Rows of numbers; a missing one is NaN. */
export type Inputs = Tensor<readonly [number, number]>

/** Each row of the result depends on that row of the inputs alone. */
export type ByRow = (inputs: Inputs) => Inputs

export type Stage = ByRow | readonly preprocess.Unfitted[]

/** Stages that have been fitted. */
export interface Prepared {
  readonly apply: ByRow
  /** What was learned from the rows, plain data: for the file of the state. */
  readonly fitted: readonly preprocess.Transform[]
}

/** The stages, each fitted to what those before it make of the rows. */
export const prepare = (stages: readonly Stage[]) => (train: Inputs): Prepared =>
  stages.reduce<Prepared & { readonly rows: Inputs }>(({ apply, fitted, rows }, stage) => {
    const own = typeof stage === 'function' ? [] : [preprocess.fit(stage)(rows)]
    const next = typeof stage === 'function' ? stage : preprocess.apply(own.flat())
    return { apply: (inputs) => next(apply(inputs)), fitted: [...fitted, ...own], rows: next(rows) }
  }, { apply: (inputs) => inputs, fitted: [], rows: train })

/** Missing numbers become the median of their column; every column gets mean 0 and deviation 1. */
export const standard: readonly preprocess.Unfitted[] = [preprocess.impute('median'), preprocess.standardise()]

/** Columns, [rows, 1] each, side by side. */
export const beside = (all: readonly Inputs[]): Inputs =>
  pipe(all, t.concatenate(1), t.reshape([all[0]?.shape[0] ?? 0, all.length]))

/** The columns of inputs one by one, [rows, 1] each. */
export const columns = (inputs: Inputs): readonly Inputs[] =>
  Array.from({ length: inputs.shape[1] }, (_, i) => pipe(inputs, t.slice([null, [i, i + 1]])))
