/** Results made of outcomes. */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../shape/error.js'
import { aFunction, aRecord, aString, check, checkOptions, isRecord, listOf, type Kind } from '../shape/options.js'
import { explainErrors } from '../trainer/codec.js'
import { isTensor } from '../tensor/tensor.js'
import { baseline, outcome as outcomes } from './codec.js'
import { whole } from './fields.js'
import { baselineOf, expectOutcome, figuresOf, picked, sizeOf } from './outcome.js'
import type { Baseline, Case, Outcome, Result } from './result.js'

/** What a result is made of. */
export interface ResultOptions {
  /** Which part of the data it is: `held back`. */
  readonly part: string
  readonly outcome: Outcome
  /** What the case at a place of the outcome looks like; asked for those that are shown. Without it, none are. */
  readonly caseAt?: (index: number) => Omit<Case, 'index'>
  /** At most so many cases of each kind, least sure and most wrong: 24 by default. */
  readonly cases?: number
  /** The figure that counts: by default `accuracy` of classes, `r2` of numbers, `loss` of sequences. */
  readonly score?: string
  /** Figures beside those that are computed, by name. */
  readonly figures?: Readonly<Record<string, number>>
  /** The truths of the part that was learned from, which the first baseline is made of; those of the outcome, if nothing is said. */
  readonly learned?: readonly number[]
  /** Baselines beside the commonest class or the mean. */
  readonly baselines?: readonly Baseline[]
}

const isNumber = (x: unknown): boolean => typeof x === 'number'
const aCount: Kind = { expected: 'a whole number of at least 0', holds: whole.is }
const numbers = listOf('numbers', { expected: '', holds: isNumber })
const someFigures: Kind = { expected: 'a record of numbers', holds: (x) => isRecord(x) && Object.entries(x).every(([, value]) => isNumber(value)) && !isTensor(x) }
const someBaselines = listOf('baselines, { name, value }', { expected: '', holds: baseline.is })

/**
 * How well a part of the data is predicted. Computed by `metric`: of classes `accuracy`, `logLoss` in nats, `macroF1`, and of two
 * classes `auc`, the area under the ROC curve; of numbers `r2`, `mae` and `rmse`; of sequences the mean `loss` in nats and
 * `perplexity`. Beside it what can be had without learning, the commonest class or the mean. Cases are those with the least margin
 * between the two greatest probabilities, then the wrong ones whose true class is least probable; of numbers and sequences those
 * with the largest error. An outcome without cases, of one class, or whose lists do not fit each other is an error.
 *
 * @example
 * const outcome = { kind: 'classes', names: ['cat', 'dog'], truths: [0, 1, 1], probabilities: [[0.75, 0.25], [0.25, 0.75], [0.75, 0.25]] } as const
 * const made = result({ part: 'held back', outcome, caseAt: (i) => ({ shown: { kind: 'row', cells: { weight: i } } }) })
 * made.figures['accuracy'] // 0.667
 * made.baselines // [{ name: 'commonest class', value: 0.667 }]
 * made.cases.map(({ index }) => index) // [0, 1, 2]
 */
export const result = (options: ResultOptions): Result => {
  const { part, outcome, caseAt, cases = 24, learned, baselines = [], figures: others = {}, score: wanted } =
    checkOptions<ResultOptions>('run.result', options, {
      part: true, outcome: true, caseAt: aFunction, cases: aCount, score: aString, figures: someFigures, learned: numbers, baselines: someBaselines,
    })
  check('run.result', { part, outcome }, { part: aString, outcome: aRecord })
  const checked = outcomes.decode(outcome)
  if (E.isLeft(checked)) {
    const message = `outcome: ${explainErrors(checked.left)[0]}`
    fail('run.result', { argument: 'outcome', expected: 'an outcome', received: outcome, message })
  }
  expectOutcome('run.result', outcome, learned)
  const figures = { ...figuresOf(outcome), ...others }
  const score = wanted ?? Object.keys(figures)[0] as string
  if (!Object.hasOwn(figures, score))
    fail('run.result', { argument: 'score', expected: `one of ${Object.keys(figures).join(', ')}`, received: score })
  return {
    part, rows: sizeOf(outcome), score, figures, outcome,
    baselines: [...baselineOf(outcome, score, learned), ...baselines],
    cases: caseAt === undefined ? [] : picked(cases, outcome).map((index) => ({ index, ...caseAt(index) })),
  }
}
