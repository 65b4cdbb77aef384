/** Pairs of numbers as points: predicted against true, residuals. */
import { fail } from '../../shape/error.js'
import { aBoolean, aNumber, aString, check, checkOptions } from '../../shape/options.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import { shadeCount } from '../page/palette.js'
import { extentOf, isDrawn, px, space, type Domain } from './axes.js'
import { someNumbers } from './kinds.js'
import { plotWidth, standalone, type Key, type Plot } from './plot.js'

/** Points, the i-th at `x[i]` and `y[i]`. */
export interface Points {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** How points are drawn. */
export interface ScatterOptions {
  readonly title?: string
  readonly xLabel?: string
  readonly yLabel?: string
  /** A line on which y is x: both axes have one domain. */
  readonly diagonal?: boolean
  /** A horizontal line at this y. */
  readonly level?: number
}

/** More points are drawn as squares, the darker, the more points are in them. */
const single = 1500
const side = 6
const height = 400

/** The plot of points. */
export const scatterPlot = ({ x, y }: Points, options: ScatterOptions = {}): Plot => {
  const { title = 'Points', xLabel, yLabel, diagonal = false, level } = options
  const inside = x.flatMap((_, i) => (isDrawn(x[i] as number) && isDrawn(y[i] as number) ? [i] : []))
  const [xs, ys] = [inside.map((i) => x[i] as number), inside.map((i) => y[i] as number)]
  const also = level === undefined ? [] : [[level]]
  const domainOf = (lists: readonly (readonly number[])[]): Domain => extentOf(lists, isDrawn) ?? [0, 1]
  const both = domainOf([xs, ys])
  const area = space(
    { domain: diagonal ? both : domainOf([xs]), label: xLabel }, { domain: diagonal ? both : domainOf([ys, ...also]), label: yLabel }, height,
  )
  const cells = new Map<number, number>()
  const columns = Math.ceil(plotWidth / side)
  if (xs.length > single) {
    xs.forEach((value, i) => {
      const cell = Math.floor(area.y(ys[i] as number) / side) * columns + Math.floor(area.x(value) / side)
      cells.set(cell, (cells.get(cell) ?? 0) + 1)
    })
  }
  const most = [...cells.values()].reduce((a, b) => Math.max(a, b), 1)
  const shadeOf = (n: number): number => Math.min(shadeCount - 1, 2 + Math.floor((n / most) * (shadeCount - 2)))
  const byShade = [...cells].sort(([a], [b]) => a - b).reduce<readonly string[]>((all, [cell, n]) => {
    const shade = shadeOf(n)
    const [left, upper] = [(cell % columns) * side, Math.floor(cell / columns) * side]
    return all.with(shade, `${all[shade]}M${left},${upper}h${side}v${side}h-${side}z`)
  }, Array.from({ length: shadeCount }, () => ''))
  const left = x.length - xs.length
  const keys: readonly Key[] = [
    ...(diagonal ? [{ name: 'equal', sign: 'mark', color: 0 } as const] : []),
    ...(xs.length > single ? [{ name: `up to ${numberText(most)} points in a square`, sign: 'area', color: 0 } as const] : []),
  ]
  const [low, high] = [Math.max(area.left, area.x(both[0])), Math.min(area.right, area.x(both[1]))]
  return {
    title, keys, width: plotWidth, height,
    ...(left > 0 ? { note: `${numberText(left)} ${left === 1 ? 'point is' : 'points are'} not finite and left out.` } : {}),
    description: `${numberText(xs.length)} points${xLabel === undefined ? '' : `; across: ${xLabel}`}${yLabel === undefined ? '' : `; up: ${yLabel}`}`,
    body: [
      area.grid,
      xs.length > single
        ? byShade.map((d, i) => d !== '' && element('path', { class: `shade${i}`, d }))
        : element('path', { class: 'faintDots line0', d: xs.map((value, i) => `M${px(area.x(value))},${px(area.y(ys[i] as number))}h0`).join('') }),
      diagonal && element('path', { class: 'mark', d: `M${px(low)},${px(area.y(both[0]))}L${px(high)},${px(area.y(both[1]))}` }),
      level !== undefined && element('path', { class: 'mark', d: `M${px(area.left)},${px(area.y(level))}H${area.right}` }),
    ],
  }
}

const operation = 'report.svg.scatter'

/**
 * Pairs of numbers as points in SVG; more than 1,500 of them as squares, the darker, the more points are in one. Lists of different
 * lengths are an error.
 *
 * @example
 * scatter({ x: [1, 2, 3], y: [1.1, 1.9, 3.2] }, { xLabel: 'true', yLabel: 'predicted', diagonal: true }).startsWith('<svg ') // true
 */
export const scatter = (points: Points, options: ScatterOptions = {}): string => {
  const { x, y } = checkOptions<Points>(operation, points, { x: someNumbers, y: someNumbers }, 'points')
  check(operation, { x, y }, { x: someNumbers, y: someNumbers })
  if (x.length !== y.length) fail(operation, { argument: 'points.y', expected: `a list of ${x.length} numbers, as x`, received: y })
  checkOptions<ScatterOptions>(operation, options, { title: aString, xLabel: aString, yLabel: aString, diagonal: aBoolean, level: aNumber })
  return standalone(scatterPlot(points, options))
}
