/** What a classifier says of each case, and which classes it takes for which. */
import type { ClassOutcome } from '../../run/index.js'

/** What is said of one case. */
export interface Decision {
  /** Its place in the outcome's lists. */
  readonly index: number
  readonly truth: number
  /** The class with the greatest probability, the first of equal ones; undefined where a probability is NaN. */
  readonly predicted: number | undefined
  /** The greatest probability. */
  readonly confidence: number
  /** The probability of the true class. */
  readonly chance: number
}

/** The place of the greatest, the first of equal ones; undefined of none, and where one is NaN. */
const greatest = (row: readonly number[]): number | undefined => {
  let best = 0
  for (let c = 0; c < row.length; c++) {
    const p = row[c] as number
    if (Number.isNaN(p)) return undefined
    if (p > (row[best] as number)) best = c
  }
  return row.length === 0 ? undefined : best
}

export const decisions = ({ truths, probabilities }: ClassOutcome): readonly Decision[] =>
  truths.map((truth, index) => {
    const row = probabilities[index] ?? []
    const predicted = greatest(row)
    return { index, truth, predicted, confidence: predicted === undefined ? NaN : row[predicted] as number, chance: row[truth] ?? NaN }
  })

/** How many cases of a true class got a predicted one. */
export interface Cell {
  readonly truth: number
  readonly predicted: number
  readonly count: number
}

/** The cells that are not empty, the most frequent first; cases without a prediction are in none. */
export const cellsOf = (all: readonly Decision[]): readonly Cell[] => {
  const cells = new Map<string, Cell>()
  for (const { truth, predicted } of all) {
    if (predicted === undefined) continue
    const place = `${truth},${predicted}`
    cells.set(place, { truth, predicted, count: (cells.get(place)?.count ?? 0) + 1 })
  }
  return [...cells.values()].toSorted((a, b) => b.count - a.count || a.truth - b.truth || a.predicted - b.predicted)
}

/** What is known of a class. */
export interface ClassCounts {
  readonly name: string
  /** True cases, predictions, and predictions that are right. */
  readonly actual: number
  readonly predicted: number
  readonly hits: number
}

export const classCounts = ({ names }: ClassOutcome, all: readonly Decision[]): readonly ClassCounts[] => {
  const [actual, predicted, hits] = [0, 0, 0].map(() => new Float64Array(names.length)) as [Float64Array, Float64Array, Float64Array]
  const add = (counts: Float64Array, at: number): void => { counts[at] = (counts[at] ?? 0) + 1 }
  for (const decision of all) {
    add(actual, decision.truth)
    if (decision.predicted === undefined) continue
    add(predicted, decision.predicted)
    if (decision.predicted === decision.truth) add(hits, decision.truth)
  }
  return names.map((name, c) => ({ name, actual: actual[c] ?? 0, predicted: predicted[c] ?? 0, hits: hits[c] ?? 0 }))
}
