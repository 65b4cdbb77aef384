/**
 * How well scores order examples.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * rocAuc.of(evidence) // 0.75
 * rocAucWith({ average: 'weighted' }).of(evidence) // 0.75
 */
import { fail } from '../shape/error.js'
import { checkOptions, oneOf } from '../shape/options.js'
import { scored, type Scored } from './classes.js'
import type { Metric } from './metric.js'
import { frequencies, mean, ratio, sum, upTo } from './table.js'

/** Whether an example belongs to a class, and how strongly that is claimed. */
interface Claim {
  readonly score: number
  readonly isMember: boolean
}

/**
 * The share of pairs (member, other) in which the member scores higher; a tie counts half. Computed by ranks: Hanley and
 * McNeil, "The meaning and use of the area under a receiver operating characteristic curve" (1982).
 */
const area = (claims: readonly Claim[]): number => {
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

const claimsOf = (evidence: Scored, c: number): readonly Claim[] =>
  evidence.truth.map((label, row) => {
    const score = scoreOf(evidence, row, c)
    const message = `predictions hold NaN at example ${row}`
    if (Number.isNaN(score)) fail('metric.rocAuc', { argument: 'predictions', expected: 'numbers', received: NaN, message })
    return { isMember: label === c, score }
  })

const supportOf = ({ classes, truth }: Scored): readonly number[] => {
  const support = [...frequencies(classes, truth)]
  const absent = support.indexOf(0)
  const expected = 'examples of every class'
  const message = `targets should have ${expected}, but class ${absent} has none`
  if (absent >= 0) fail('metric.rocAuc', { argument: 'targets', expected, received: `none of class ${absent}`, message })
  return support
}

/**
 * The area under the receiver operating characteristic. Of two classes: how well the outputs tell them apart. Of more: each
 * class against the rest, averaged over classes, `weighted` by their true examples. A class without examples is an error.
 * With more than two classes a softmax over the outputs changes the order of examples, so apply it first if its areas are meant.
 */
export const rocAucWith = (options: { readonly average?: 'macro' | 'weighted' } = {}): Metric => {
  const { average = 'macro' } =
    checkOptions<typeof options>('metric.rocAucWith', options, { average: oneOf('macro', 'weighted') })
  return {
    name: average === 'macro' ? 'rocAuc' : `${average} rocAuc`,
    of: (evidence) => {
      const found = scored('rocAuc', evidence)
      const support = supportOf(found)
      if (found.classes === 2) return area(claimsOf(found, 1))
      const areas = upTo(found.classes).map((c) => area(claimsOf(found, c)))
      return average === 'macro' ? mean(areas) : ratio(sum(areas.map((a, c) => a * (support[c] as number))), sum(support))
    },
  }
}

/** `rocAucWith`, macro average. */
export const rocAuc: Metric = rocAucWith()
