/** A distribution over time: a histogram behind the other, the first one at the top. */
import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX } from 'd3-shape'
import type { Histogram } from '../../run/index.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import { extentOf, isDrawn, px, ticksOf, type Axis } from './axes.js'
import { merged } from './histogram.js'
import { plotWidth, type Plot } from './plot.js'

/** A histogram after a step. */
export interface Ridge {
  readonly step: number
  readonly histogram: Histogram
}

/** More histograms are thinned, evenly, and more bins merged. */
const [mostRidges, mostBins] = [12, 32]
const [left, right, top, height, tall] = [96, 16, 58, 340, 62] as const

/** So many of a list, evenly, the first and the last among them. */
export const evenly = <A>(list: readonly A[], most: number): readonly A[] =>
  (list.length <= most ? list : Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))] as A))

/** Counts per width, over the greatest of them. */
const densities = ({ edges, counts }: Histogram): readonly (readonly [x: number, y: number])[] => {
  const widths = counts.map((_, i) => (edges[i + 1] as number) - (edges[i] as number))
  const all = counts.map((n, i) => ((widths[i] as number) > 0 ? n / (widths[i] as number) : 0))
  const most = all.reduce((a, b) => Math.max(a, b), 0)
  const inner = all.map((density, i) => [((edges[i] as number) + (edges[i + 1] as number)) / 2, most === 0 ? 0 : density / most] as const)
  return [[edges[0] as number, 0], ...inner, [edges.at(-1) as number, 0]]
}

/** Whether a histogram can be drawn: of finite edges that ascend. */
export const isRidge = ({ edges }: Histogram): boolean =>
  edges.length > 1 && edges.every((edge, i) => isDrawn(edge) && (i === 0 || edge >= (edges[i - 1] as number)))

/** The plot of histograms by step. */
export const ridgePlot = (given: readonly Ridge[], { title, warm = false }: { readonly title: string; readonly warm?: boolean }): Plot => {
  const ridges = evenly(given, mostRidges)
  const domain = extentOf(ridges.map(({ histogram: { edges } }) => edges), Number.isFinite) ?? [0, 1]
  const axis: Axis = { domain: domain[1] > domain[0] ? domain : [domain[0] - 1, domain[1] + 1], nice: false }
  const x = scaleLinear().domain(axis.domain).range([left, plotWidth - right])
  const bottom = height - 40
  const baseOf = (i: number): number => (ridges.length === 1 ? bottom : top + tall / 4 + ((bottom - top - tall / 4) * i) / (ridges.length - 1))
  const draw = ({ step, histogram }: Ridge, i: number) => {
    const base = baseOf(i)
    const points = densities(merged(histogram, mostBins))
    const y = ([, density]: readonly [number, number]): number => base - tall * density
    const shape = area<readonly [number, number]>(([at]) => x(at), () => base, y).curve(curveMonotoneX).digits(0)
    return element('g', {}, element('title', {}, `step ${numberText(step)}`),
      element('path', { class: `ridge${warm ? ' warm' : ''}`, d: shape(points) ?? '' }))
  }
  const labeled = ridges.map((_, i) => i).filter((i) => i === 0 || i === ridges.length - 1 || (ridges.length > 4 && i === Math.floor(ridges.length / 2)))
  return {
    title, keys: [], width: plotWidth, height,
    description: `${numberText(ridges.length)} histograms from step ${numberText(ridges[0]?.step ?? NaN)} to ${numberText(ridges.at(-1)?.step ?? NaN)}; values from ${numberText(domain[0])} to ${numberText(domain[1])}`,
    body: [
      ticksOf(axis, 5).map(({ value, text }) => [
        element('path', { class: 'grid', d: `M${px(x(value))},${top}V${bottom}` }),
        element('text', { class: 'middle', x: px(x(value)), y: bottom + 6, dy: '.8em' }, text),
      ]),
      ridges.map(draw),
      labeled.map((i) => element('text', { class: 'end', x: left - 10, y: px(baseOf(i)), dy: '.1em' }, numberText(ridges[i]?.step ?? NaN))),
    ],
  }
}
