/** Which cases of an outcome are worth a look. */
import type { Outcome } from './result.js'

/** Places in the outcome's lists. */
export interface Notable {
  /** The most wrong first: of classes those that are mistaken, by the probability of the true class. */
  readonly wrong: readonly number[]
  /** Of classes, those with the least margin between the two greatest probabilities, that one first; of others none. */
  readonly unsure: readonly number[]
}

/** The places of the greatest values, up to so many, the greatest first; NaN is greater than all. */
const greatest = (values: readonly number[], count: number): readonly number[] => {
  const order = (x: number): number => (Number.isNaN(x) ? Infinity : x)
  return [...values.keys()]
    .toSorted((a, b) => {
      const [x, y] = [order(values[a] as number), order(values[b] as number)]
      return x === y ? a - b : y - x
    })
    .slice(0, count)
}

/** How far the greatest probability is from the next; NaN, if one is. */
const margin = (row: readonly number[]): number => {
  if (row.some(Number.isNaN)) return NaN
  const [first = 0, second = 0] = row.toSorted((a, b) => b - a)
  return first - second
}

/**
 * The cases that a model got most wrong, and those of which it was least sure: at most `count` of each, in an order that depends on
 * nothing but the outcome.
 *
 * @example
 * const probabilities = [[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]
 * notable({ kind: 'classes', names: ['cat', 'dog'], truths: [1, 1, 0], probabilities }, 1) // { wrong: [0], unsure: [1] }
 */
export const notable = (outcome: Outcome, count: number): Notable => {
  if (outcome.kind === 'sequences') return { wrong: greatest(outcome.losses, count), unsure: [] }
  const { truths } = outcome
  if (outcome.kind === 'numbers')
    return { wrong: greatest(truths.map((truth, i) => Math.abs((outcome.predictions[i] ?? NaN) - truth)), count), unsure: [] }
  const { probabilities } = outcome
  const row = (i: number): readonly number[] => probabilities[i] ?? []
  // Of equal ones the first is predicted; with NaN, nothing is.
  const mistaken = [...truths.keys()].filter((i) => row(i).indexOf(Math.max(...row(i))) !== truths[i])
  const wrong = greatest(mistaken.map((i) => -(row(i)[truths[i] as number] ?? NaN)), count)
  return { wrong: wrong.map((i) => mistaken[i] as number), unsure: greatest(truths.map((_, i) => -margin(row(i))), count) }
}
