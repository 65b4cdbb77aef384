/** Which classes are taken for which. */
import type { ClassOutcome, Result, Run } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { scrolling } from '../../page/frame.js'
import { element, type Child, type Markup } from '../../page/markup.js'
import { numberText, percentText } from '../../page/number.js'
import { shadeCount } from '../../page/palette.js'
import type { Section } from '../../page/section.js'
import { confusionPlot, mostConfused } from '../../svg/confusion.js'
import { figure } from '../../svg/plot.js'
import { groupId, groupsOf } from '../cases/groups.js'
import { cellsOf, classCounts, decisions, type Cell, type ClassCounts } from '../decisions.js'
import { counted, figureName } from '../words.js'
import { parts, partTitle } from './parts.js'

/** Up to so many classes are a table with numbers. */
const mostInTable = 12
/** So many mistakes, and so many classes, are listed. */
const [mostMistakes, mostListed] = [15, 20]

/** Where a cell leads, if some of its cases are shown. */
type Href = (truth: number, predicted: number) => string | undefined

const hrefs = (result: Result, place: number): Href => {
  const known = new Set(groupsOf(result).map(({ truth, predicted }) => groupId(place, truth, predicted)))
  return (truth, predicted) => {
    const id = groupId(place, truth, predicted)
    return known.has(id) ? `#${id}` : undefined
  }
}

/** A number that leads to the cases that it counts. */
const leading = (href: string | undefined, label: string, child: Child): Child =>
  (href === undefined ? child : element('a', { href, 'aria-label': label }, child))

const shadeOf = (share: number): number => (share === 0 ? 0 : 1 + Math.min(shadeCount - 2, Math.floor(share * (shadeCount - 1))))

/** Counts by true and predicted class. */
const table = ({ names }: ClassOutcome, cells: readonly Cell[], href: Href): Markup => {
  const counts = names.map((_, i) => names.map((_, j) => cells.find((cell) => cell.truth === i && cell.predicted === j)?.count ?? 0))
  const short = names.map((name) => shortened(name, 16))
  return element('table', { class: 'confusion' },
    element('caption', {}, 'Cases by true class (rows) and predicted class (columns).'),
    element('thead', {}, element('tr', {}, element('td'), short.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, counts.map((row, i) => {
      const all = row.reduce((a, b) => a + b, 0)
      return element('tr', {}, element('th', { scope: 'row' }, short[i]), row.map((n, j) =>
        element('td', { class: `heat${shadeOf(n / Math.max(1, all))}` }, n === 0 ? '·'
          : leading(href(i, j), `${numberText(n)} of ${short[i]} taken for ${short[j]}: see cases`, numberText(n)))))
    })))
}

/** The classes with the most mistakes, by their places. */
const confused = ({ names }: ClassOutcome, cells: readonly Cell[]): readonly number[] => {
  const mistakes = new Float64Array(names.length)
  for (const { truth, predicted, count } of cells) {
    if (truth === predicted) continue
    mistakes[truth] = (mistakes[truth] ?? 0) + count
    mistakes[predicted] = (mistakes[predicted] ?? 0) + count
  }
  return mostConfused(mistakes)
}

/** The same as a drawing, of the classes with the most mistakes. */
const drawing = (outcome: ClassOutcome, cells: readonly Cell[]): Markup => {
  const chosen = confused(outcome, cells)
  const places = new Map(chosen.map((c, i) => [c, i]))
  const counts = chosen.map(() => chosen.map(() => 0))
  for (const { truth, predicted, count } of cells) {
    const [i, j] = [places.get(truth), places.get(predicted)]
    if (i !== undefined && j !== undefined) (counts[i] as number[])[j] = count
  }
  const left = outcome.names.length - chosen.length
  return element('div', {},
    figure(confusionPlot(counts, { names: chosen.map((c) => outcome.names[c] ?? String(c)) })),
    left > 0 && element('p', { class: 'note' },
      `${counted(chosen.length, 'class', 'classes')} with the most mistakes are drawn;`
      + ` ${counted(left, 'other', 'others')} and what they are taken for are left out.`))
}

/** Pairs of classes by how often one is taken for the other. */
const mistakes = ({ names }: ClassOutcome, cells: readonly Cell[], href: Href): Child => {
  const wrong = cells.filter(({ truth, predicted }) => truth !== predicted)
  if (wrong.length === 0) return undefined
  const name = (i: number): string => shortened(names[i] ?? String(i), 40)
  return element('div', {},
    element('h3', {}, 'Most frequent mistakes'),
    element('ol', { class: 'mistakes' }, wrong.slice(0, mostMistakes).map(({ truth, predicted, count }) => {
      const said = `${name(truth)} taken for ${name(predicted)}`
      return element('li', {}, leading(href(truth, predicted), `${said}: see cases`, said), `: ${numberText(count)}`)
    })),
    wrong.length > mostMistakes && element('p', { class: 'note' }, `${counted(wrong.length - mostMistakes, 'more pair')} of classes left out.`))
}

const ratio = (over: number, under: number): number => (under === 0 ? 0 : over / under)
const f1 = ({ hits, predicted, actual }: ClassCounts): number => ratio(2 * hits, predicted + actual)

/** Precision and recall of each class, those with the least F1 first where not all are listed. */
const classes = (counts: readonly ClassCounts[]): Markup => {
  const worst = counts.filter(({ actual }) => actual > 0).toSorted((a, b) => f1(a) - f1(b))
  const listed = counts.length <= mostListed ? counts : worst.slice(0, mostListed)
  const head = ['class', 'precision', 'recall', 'f1', 'cases']
  return element('div', {},
    element('h3', {}, 'Classes'),
    scrolling('Precision and recall of classes', element('table', { class: 'counts' },
      element('thead', {}, element('tr', {}, head.map((name, i) => element('th', { scope: 'col', class: i > 0 && 'number' }, figureName(name))))),
      element('tbody', {}, listed.map((one) => element('tr', {}, element('th', { scope: 'row' }, shortened(one.name, 40)),
        [ratio(one.hits, one.predicted), ratio(one.hits, one.actual), f1(one)].map((x) => element('td', { class: 'number' }, percentText(x))),
        element('td', { class: 'number' }, numberText(one.actual))))))),
    listed.length < counts.length && element('p', { class: 'note' },
      `${counted(counts.length - listed.length, 'class', 'classes')} with a greater F1, or without cases, left out.`))
}

const about = (run: Run, result: Result, place: number): Child => {
  if (result.outcome.kind !== 'classes') return undefined
  const { outcome } = result
  const all = decisions(outcome)
  const [cells, href] = [cellsOf(all), hrefs(result, place)]
  const lost = all.filter(({ predicted }) => predicted === undefined).length
  const isSmall = outcome.names.length <= mostInTable
  return parts(
    partTitle(run, result),
    !isSmall && drawing(outcome, cells),
    element('div', { class: 'beside' },
      element('div', {}, isSmall ? scrolling('True and predicted classes', table(outcome, cells, href)) : mistakes(outcome, cells, href)),
      classes(classCounts(outcome, all))),
    lost > 0 && element('p', { class: 'note' }, `${counted(lost, 'case')} without a prediction left out.`))
}

/** The section about what classes are taken for. */
export const confusion = (run: Run): Section | undefined => {
  const body = run.results.map((result, place) => about(run, result, place))
  return body.every((child) => child === undefined) ? undefined : { id: 'confusion', title: 'Confusion', body: parts(body) }
}
