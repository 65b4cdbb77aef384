/** Which cases of an outcome are worth looking at. */
import type { Outcome } from '../../run/index.js'

/** Places in the outcome's lists. */
export interface Notable {
  /** The most wrong first: of classes those that are mistaken, by the probability of the true class. */
  readonly wrong: readonly number[]
  /** Of classes, those with the smallest greatest probability, that one first; of others none. */
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

/** The greatest of them; NaN, if there is one. */
const most = (row: readonly number[]): number => {
  let best = -Infinity
  for (const p of row) {
    if (Number.isNaN(p)) return NaN
    if (p > best) best = p
  }
  return best
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
  if (outcome.kind === 'numbers')
    return { wrong: greatest(outcome.truths.map((truth, i) => Math.abs((outcome.predictions[i] ?? NaN) - truth)), count), unsure: [] }
  const { truths, probabilities } = outcome
  const mistaken = [...truths.keys()].filter((i) => {
    const row = probabilities[i] ?? []
    return row.indexOf(most(row)) !== truths[i]
  })
  const wrong = greatest(mistaken.map((i) => 1 - (probabilities[i]?.[truths[i] as number] ?? NaN)), count)
  return {
    wrong: wrong.map((i) => mistaken[i] as number),
    unsure: greatest(probabilities.map((row) => 1 - most(row)), count),
  }
}
