/** The space of a plot: scales, grid, ticks and their labels. */
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale'
import { element, type Markup } from '../page/markup.js'
import { numberText } from '../page/number.js'
import { plotHeight, plotWidth } from './plot.js'

/** Where an axis begins and ends. */
export type Domain = readonly [least: number, greatest: number]

/** What runs along a side of a plot. */
export interface Axis {
  readonly domain: Domain
  readonly label?: string | undefined
  readonly log?: boolean | undefined
  /** Whether the domain is widened to round numbers. */
  readonly nice?: boolean | undefined
}

export interface Space {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly height: number
  readonly grid: Markup
}

/** A number of pixels, to a tenth. */
export const px = (x: number): number => Math.round(x * 10) / 10

/** Numbers that differ by so little are drawn as one. */
const near = 1e-9
/** Wider domains than that are beyond what scales compute with. */
const farthest = 1e300

/** Smaller ones lose their digits. */
export const smallest = 1 / farthest

/** Whether a number has a place on an axis. */
export const isDrawn = (x: number): boolean => Number.isFinite(x) && Math.abs(x) < farthest

/** A domain that is no point. */
export const opened = ([least, greatest]: Domain): Domain => {
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  return size >= smallest && greatest - least > near * size ? [least, greatest] : size < smallest ? [-1, 1] : [least - size / 2, greatest + size / 2]
}

/** The least and the greatest of the numbers that can be drawn. */
export const extentOf = (lists: readonly ArrayLike<number>[], drawn: (x: number) => boolean): Domain | undefined => {
  let [least, greatest] = [Infinity, -Infinity]
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const x = list[i] as number
      if (!drawn(x)) continue
      if (x < least) least = x
      if (x > greatest) greatest = x
    }
  }
  return least <= greatest ? [least, greatest] : undefined
}

const scaleOf = ({ domain, log = false, nice = true }: Axis): ScaleContinuousNumeric<number, number> => {
  // A single value on a logarithmic scale has a decade to each side.
  const logarithmic = (): Domain => (domain[1] > domain[0] ? domain : [domain[0] / 10, domain[1] * 10])
  const scale = log ? scaleLog().domain(logarithmic()) : scaleLinear().domain(opened(domain))
  return nice ? scale.nice() : scale
}

/** At most so many of them, evenly. */
const thinned = (ticks: readonly number[], most: number): readonly number[] => {
  const every = Math.ceil(ticks.length / most)
  return ticks.filter((_, i) => i % every === 0)
}

export interface Tick {
  readonly value: number
  readonly text: string
}

/** Powers of ten as such where they are long. */
const decadeText = (x: number): string => (x < 1e-3 || x >= 1e5 ? x.toExponential().replace('e+', 'e') : numberText(x))

/** Ticks with labels: powers of ten on a logarithmic scale of some decades, round numbers elsewhere. */
export const ticksOf = (axis: Axis, most: number): readonly Tick[] => {
  const scale = scaleOf(axis)
  const [least, greatest] = scale.domain() as [number, number]
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  if (axis.log === true) {
    const all = scale.ticks(most)
    const powers = all.filter((value) => /^1(e|0*$)|^0\.0*1$/.test(String(value)))
    return thinned(powers.length > 2 ? powers : all, most).map((value) => ({ value, text: decadeText(value) }))
  }
  const text = scale.tickFormat(most, size >= 1e4 ? '~s' : size < 1e-3 ? '~e' : undefined)
  return scale.ticks(most).map((value) => ({ value, text: value === 0 && (size >= 1e4 || size < 1e-3) ? '0' : text(value) }))
}

const [top, right] = [14, 20]

/** The space between a horizontal and a vertical axis. */
export const space = (xAxis: Axis, yAxis: Axis, height = plotHeight): Space => {
  const [xTicks, yTicks] = [ticksOf(xAxis, 6), ticksOf(yAxis, 5)]
  const longest = Math.min(12, Math.max(...yTicks.map(({ text }) => text.length)))
  const left = Math.max(40, 16 + 10.5 * longest)
  const bottom = height - (xAxis.label === undefined ? 34 : 50)
  const upper = top + (yAxis.label === undefined ? 0 : 24)
  const [x, y] = [scaleOf(xAxis).range([left, plotWidth - right]), scaleOf(yAxis).range([bottom, upper])]
  const grid = element('g', {},
    element('path', { class: 'grid', d: yTicks.map(({ value }) => `M${px(left)},${px(y(value))}H${plotWidth - right}`).join('') }),
    element('path', { class: 'axis', d: `M${px(left)},${bottom}H${plotWidth - right}` }),
    yTicks.map(({ value, text }) => element('text', { class: 'end', x: px(left - 8), y: px(y(value)), dy: '.32em' }, text)),
    xTicks.map(({ value, text }) => element('text', { class: 'middle', x: px(x(value)), y: bottom + 8, dy: '.8em' }, text)),
    xAxis.label !== undefined && element('text', { class: 'end', x: plotWidth - right, y: bottom + 8, dy: '2em' }, xAxis.label),
    yAxis.label !== undefined && element('text', { class: 'start', x: 4, y: 4, dy: '.8em' }, yAxis.label))
  return { x, y, left, right: plotWidth - right, top: upper, bottom, height, grid }
}
