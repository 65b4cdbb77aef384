/** Which cases are shown, and in which groups. */
import type { Case, Result } from '../../../run/index.js'
import { notable } from '../../../run/notable.js'
import { decisions, type Decision } from '../decisions.js'

/** At most so many cases that are wrong, and so many that are unsure. */
const [mostWrong, mostUnsure] = [24, 12]

/** Cases that were taken for the same thing. */
export interface Group {
  readonly truth: number
  /** Undefined where there is no prediction. */
  readonly predicted: number | undefined
  readonly cases: readonly { readonly shown: Case; readonly decision: Decision }[]
}

/** The place of a group in the page: what a cell of the confusion leads to. `result` is the place of the result in the run. */
export const groupId = (result: number, truth: number, predicted: number | undefined): string =>
  `cases-${result}-${truth}-${predicted ?? 'none'}`

/** Cases by their place in the outcome. */
const casesOf = ({ cases }: Result): ReadonlyMap<number, Case> => new Map(cases.map((shown) => [shown.index, shown]))

/** Cases of a result without classes, the most wrong first. */
export const worst = (result: Result): readonly Case[] => {
  const known = casesOf(result)
  return notable(result.outcome, Infinity).wrong.flatMap((i) => known.get(i) ?? []).slice(0, mostWrong)
}

/** Cases of a classifier in groups: mistakes, that of the most wrong case first, and the least sure of those that are right. */
export const groupsOf = (result: Result): readonly Group[] => {
  if (result.outcome.kind !== 'classes') return []
  const [known, all] = [casesOf(result), decisions(result.outcome)]
  const { wrong, unsure } = notable(result.outcome, Infinity)
  const isRight = (i: number): boolean => all[i]?.truth === all[i]?.predicted
  const chosen = [
    ...wrong.filter((i) => known.has(i)).slice(0, mostWrong),
    ...unsure.filter((i) => known.has(i) && isRight(i)).slice(0, mostUnsure),
  ]
  const groups = new Map<string, Group>()
  for (const index of chosen) {
    const [shown, decision] = [known.get(index) as Case, all[index] as Decision]
    const id = groupId(0, decision.truth, decision.predicted)
    const group = groups.get(id) ?? { truth: decision.truth, predicted: decision.predicted, cases: [] }
    groups.set(id, { ...group, cases: [...group.cases, { shown, decision }] })
  }
  return [...groups.values()]
}
