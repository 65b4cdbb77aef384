/** What an outcome comes to in figures, and which of its cases are worth a look. */
import { accuracy } from '../metric/accuracy.js'
import { f1With } from '../metric/confusion.js'
import { logLoss } from '../metric/likelihood.js'
import type { Evidence } from '../metric/metric.js'
import { rocAuc } from '../metric/ranking.js'
import { meanAbsoluteError, r2, rootMeanSquaredError } from '../metric/regression.js'
import { frequencies, mean } from '../metric/table.js'
import { exp } from '../program/elementary/functions.js'
import { fail } from '../shape/error.js'
import { concrete, elements } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { notable } from './notable.js'
import type { Baseline, ClassOutcome, NumberOutcome, Outcome } from './result.js'

const macroF1 = /* @__PURE__ */ f1With({ average: 'macro' })

type Figures = Readonly<Record<string, number>>

/** How many cases an outcome has. */
export const sizeOf = (outcome: Outcome): number => (outcome.kind === 'sequences' ? outcome.losses : outcome.truths).length

const evidenceOf = ({ names, truths, probabilities }: ClassOutcome): Evidence => {
  const values = new Float64Array(truths.length * names.length)
  probabilities.forEach((row, i) => values.set(row, i * names.length))
  return {
    predictions: concrete({ shape: [truths.length, names.length], dtype: 'f64' }, values),
    targets: raw.vector(truths, 'i32'),
    loss: NaN,
  }
}

const classFigures = (outcome: ClassOutcome): Figures => {
  const evidence = evidenceOf(outcome)
  // The area needs members and others.
  const isPair = outcome.names.length === 2 && new Set(outcome.truths).size === 2
  return {
    accuracy: accuracy.of(evidence),
    logLoss: logLoss({ from: 'probabilities' }).of(evidence),
    macroF1: macroF1.of(evidence),
    ...(isPair ? { auc: rocAuc.of(evidence) } : {}),
  }
}

const numberFigures = ({ truths, predictions }: NumberOutcome): Figures => {
  const evidence: Evidence = { predictions: raw.vector(predictions, 'f64'), targets: raw.vector(truths, 'f64'), loss: NaN }
  return { r2: r2.of(evidence), mae: meanAbsoluteError.of(evidence), rmse: rootMeanSquaredError.of(evidence) }
}

const power = (x: number): number => elements(raw.elementwise((y) => exp(y))(raw.scalar(x, 'f64')))[0] as number

/** The figures of an outcome, that which counts by default first. */
export const figuresOf = (outcome: Outcome): Figures => {
  if (outcome.kind === 'classes') return classFigures(outcome)
  if (outcome.kind === 'numbers') return numberFigures(outcome)
  const loss = mean(outcome.losses)
  return { loss, perplexity: power(loss) }
}

/** What can be had without learning: of classes how frequent each is, of numbers their mean, among the truths that were learned from. */
export const baselineOf = (outcome: Outcome, score: string, learned: readonly number[] | undefined): readonly Baseline[] => {
  if (outcome.kind === 'sequences') return []
  const { truths } = outcome
  const known = learned ?? truths
  const always = <A>(value: A): readonly A[] => truths.map(() => value)
  const constant: Outcome = outcome.kind === 'classes'
    ? { ...outcome, probabilities: always(shares(outcome.names.length, known)) } : { ...outcome, predictions: always(mean(known)) }
  const value = figuresOf(constant)[score]
  return value === undefined ? [] : [{ name: outcome.kind === 'classes' ? 'commonest class' : 'mean', value }]
}

const shares = (classes: number, labels: readonly number[]): readonly number[] =>
  [...frequencies(classes, labels)].map((n) => n / labels.length)

/** The cases of which the model was least sure, and those that it got most wrong, at most `n` of each: places in the outcome. */
export const picked = (n: number, outcome: Outcome): readonly number[] => {
  const { unsure, wrong } = notable(outcome, n)
  return [...new Set([...unsure, ...wrong])]
}

/** An outcome that figures can be computed of, with truths that a baseline can, or an error. */
export const expectOutcome = (operation: string, outcome: Outcome, learned: readonly number[] | undefined): void => {
  const reject = (argument: string, expected: string, received: unknown): never => fail(operation, { argument, expected, received })
  if (sizeOf(outcome) === 0) reject(outcome.kind === 'sequences' ? 'outcome.losses' : 'outcome.truths', 'at least 1 case', [])
  if (outcome.kind === 'classes' && outcome.names.length < 2) reject('outcome.names', 'at least 2 classes', outcome.names)
  if (learned?.length === 0) reject('learned', 'at least 1 truth', [])
  if (outcome.kind !== 'classes') return
  const { length } = outcome.names
  const stray = learned?.find((label) => !Number.isInteger(label) || label < 0 || label >= length)
  if (stray !== undefined) reject('learned', `classes from 0 to ${length - 1}`, stray)
}
