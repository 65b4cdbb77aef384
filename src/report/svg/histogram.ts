/** How numbers are distributed. */
import { bin } from 'd3-array'
import type { Histogram } from '../../run/index.js'
import { fail } from '../../shape/error.js'
import { aNumber, aString, checkOptions, isRecord } from '../../shape/options.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import { extentOf, isDrawn, opened, px, space } from './axes.js'
import { aCount, someFinite, someNumbers } from './kinds.js'
import { plotWidth, standalone, type Plot } from './plot.js'

/** How a histogram is drawn. */
export interface HistogramOptions {
  readonly title?: string
  readonly xLabel?: string
  /** About so many bins, where values are given; by default 30. */
  readonly bins?: number
  /** A vertical line at this value. */
  readonly level?: number
}

/** Values in bins between round numbers. */
const binned = (values: readonly number[], bins = 30): Histogram => {
  const drawn = values.filter(isDrawn)
  const [least, greatest] = extentOf([drawn], isDrawn) ?? [0, 0]
  const edges = opened([least, greatest])
  // Different ones, but too close for bins between them.
  if (least < greatest && edges[0] !== least) return { edges, counts: [drawn.length] }
  const found = bin().thresholds(bins)(drawn)
  const [first] = found
  return first === undefined ? { edges: [0, 1], counts: [0] }
    // All of one value: a bin without a width.
    : found.length === 1 && first.x0 === first.x1 ? { edges: [(first.x0 as number) - 0.5, (first.x0 as number) + 0.5], counts: [first.length] }
    : { edges: [first.x0 as number, ...found.map(({ x1 }) => x1 as number)], counts: found.map(({ length }) => length) }
}

/** Most bars are no narrower than a pixel. */
const mostBars = 500

/** Neighboring bins as one, so that there are at most so many. */
export const merged = ({ edges, counts }: Histogram, most: number): Histogram => {
  const size = Math.max(1, Math.ceil(counts.length / most))
  const starts = Array.from({ length: Math.ceil(counts.length / size) }, (_, i) => i * size)
  return {
    edges: [...starts.map((from) => edges[from] as number), edges.at(-1) as number],
    counts: starts.map((from) => counts.slice(from, from + size).reduce((a, b) => a + b, 0)),
  }
}

/** The plot of a histogram; bars of unequal width have the height of their count. */
export const histogramPlot = (given: Histogram | readonly number[], options: HistogramOptions = {}): Plot => {
  const { title = 'Histogram', xLabel, bins, level } = options
  const isList = (u: Histogram | readonly number[]): u is readonly number[] => Array.isArray(u)
  const left = isList(given) ? given.filter((x) => !isDrawn(x)).length : 0
  const { edges, counts } = merged(isList(given) ? binned(given, bins) : given, mostBars)
  const total = counts.reduce((a, b) => a + b, 0)
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const area = space(
    { domain: extentOf([edges, ...(level === undefined ? [] : [[level]])], isDrawn) ?? [0, 1], label: xLabel, nice: false }, { domain: [0, most] },
  )
  return {
    title, keys: [], width: plotWidth, height: area.height,
    ...(left > 0 ? { note: `${numberText(left)} ${left === 1 ? 'value is' : 'values are'} not finite and left out.` } : {}),
    description: `${numberText(total)} values from ${numberText(edges[0] ?? NaN)} to ${numberText(edges.at(-1) ?? NaN)}`,
    body: [
      area.grid,
      counts.map((n, i) => {
        const [from, to] = [area.x(edges[i] as number), area.x(edges[i + 1] as number)]
        const upper = area.y(n)
        return n > 0 && element('rect', {
          class: 'bar fill0', x: px(from), y: px(upper), width: Math.max(0.5, px(to - from - (to - from > 3 ? 1 : 0))), height: px(area.bottom - upper),
        }, element('title', {}, `${numberText(edges[i] as number)} to ${numberText(edges[i + 1] as number)}: ${numberText(n)}`))
      }),
      level !== undefined && element('path', { class: 'mark', d: `M${px(area.x(level))},${area.top}V${area.bottom}` }),
    ],
  }
}

const operation = 'report.svg.histogram'

/** Edges in ascending order, and a count between each two. */
const isHistogram = (u: unknown): u is Histogram => isRecord(u) && someFinite.holds(u['edges']) && someFinite.holds(u['counts'])
  && (u['edges'] as Histogram['edges']).length === (u['counts'] as Histogram['counts']).length + 1
  && (u['edges'] as Histogram['edges']).every((edge, i, edges) => i === 0 || edge >= (edges[i - 1] as number))
  && (u['counts'] as Histogram['counts']).every((n) => n >= 0)

/**
 * How values are distributed, in SVG: of values in bins between round numbers, or of counts between edges. Edges that do not ascend, and
 * other than one more of them than counts, are an error.
 *
 * @example
 * histogram([1, 2, 2, 3]).includes('4 values from 1 to ') // true
 * histogram({ edges: [0, 1, 2], counts: [3, 1] }).includes('0 to 1: 3') // true
 */
export const histogram = (values: Histogram | readonly number[], options: HistogramOptions = {}): string => {
  if (!someNumbers.holds(values) && !isHistogram(values))
    fail(operation, { argument: 'values', expected: 'a list of numbers, or ascending edges with a count between each two', received: values })
  checkOptions<HistogramOptions>(operation, options, { title: aString, xLabel: aString, bins: aCount, level: aNumber })
  return standalone(histogramPlot(values, options))
}
