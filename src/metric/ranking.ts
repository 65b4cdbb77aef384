/** How well scores order examples. */
import { fail } from '../shape/error.js'
import { scored } from './classes.js'
import { mean, ratio, sum, upTo, type Metric } from './metric.js'

/** What to score: whether an example belongs to the class, and how strongly that is claimed. */
interface Claim {
  readonly score: number
  readonly member: boolean
}

/**
 * The share of pairs (member, other) in which the member scores higher; a tie counts half. Computed by ranks: Hanley and
 * McNeil, "The meaning and use of the area under a receiver operating characteristic curve" (1982).
 */
const area = (claims: readonly Claim[]): number => {
  const sorted = claims.toSorted((a, b) => a.score - b.score)
  const members = claims.filter((c) => c.member).length
  // Equal scores share the mean of their ranks.
  let wins = 0
  for (let start = 0; start < sorted.length;) {
    let stop = start + 1
    while (stop < sorted.length && (sorted[stop] as Claim).score === (sorted[start] as Claim).score) stop++
    const tied = sorted.slice(start, stop)
    wins += tied.filter((c) => c.member).length * ((start + stop + 1) / 2)
    start = stop
  }
  return (wins - (members * (members + 1)) / 2) / (members * (claims.length - members))
}

/**
 * The area under the receiver operating characteristic: of two classes, how well the outputs order them; of more, the mean
 * of each class against the rest. It needs examples of every class. Outputs that a softmax follows give other areas than its
 * results where there are more than two classes: apply it first if those are wanted.
 */
export const rocAucWith = ({ average = 'macro' }: { readonly average?: 'macro' | 'weighted' } = {}): Metric => ({
  name: average === 'macro' ? 'rocAuc' : `${average} rocAuc`,
  of: (evidence) => {
    const { classes, truth, scores } = scored('rocAuc', evidence)
    const score = scores.columns === 1 ? (row: number) => scores.at(row, 0) : undefined
    const claims = (c: number): readonly Claim[] => truth.map((label, row) => ({ member: label === c, score: score?.(row) ?? scores.at(row, c) }))
    const binary = (): readonly Claim[] => truth.map((label, row) => ({ member: label === 1, score: score?.(row) ?? scores.at(row, 1) - scores.at(row, 0) }))
    const support = upTo(classes).map((c) => truth.filter((label) => label === c).length)
    const absent = support.indexOf(0)
    if (absent >= 0) fail('metric.rocAuc', { argument: 'targets', expected: 'examples of every class', received: truth, message: `targets should have examples of every class, but class ${absent} has none` })
    if (upTo(scores.rows * scores.columns).some((i) => Number.isNaN(scores.at(0, i))))
      fail('metric.rocAuc', { argument: 'predictions', expected: 'numbers', received: NaN })
    if (classes === 2) return area(binary())
    const areas = upTo(classes).map((c) => area(claims(c)))
    return average === 'macro' ? mean(areas) : ratio(sum(areas.map((a, c) => a * (support[c] as number))), truth.length)
  },
})

/** Of two classes, or the mean over classes. */
export const rocAuc: Metric = rocAucWith()
