/** True classes against predicted ones, as a heat table. */
import { scaleQuantize } from 'd3-scale'
import type { Confusion } from '../../metric/index.js'
import { fail, shortened } from '../../shape/error.js'
import { aFunction, aNumber, aString, check, checkOptions, listOf } from '../../shape/options.js'
import { element } from '../page/markup.js'
import { numberText, percentText, shortNumber } from '../page/number.js'
import { shadeCount } from '../page/palette.js'
import { px } from './axes.js'
import { plotWidth, standalone, type Plot } from './plot.js'

/** How a table of counts is drawn. */
export interface ConfusionOptions {
  readonly title?: string
  /** What the classes are called; their numbers where it is left out. */
  readonly names?: readonly string[]
  /** Where a cell leads to: a place in the page, as `#cases-0-1`; nowhere, if there is none. */
  readonly href?: (truth: number, predicted: number) => string | undefined
}

/** More classes are not drawn: those with the most mistakes are. */
const mostClasses = 40
/** From so many classes on, cells have no numbers. */
const mostNumbers = 16

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)

/** The places of the classes to be drawn, in their order: those with the most mistakes. */
export const mostConfused = (mistakes: ArrayLike<number>): readonly number[] =>
  Array.from(mistakes, (_, i) => i)
    .sort((a, b) => (mistakes[b] as number) - (mistakes[a] as number) || a - b).slice(0, mostClasses).sort((a, b) => a - b)

const mistakesIn = (counts: Confusion): readonly number[] =>
  counts.map((row, i) => sum(row) + sum(counts.map((other) => other[i] as number)) - 2 * (row[i] as number))

/** Shades by the share of the row: none for zero. */
const shadeOf = scaleQuantize<number>().domain([0, 1]).range(Array.from({ length: shadeCount - 1 }, (_, i) => i + 1))

/** The plot of a confusion table: a row for each true class. */
export const confusionPlot = (counts: Confusion, options: ConfusionOptions = {}): Plot => {
  const { title = 'True and predicted classes', names, href } = options
  const classes = mostConfused(mistakesIn(counts))
  const nameOf = (i: number): string => names?.[i] ?? String(i)
  const short = classes.map((i) => shortened(nameOf(i), 14))
  const longest = short.reduce((most, name) => Math.max(most, name.length), 4)
  const left = 24 + 9 * longest
  const side = Math.min(64, (plotWidth - left - 8) / Math.max(1, classes.length))
  const top = 36 + (side >= 9 * longest ? 16 : 7 * longest)
  const right = counts.reduce((all, row, i) => all + (row[i] as number), 0)
  const total = sum(counts.map(sum))
  const small = side < 20 ? ' small' : ''
  const cell = (i: number, j: number, row: number, column: number) => {
    const n = counts[i]?.[j] as number
    const share = n / Math.max(1, sum(counts[i] as readonly number[]))
    if (n === 0) return undefined
    const shade = shadeOf(share)
    const [x, y] = [left + column * side, top + row * side]
    const drawn = [
      element('rect', { class: `shade${shade}`, x: px(x), y: px(y), width: px(side - 1), height: px(side - 1), rx: side > 24 ? 3 : 0 },
        element('title', {}, `${nameOf(i)} taken for ${nameOf(j)}: ${numberText(n)} (${percentText(share)})`)),
      classes.length <= mostNumbers
        && element('text', { class: `middle on${shade}`, x: px(x + side / 2 - 0.5), y: px(y + side / 2), dy: '.34em' }, shortNumber(n)),
    ]
    const to = href?.(i, j)
    return to === undefined ? drawn
      : element('a', { href: to, 'aria-label': `${numberText(n)} of ${nameOf(i)} taken for ${nameOf(j)}: see cases` }, drawn)
  }
  const rest = counts.length - classes.length
  return {
    title, keys: [], width: plotWidth, height: Math.ceil(top + side * classes.length + 8),
    ...(rest > 0 ? { note: `${numberText(classes.length)} of ${numberText(counts.length)} classes are drawn, those with the most mistakes; ${numberText(rest)} are left out.` } : {}),
    description: `${numberText(counts.length)} classes, ${numberText(right)} of ${numberText(total)} right; a row for each true class, a column for each predicted one`,
    body: [
      element('text', { class: 'start', x: left, y: 4, dy: '.8em' }, 'predicted →'),
      element('text', { class: 'end', x: left - 8, y: top - 14, dy: '.32em' }, 'true ↓'),
      element('rect', { class: 'empty', x: left - 0.5, y: top - 0.5, width: px(side * classes.length), height: px(side * classes.length) }),
      short.map((name, i) => element('text', { class: `end${small}`, x: left - 8, y: px(top + (i + 0.5) * side), dy: '.34em' }, name)),
      short.map((name, i) => (side >= 9 * longest
        ? element('text', { class: 'middle', x: px(left + (i + 0.5) * side), y: top - 14, dy: '.32em' }, name)
        : element('text', { class: `start${small}`, transform: `translate(${px(left + (i + 0.5) * side)} ${top - 8}) rotate(-55)`, dy: '.32em' }, name))),
      classes.map((i, row) => classes.map((j, column) => cell(i, j, row, column))),
    ],
  }
}

/**
 * Counts of true class (row) and predicted class (column) as a heat table in SVG, the darker, the larger the share of the true class.
 * Of more than 40 classes, those with the most mistakes are drawn. Rows of another length than there are rows are an error.
 *
 * @example
 * confusion([[9, 1], [0, 5]], { names: ['cat', 'dog'] }).includes('cat taken for dog: 1 (10.0%)') // true
 */
export const confusion = (counts: Confusion, options: ConfusionOptions = {}): string => {
  check('report.svg.confusion', { counts }, { counts: listOf('rows of counts', listOf('', aNumber)) })
  const { names } = checkOptions<ConfusionOptions>('report.svg.confusion', options, { title: aString, names: listOf('names', aString), href: aFunction })
  if (counts.some(({ length }) => length !== counts.length))
    fail('report.svg.confusion', { argument: 'counts', expected: `${counts.length} rows of as many counts`, received: counts })
  if (names !== undefined && names.length !== counts.length)
    fail('report.svg.confusion', { argument: 'names', expected: `a list of ${counts.length} names`, received: names })
  return standalone(confusionPlot(counts, options))
}
