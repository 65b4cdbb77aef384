/**
 * How well scores order examples.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * rocAuc.of(evidence) // 0.75
 * rocAucWith({ average: 'weighted' }).of(evidence) // 0.75
 * prAuc().of(evidence) // 0.833
 */
import { fail } from '../shape/error.js'
import { checkOptions, oneOf } from '../shape/options.js'
import { scored, type Scored } from './classes.js'
import type { Metric } from './metric.js'
import { frequencies, mean, ratio, sum, upTo } from './table.js'

/** Whether an example belongs to a class, and how strongly that is claimed. */
export interface Claim {
  readonly score: number
  readonly isMember: boolean
}

/**
 * The share of pairs (member, other) in which the member scores higher; a tie counts half. Computed by ranks: Hanley and
 * McNeil, "The meaning and use of the area under a receiver operating characteristic curve" (1982).
 */
export const area = (claims: readonly Claim[]): number => {
  const sorted = claims.toSorted((a, b) => a.score - b.score)
  const members = claims.filter((claim) => claim.isMember).length
  let ranks = 0
  for (let start = 0; start < sorted.length;) {
    const { score } = sorted[start] as Claim
    let stop = start
    let tied = 0
    for (; sorted[stop]?.score === score; stop++) tied += Number((sorted[stop] as Claim).isMember)
    // Equal scores share the mean of their ranks start + 1 … stop.
    ranks += tied * ((start + 1 + stop) / 2)
    start = stop
  }
  return (ranks - (members * (members + 1)) / 2) / (members * (claims.length - members))
}

/** How strongly the outputs claim a class: of two classes, by how much they prefer it. */
const scoreOf = ({ classes, scores: { columns, at } }: Scored, row: number, c: number): number =>
  columns === 1 ? at(row, 0) : classes === 2 ? at(row, 1) - at(row, 0) : at(row, c)

const claimsOf = (metric: string, evidence: Scored, c: number): readonly Claim[] =>
  evidence.truth.map((label, row) => {
    const score = scoreOf(evidence, row, c)
    const message = `predictions hold NaN at example ${row}`
    if (Number.isNaN(score)) fail(`metric.${metric}`, { argument: 'predictions', expected: 'numbers', received: NaN, message })
    return { isMember: label === c, score }
  })

/** How many examples each class has, none of them from `first` on without any. */
const supportOf = (metric: string, { classes, truth }: Scored, first = 0): readonly number[] => {
  const support = [...frequencies(classes, truth)]
  const absent = support.indexOf(0, first)
  const expected = first === 1 ? 'examples of class 1' : 'examples of every class'
  const message = `targets should have ${expected}, but class ${absent} has none`
  if (absent >= 0) fail(`metric.${metric}`, { argument: 'targets', expected, received: `none of class ${absent}`, message })
  return support
}

/** How areas of one class against the rest come together: the mean over classes, or weighted by their true examples. */
export interface AreaAveraging {
  /** `macro` by default; two classes have one area, that of class 1. */
  readonly average?: 'macro' | 'weighted'
}

const areaKinds = { average: oneOf('macro', 'weighted') }

const averaged = (areas: readonly number[], support: readonly number[], average: AreaAveraging['average']): number =>
  average === 'weighted' ? ratio(sum(areas.map((a, c) => a * (support[c] as number))), sum(support)) : mean(areas)

/**
 * The area under the receiver operating characteristic. Of two classes: how well the outputs tell them apart. Of more: each
 * class against the rest, averaged over classes, `weighted` by their true examples. A class without examples is an error.
 * With more than two classes a softmax over the outputs changes the order of examples, so apply it first if its areas are meant.
 */
// @__NO_SIDE_EFFECTS__
export const rocAucWith = (options: AreaAveraging = {}): Metric => {
  const { average = 'macro' } = checkOptions<AreaAveraging>('metric.rocAucWith', options, areaKinds)
  return {
    name: average === 'macro' ? 'rocAuc' : `${average} rocAuc`,
    of: (evidence) => {
      const found = scored('rocAuc', evidence)
      const support = supportOf('rocAuc', found)
      if (found.classes === 2) return area(claimsOf('rocAuc', found, 1))
      return averaged(upTo(found.classes).map((c) => area(claimsOf('rocAuc', found, c))), support, average)
    },
  }
}

/** `rocAucWith`, macro average. */
export const rocAuc: Metric = rocAucWith()

/**
 * Σ (R_i - R_{i-1})·P_i over the distinct scores from the greatest down, where P_i and R_i are precision and recall of the
 * examples with at least that score.
 */
export const averagePrecision = (claims: readonly Claim[]): number => {
  const sorted = claims.toSorted((a, b) => b.score - a.score)
  const members = claims.filter((claim) => claim.isMember).length
  let [hits, total] = [0, 0]
  for (let start = 0; start < sorted.length;) {
    const { score } = sorted[start] as Claim
    let stop = start
    let tied = 0
    for (; sorted[stop]?.score === score; stop++) tied += Number((sorted[stop] as Claim).isMember)
    hits += tied
    total += tied * (hits / stop)
    start = stop
  }
  return total / members
}

/**
 * The area under the curve of precision over recall in [0, 1], as average precision, without interpolation. Of two classes: that
 * of class 1, which must have examples. Of more: each class against the rest, averaged; a class without examples is an error.
 * With more than two classes a softmax over the outputs changes the order of examples, so apply it first if its areas are meant.
 */
// @__NO_SIDE_EFFECTS__
export const prAuc = (options: AreaAveraging = {}): Metric => {
  const { average = 'macro' } = checkOptions<AreaAveraging>('metric.prAuc', options, areaKinds)
  return {
    name: average === 'macro' ? 'prAuc' : `${average} prAuc`,
    of: (evidence) => {
      const found = scored('prAuc', evidence)
      const isPair = found.classes === 2
      const support = supportOf('prAuc', found, Number(isPair))
      if (isPair) return averagePrecision(claimsOf('prAuc', found, 1))
      return averaged(upTo(found.classes).map((c) => averagePrecision(claimsOf('prAuc', found, c))), support, average)
    },
  }
}
