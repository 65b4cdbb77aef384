/**
 * How often a network is right.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * accuracy.of(evidence) // 0.667
 * topK(2).of(evidence) // 1
 */
import { fail } from '../shape/error.js'
import { classified, scored } from './classes.js'
import type { Evidence, Metric } from './metric.js'
import { ratio, upTo } from './table.js'

/**
 * The share of examples whose class is predicted: outputs [n, classes], targets classes [n] or distributions [n, classes]. A
 * single output is the logit of class 1 of two.
 */
export const accuracy: Metric = {
  name: 'accuracy',
  of: (evidence) => {
    const { truth, predicted } = classified('accuracy', evidence)
    return ratio(truth.filter((label, i) => label === predicted[i]).length, truth.length)
  },
}

/** The share of examples whose class is among the k greatest outputs; of equal outputs the first ones count as greater. */
export const topK = (k: number): Metric => {
  const isCount = Number.isInteger(k) && k >= 1
  if (!isCount) fail('metric.topK', { argument: 'k', expected: 'a whole number of at least 1', received: k })
  return { name: `top${k}`, of: (evidence) => topKOf(k, evidence) }
}

const topKOf = (k: number, evidence: Evidence): number => {
  const { truth, scores } = scored('topK', evidence)
  const expected = `at most ${scores.columns}, the number of outputs`
  if (k > scores.columns) fail('metric.topK', { argument: 'k', expected, received: k })
  // How many outputs come before the true class in order: all that are not below it, or NaN.
  const before = (label: number, row: number): number => {
    const own = scores.at(row, label)
    const isAfter = (c: number): boolean => scores.at(row, c) < own || (c >= label && scores.at(row, c) === own)
    return upTo(scores.columns).filter((c) => !isAfter(c)).length
  }
  return ratio(truth.filter((label, row) => before(label, row) < k).length, truth.length)
}
