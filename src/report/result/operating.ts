/** What a classifier of two classes can be made to do by another threshold: the curves of its operating points. */
import type { Claim } from '../../metric/ranking.js'

export type Point = readonly [x: number, y: number]

/** Members and others among the claims with at least a score, for each score from the greatest down. */
const counted = (claims: readonly Claim[]): readonly (readonly [members: number, others: number])[] => {
  const sorted = claims.toSorted((a, b) => b.score - a.score)
  const counts: (readonly [number, number])[] = []
  let members = 0
  sorted.forEach(({ score, isMember }, i) => {
    members += Number(isMember)
    if (sorted[i + 1]?.score !== score) counts.push([members, i + 1 - members])
  })
  return counts
}

/**
 * The receiver operating characteristic: from (0, 0) to (1, 1), for each score the shares of others and of members that have at
 * least that score. There must be members and others.
 *
 * @example
 * roc([{ score: 0.9, isMember: true }, { score: 0.5, isMember: false }]) // [[0, 0], [0, 1], [1, 1]]
 */
export const roc = (claims: readonly Claim[]): readonly Point[] => {
  const counts = counted(claims)
  const [members, others] = counts.at(-1) ?? [0, 0]
  return [[0, 0], ...counts.map(([hit, fallen]): Point => [fallen / others, hit / members])]
}

/**
 * Precision over recall, from no recall on: for each score the share of all members that have at least that score, and the share
 * of members among those. It begins at (0, 1). There must be members.
 *
 * @example
 * precisionRecall([{ score: 0.9, isMember: true }, { score: 0.5, isMember: false }]) // [[0, 1], [1, 1], [1, 0.5]]
 */
export const precisionRecall = (claims: readonly Claim[]): readonly Point[] => {
  const counts = counted(claims)
  const members = counts.at(-1)?.[0] ?? 0
  return [[0, 1], ...counts.map(([hit, fallen]): Point => [hit / members, hit / (hit + fallen)])]
}

/**
 * The points of a line in [0, 1] × [0, 1] that can be told apart at a resolution of 1/`steps`: the first, the last, and each that is
 * further than that from the one kept before it.
 */
export const thinned = (points: readonly Point[], steps = 200): readonly Point[] => {
  const kept: Point[] = []
  points.forEach((point, i) => {
    const before = kept.at(-1)
    const isApart = before === undefined || Math.abs(point[0] - before[0]) * steps >= 1 || Math.abs(point[1] - before[1]) * steps >= 1
    if (isApart || i === points.length - 1) kept.push(point)
  })
  return kept
}
