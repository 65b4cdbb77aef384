/** Runs and results for the tests of the report. */
import type { ClassOutcome, Result, Run, Step } from '../../../src/run/index.js'

/** Probabilities of `classes` classes with `p` for one of them, the others alike. */
export const sure = (classes: number, at: number, p: number): readonly number[] =>
  Array.from({ length: classes }, (_, c) => (c === at ? p : (1 - p) / (classes - 1)))

/** An outcome by pairs of a true class and the predicted one, and how often each occurs. */
export const classes = (names: readonly string[], cells: readonly (readonly [truth: number, predicted: number, count: number])[], p = 0.9): ClassOutcome => {
  const all = cells.flatMap(([truth, predicted, count]) => Array.from({ length: count }, () => [truth, predicted] as const))
  return { kind: 'classes', names, truths: all.map(([truth]) => truth), probabilities: all.map(([, predicted]) => sure(names.length, predicted, p)) }
}

export const resultOf = (outcome: Result['outcome'], given: Partial<Result> = {}): Result => {
  const rows = outcome.kind === 'sequences' ? outcome.losses.length : outcome.truths.length
  const hits = outcome.kind === 'classes'
    ? outcome.truths.filter((truth, i) => outcome.probabilities[i]?.indexOf(Math.max(...outcome.probabilities[i])) === truth).length : 0
  const score = { classes: 'accuracy', numbers: 'r2', sequences: 'loss' }[outcome.kind]
  return { part: 'held back', rows, score, figures: { [score]: outcome.kind === 'classes' ? hits / rows : 0.8 }, baselines: [], outcome, cases: [], ...given }
}

export const runOf = (given: Partial<Run> = {}): Run =>
  ({ start: undefined, steps: [], validations: [], histograms: [], end: undefined, results: [], receipt: undefined, ...given })

export const stepsOf = (losses: readonly number[]): readonly Step[] => losses.map((loss, i) => ({ event: 'step', step: i + 1, loss, examples: 32 }))
