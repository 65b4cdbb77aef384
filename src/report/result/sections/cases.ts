/** The cases that were got most wrong, and those of which the model was least sure. */
import type { Case, ClassOutcome, NumberOutcome, Run, SequenceOutcome, Shown } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { element, type Child } from '../../page/markup.js'
import { numberText, percentText } from '../../page/number.js'
import type { Section } from '../../page/section.js'
import { groupId, groupsOf, worst, type Group } from '../cases/groups.js'
import { list, type Entries } from '../cases/list.js'
import { roomFor, shadeNote, type Room } from '../cases/shown.js'
import { decisions } from '../decisions.js'
import { counted } from '../words.js'
import { parts, partTitle } from './parts.js'

const nameIn = ({ names }: ClassOutcome) => (i: number): string => shortened(names[i] ?? String(i), 40)

/** The classes of which the model thought, the most probable first: the predicted one, the true one or the one that comes next. */
const thought = (outcome: ClassOutcome, { cases: [first] }: Group, index: number): string => {
  const [name, row] = [nameIn(outcome), outcome.probabilities[index] ?? []]
  const decision = first?.decision
  const predicted = decision?.predicted
  if (predicted === undefined || decision === undefined) return 'no prediction'
  const next = predicted !== decision.truth ? decision.truth
    : row.reduce((best, p, i) => (i !== predicted && (best < 0 || p > (row[best] as number)) ? i : best), -1)
  return [predicted, next].filter((i) => i >= 0).map((i) => `${name(i)}: ${percentText(row[i] as number)}`).join(', ')
}

const entriesOf = (outcome: ClassOutcome, place: number) => (group: Group): Entries => {
  const [name, { truth, predicted, cases }] = [nameIn(outcome), group]
  const title = predicted === undefined ? `${name(truth)} without a prediction`
    : truth === predicted ? name(truth) : `${name(truth)} taken for ${name(predicted)}`
  const entries = cases.map(({ shown, decision }) => ({ one: shown, said: thought(outcome, group, decision.index) }))
  return { id: groupId(place, truth, predicted), title, entries }
}

const ofClasses = (outcome: ClassOutcome, groups: readonly Group[], place: number, room: Room): Child => {
  const mistakes = decisions(outcome).filter(({ truth, predicted }) => truth !== predicted).length
  const [wrong, right] = [groups.filter((group) => group.truth !== group.predicted), groups.filter((group) => group.truth === group.predicted)]
  const count = (list: readonly Group[]): number => list.reduce((n, { cases }) => n + cases.length, 0)
  const entries = entriesOf(outcome, place)
  return [
    wrong.length > 0 && element('div', {},
      element('h3', {}, 'Most wrong'),
      element('p', { class: 'note' }, `${numberText(count(wrong))} of ${counted(mistakes, 'mistake')}, by how little was thought of the true class.`),
      list('Most wrong', wrong.map(entries), room)),
    right.length > 0 && element('div', {},
      element('h3', {}, 'Right, but least sure'),
      element('p', { class: 'note' }, `${counted(count(right), 'case')} in which the two likeliest classes are nearest to each other.`),
      list('Right, but least sure', right.map(entries), room)),
  ]
}

const unitOf = ({ unit }: NumberOutcome): string => (unit === undefined ? '' : ` ${shortened(unit, 20)}`)

const ofOthers = (outcome: NumberOutcome | SequenceOutcome, cases: readonly Case[], room: Room): Child => {
  const said = (i: number): string => (outcome.kind === 'sequences'
    ? `loss ${numberText(outcome.losses[i] as number)} nats a token`
    : `predicted ${numberText(outcome.predictions[i] as number)}, true ${numberText(outcome.truths[i] as number)}${unitOf(outcome)}`)
  return element('div', {},
    element('h3', {}, 'Most wrong'),
    list('Most wrong', [{ entries: cases.map((one) => ({ one, said: said(one.index) })) }], room))
}

const isShaded = (shown: Shown): boolean => shown.kind === 'text' && shown.losses !== undefined

/** The section about single cases. */
export const cases = (run: Run): Section | undefined => {
  const all = run.results.map((result) => {
    const groups = groupsOf(result)
    const grouped = groups.flatMap((group) => group.cases.map(({ shown }) => shown))
    return { result, groups, chosen: result.outcome.kind === 'classes' ? grouped : worst(result) }
  })
  const room = roomFor(all.reduce((n, { chosen }) => n + chosen.length, 0))
  if (all.every(({ chosen }) => chosen.length === 0)) return undefined
  const body = all.map(({ result, groups, chosen }, place) => chosen.length > 0 && element('div', { class: 'stack' },
    partTitle(run, result),
    result.outcome.kind === 'classes' ? ofClasses(result.outcome, groups, place, room) : ofOthers(result.outcome, chosen, room)))
  return {
    id: 'cases', title: 'Cases',
    body: parts(body, all.some(({ chosen }) => chosen.some(({ shown }) => isShaded(shown))) && element('p', { class: 'note' }, shadeNote)),
  }
}
