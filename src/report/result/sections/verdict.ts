/** How good the result is: a sentence, and numbers to be seen at once. */
import type { Result, Run } from '../../../run/index.js'
import { element, type Markup } from '../../page/markup.js'
import type { Section } from '../../page/section.js'
import { figures, score, verdict as sentence, type Figure } from '../verdict.js'
import { parts, partTitle } from './parts.js'

const number = ({ name, value, note }: Figure, kind = ''): Markup => element('li', { class: kind },
  element('span', { class: 'value' }, value), element('span', { class: 'label' }, name),
  note !== undefined && element('span', { class: 'label' }, note))

const about = (run: Run, result: Result): Markup => {
  const [{ baselines, ...main }, rest] = [score(result), figures(result)]
  return element('div', {},
    partTitle(run, result),
    element('p', { class: 'lead verdict' }, sentence(result)),
    element('ul', { class: 'figures' }, number(main, 'main'), baselines.map((baseline) => number(baseline, 'baseline'))),
    rest.length > 0 && element('dl', { class: 'facts' }, rest.map(({ name, value }) => [element('dt', {}, name), element('dd', {}, value)])))
}

export const verdict = (run: Run): Section | undefined =>
  (run.results.length === 0 ? undefined : { id: 'verdict', title: 'Verdict', body: parts(run.results.map((result) => about(run, result))) })
