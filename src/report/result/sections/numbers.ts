/** Numbers beside the true ones, and by how much they are missed; losses of sequences. */
import type { NumberOutcome, Result, Run, SequenceOutcome } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { element, type Child } from '../../page/markup.js'
import { numberText } from '../../page/number.js'
import type { Section } from '../../page/section.js'
import { histogramPlot } from '../../svg/histogram.js'
import { figure } from '../../svg/plot.js'
import { scatterPlot } from '../../svg/scatter.js'
import { quantiles, residuals } from '../residuals.js'
import { atMost } from '../words.js'
import { parts, partTitle } from './parts.js'

/** Of how many cases the error is at most so much. */
const shares = [[0.5, 'half of all cases'], [0.9, '90 % of all cases'], [1, 'all cases']] as const

const ofNumbers = (outcome: NumberOutcome): Child => {
  const all = residuals(outcome)
  if (all.length === 0) return element('p', {}, 'No case has a prediction that is a number.')
  const unit = outcome.unit === undefined ? '' : ` (${shortened(outcome.unit, 20)})`
  const name = `${shortened(outcome.name, 40)}${unit}`
  const [truths, predictions, errors] = [all.map(({ truth }) => truth), all.map(({ prediction }) => prediction), all.map(({ error }) => error)]
  const least = quantiles(errors.map(Math.abs), shares.map(([share]) => share))
  return [
    element('dl', { class: 'facts' }, shares.map(([, of], i) =>
      [element('dt', {}, `Error of ${of}`), element('dd', {}, `at most ${atMost(least[i] as number)} ${shortened(outcome.unit ?? '', 20)}`)])),
    element('div', { class: 'grid2' },
      figure(scatterPlot({ x: truths, y: predictions }, {
        title: 'Predicted against true', xLabel: `true ${name}`, yLabel: `predicted ${name}`, diagonal: true,
      })),
      figure(scatterPlot({ x: predictions, y: errors }, {
        title: 'Residuals against predicted', xLabel: `predicted ${name}`, yLabel: 'predicted - true', level: 0,
      })),
      figure(histogramPlot(errors, { title: 'Residuals', xLabel: `predicted - true${unit}`, level: 0 }))),
    all.length < outcome.truths.length
      && element('p', { class: 'note' },
        `${numberText(outcome.truths.length - all.length)} of ${numberText(outcome.truths.length)} cases, of which a number is not finite, left out.`),
  ]
}

const ofSequences = ({ losses }: SequenceOutcome): Child =>
  figure(histogramPlot(losses, { title: 'Mean loss of a token, by text', xLabel: 'nats a token' }))

const about = (run: Run, result: Result): Child => (result.outcome.kind === 'classes' ? undefined
  : parts(partTitle(run, result), result.outcome.kind === 'numbers' ? ofNumbers(result.outcome) : ofSequences(result.outcome)))

/** The section about numbers, or about losses. */
export const numbers = (run: Run): Section | undefined => {
  const body = run.results.map((result) => about(run, result))
  const title = run.results.some(({ outcome }) => outcome.kind === 'numbers') ? 'Predicted and true' : 'Losses'
  return body.every((child) => child === undefined) ? undefined : { id: 'numbers', title, body: parts(body) }
}
