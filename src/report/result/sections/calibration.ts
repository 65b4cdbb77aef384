/** Whether the model is right as often as it claims. */
import { binsOf, expectedError } from '../../../metric/calibration.js'
import type { Result, Run } from '../../../run/index.js'
import { element, type Child } from '../../page/markup.js'
import type { Section } from '../../page/section.js'
import { curvePlot } from '../../svg/curve.js'
import { histogramPlot } from '../../svg/histogram.js'
import { figure } from '../../svg/plot.js'
import { decisions } from '../decisions.js'
import { counted, rounded } from '../words.js'
import { parts, partTitle } from './parts.js'

const count = 10

const about = (run: Run, result: Result): Child => {
  if (result.outcome.kind !== 'classes') return undefined
  const claims = decisions(result.outcome).filter(({ predicted }) => predicted !== undefined)
    .map(({ truth, predicted, confidence }) => ({ confidence, isRight: truth === predicted }))
  const bins = binsOf(claims, count)
  if (bins.length === 0) return undefined
  const counts = Array.from({ length: count }, (_, at) => bins.find((bin) => bin.at === at)?.examples ?? 0)
  return parts(
    partTitle(run, result),
    element('p', {}, `The expected calibration error is ${rounded(expectedError(bins))}: by so much the share of right predictions differs from their`
      + ` probability, in the mean of ${counted(claims.length, 'case')} in ${count} bins. On the dashed line both are equal.`),
    element('div', { class: 'grid2' },
      figure(curvePlot([{
        name: 'bins of cases', x: bins.map(({ confidence, examples }) => confidence / examples), y: bins.map(({ hits, examples }) => hits / examples),
      }], {
        title: 'Right predictions by their probability', xLabel: 'probability of the predicted class', yLabel: 'share that is right',
        log: false, xDomain: [0, 1], yDomain: [0, 1.02], diagonal: true,
      })),
      figure(histogramPlot({ edges: Array.from({ length: count + 1 }, (_, i) => i / count), counts }, {
        title: 'Cases by the probability of the predicted class', xLabel: 'probability of the predicted class',
      }))))
}

/** The section about calibration. */
export const calibration = (run: Run): Section | undefined => {
  const body = run.results.map((result) => about(run, result))
  return body.every((child) => child === undefined) ? undefined : { id: 'calibration', title: 'Calibration', body: parts(body) }
}
