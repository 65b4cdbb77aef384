/** How well the probabilities of a class order cases: curves of operating points. */
import { area, averagePrecision, type Claim } from '../../../metric/ranking.js'
import type { ClassOutcome, Result, Run } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { element, type Child } from '../../page/markup.js'
import type { Section } from '../../page/section.js'
import { lineColors } from '../../page/palette.js'
import { curvePlot, type Line } from '../../svg/curve.js'
import { figure } from '../../svg/plot.js'
import { precisionRecall, roc, thinned, type Point } from '../operating.js'
import { counted, rounded } from '../words.js'
import { parts, partTitle } from './parts.js'

/** Of more classes no curves are computed. */
const mostClasses = 20

interface Ranked {
  readonly name: string
  readonly claims: readonly Claim[]
  readonly area: number
}

/** Each class against the others, the second of two alone; those without cases, or without others, are left out. */
const rankedOf = ({ names, truths, probabilities }: ClassOutcome): readonly Ranked[] =>
  names.flatMap((name, c) => {
    if (names.length === 2 && c === 0) return []
    const claims = truths.flatMap((truth, i) => {
      const score = probabilities[i]?.[c] ?? NaN
      return Number.isNaN(score) ? [] : [{ score, isMember: truth === c }]
    })
    const members = claims.filter(({ isMember }) => isMember).length
    return members === 0 || members === claims.length ? [] : [{ name: shortened(name, 24), claims, area: area(claims) }]
  })

const lineOf = (name: string, value: number, points: readonly Point[]): Line => {
  const line = thinned(points)
  return { name: `${name}: ${rounded(value)}`, x: line.map(([x]) => x), y: line.map(([, y]) => y) }
}

const [whole, height] = [[0, 1], [0, 1.02]] as const

const about = (run: Run, result: Result): Child => {
  const { outcome } = result
  if (outcome.kind !== 'classes' || outcome.names.length > mostClasses) return undefined
  const all = rankedOf(outcome)
  if (all.length === 0) return undefined
  const shown = all.length <= lineColors ? all : all.toSorted((a, b) => a.area - b.area).slice(0, lineColors)
  const left = all.length - shown.length
  return parts(
    partTitle(run, result),
    element('div', { class: 'grid2' },
      figure(curvePlot(shown.map(({ name, claims, ...one }) => lineOf(name, one.area, roc(claims))), {
        title: 'ROC curve, with the area under it', xLabel: 'false positive rate', yLabel: 'true positive rate',
        log: false, xDomain: whole, yDomain: height, diagonal: true,
      })),
      figure(curvePlot(shown.map(({ name, claims }) => lineOf(name, averagePrecision(claims), precisionRecall(claims))), {
        title: 'Precision over recall, with average precision', xLabel: 'recall', yLabel: 'precision', log: false, xDomain: whole, yDomain: height,
      }))),
    left > 0 && element('p', { class: 'note' }, `${counted(left, 'class', 'classes')} with a greater area left out.`))
}

/** The section about thresholds. */
export const thresholds = (run: Run): Section | undefined => {
  const body = run.results.map((result) => about(run, result))
  return body.every((child) => child === undefined) ? undefined : { id: 'thresholds', title: 'ROC and precision–recall', body: parts(body) }
}
