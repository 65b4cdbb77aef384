/** Values along a line: losses and metrics by steps, rates by thresholds. */
import { line as lineOf } from 'd3-shape'
import { fail } from '../../shape/error.js'
import { aBoolean, aNumber, aRecord, aString, check, checkOptions, listOf, oneOf } from '../../shape/options.js'
import { element, type Child } from '../page/markup.js'
import { numberText } from '../page/number.js'
import { lineColors } from '../page/palette.js'
import { extentOf, isDrawn, px, smallest, space, type Domain } from './axes.js'
import { aDomain, anIndex, someNumbers } from './kinds.js'
import { plotWidth, standalone, type Key, type Plot } from './plot.js'
import { reduced } from './reduce.js'

/** A line of a plot. */
export interface Line {
  readonly name: string
  /** Ascending; 1, 2, 3, … where they are left out. */
  readonly x?: readonly number[]
  readonly y: readonly number[]
  /** Drawn thin and pale, behind the others. */
  readonly faint?: boolean
  /** Which of its values is marked. */
  readonly best?: 'least' | 'greatest'
  /** The place of its color, by default its own place among the lines. */
  readonly color?: number
}

/** How lines are drawn. */
export interface CurveOptions {
  readonly title?: string
  readonly xLabel?: string
  readonly yLabel?: string
  /** A logarithmic scale: by default where all values are positive and span three decades. */
  readonly log?: boolean
  readonly xDomain?: Domain
  readonly yDomain?: Domain
  /** A dashed line from the lower left to the upper right corner. */
  readonly diagonal?: boolean
  /** Places on the horizontal axis to be marked by a dashed line. */
  readonly marks?: readonly { readonly name: string; readonly x: number }[]
}

const isLogarithmic = (y: number): boolean => isDrawn(y) && y >= smallest
const decades = 1000
/** Lines of fewer points than that have a dot on each. */
const dotted = 40

type Placed = Required<Pick<Line, 'name' | 'x' | 'y' | 'faint' | 'color'>> & Pick<Line, 'best'>

/** A line with all that it may leave out; what has no place on the horizontal axis is no part of it. */
const placed = ({ x, y, ...one }: Line, i: number): Placed => {
  const whole = { ...one, faint: one.faint ?? false, color: (one.color ?? i) % lineColors }
  return x === undefined || x.every(isDrawn) ? { ...whole, x: x ?? y.map((_, j) => j + 1), y }
    : { ...whole, x: x.filter(isDrawn), y: y.filter((_, j) => isDrawn(x[j] as number)) }
}

/** The place of the best value, the first one of several. */
const bestOf = ({ y, best }: Placed, drawn: (y: number) => boolean): number => {
  const sign = best === 'least' ? -1 : 1
  return best === undefined ? -1
    : y.reduce((found, value, i) => (drawn(value) && (found < 0 || sign * value > sign * (y[found] as number)) ? i : found), -1)
}

/** The plot of lines. */
export const curvePlot = (given: readonly Line[], options: CurveOptions = {}): Plot => {
  const { title = given.map(({ name }) => name).join(', '), xLabel, yLabel, marks = [] } = options
  const lines = given.map(placed)
  const all = extentOf(lines.map(({ y }) => y), isDrawn)
  const positive = extentOf(lines.map(({ y }) => y), isLogarithmic)
  const log = positive !== undefined && (options.log ?? (all !== undefined && isLogarithmic(all[0]) && all[1] / all[0] >= decades))
  const drawn = log ? isLogarithmic : isDrawn
  const xDomain = options.xDomain ?? extentOf(lines.map(({ x }) => x), isDrawn) ?? [0, 1]
  const area = space(
    { domain: xDomain, label: xLabel, nice: false },
    { domain: options.yDomain ?? (log ? positive : all) ?? [0, 1], label: yLabel, log, nice: options.yDomain === undefined },
  )
  const path = lineOf<readonly [number, number]>(([x]) => area.x(x), ([, y]) => area.y(y)).defined(([, y]) => drawn(y)).digits(1)
  const columnOf = (x: number): number => Math.floor(area.x(x))
  const bests = lines.map((one) => bestOf(one, drawn))
  const draw = ({ name, x, y, faint, color }: Placed): Child => {
    const d = path(reduced(x, y, drawn, columnOf)) ?? ''
    const dots = !faint && y.length <= dotted
      && y.map((value, i) => (drawn(value) ? `M${px(area.x(x[i] as number))},${px(area.y(value))}h0` : '')).join('')
    return d !== '' && element('g', {}, element('title', {}, name),
      element('path', { class: `curve line${color}${faint ? ' faint' : ''}`, d }),
      dots !== false && element('path', { class: `dots line${color}`, d: dots }))
  }
  const gone = lines.flatMap(({ x, y }) => x.filter((_, i) => !isDrawn(y[i] as number)))
  const unlogged = log ? lines.reduce((n, { y }) => n + y.filter((value) => isDrawn(value) && !isLogarithmic(value)).length, 0) : 0
  const columns = [...new Set(gone.map((x) => px(area.x(x))).map(Math.floor))]
  const inside = marks.filter(({ x }) => x >= xDomain[0] && x <= xDomain[1])
  const said = (one: Placed, i: number): string => `${numberText(one.y[i] as number)} at ${xLabel ?? 'place'} ${numberText(one.x[i] as number)}`
  const keys: readonly Key[] = [
    ...(lines.length === 1 ? [] : lines).map(({ name, faint, color }): Key => ({ name, sign: faint ? 'faint' : 'line', color })),
    ...lines.flatMap((one, i): readonly Key[] => ((bests[i] as number) < 0 ? [] : [{ name: `best: ${said(one, bests[i] as number)}`, sign: 'best', color: one.color }])),
    ...inside.map(({ name }): Key => ({ name, sign: 'mark', color: 0 })),
    ...(gone.length > 0 ? [{ name: 'not finite', sign: 'gap', color: 0 } as const] : []),
  ]
  const notes = [
    ...(gone.length > 0 ? [`${numberText(gone.length)} ${gone.length === 1 ? 'value is' : 'values are'} not finite, the first at ${xLabel ?? 'place'} ${numberText(Math.min(...gone.slice(0, 1)))}.`] : []),
    ...(unlogged > 0 ? [`${numberText(unlogged)} ${unlogged === 1 ? 'value is' : 'values are'} not positive and not on the logarithmic scale.`] : []),
  ]
  return {
    title, keys, width: plotWidth, height: area.height, ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    description: [
      ...lines.map(({ name, y }) => `${name}: ${numberText(y.length)} values${y.length > 0 ? `, the last ${numberText(y.at(-1) as number)}` : ''}`),
      ...(log ? ['logarithmic scale'] : []),
    ].join('; '),
    body: [
      area.grid,
      options.diagonal === true && element('path', { class: 'mark', d: `M${px(area.left)},${area.bottom}L${area.right},${area.top}` }),
      inside.map(({ name, x }) => element('path', { class: 'mark', d: `M${px(area.x(x))},${area.top}V${area.bottom}` }, element('title', {}, name))),
      lines.filter(({ faint }) => faint).map(draw), lines.filter(({ faint }) => !faint).map(draw),
      columns.length > 0 && element('path', { class: 'gap', d: columns.map((x) => `M${x},${area.bottom}v-10`).join('') }),
      lines.map((one, i) => {
        const at = bests[i] as number
        return at >= 0 && element('circle', { class: `best line${one.color}`, cx: px(area.x(one.x[at] as number)), cy: px(area.y(one.y[at] as number)), r: 5 },
          element('title', {}, `${one.name}: ${said(one, at)}`))
      }),
      all === undefined && element('text', { class: 'middle', x: plotWidth / 2, y: area.height / 2 }, 'no finite value'),
    ],
  }
}

const operation = 'report.svg.curve'

/** A line as callers without types give it, or an error. */
const checkLine = (line: Line, i: number): void => {
  const { x, y } = checkOptions<Line>(operation, line, {
    name: aString, x: someNumbers, y: someNumbers, faint: aBoolean, best: oneOf('least', 'greatest'), color: anIndex,
  }, `lines[${i}]`)
  check(operation, { name: line.name, y }, { name: aString, y: someNumbers })
  if (x !== undefined && x.length !== y.length)
    fail(operation, { argument: `lines[${i}].x`, expected: `a list of ${y.length} numbers, as y`, received: x })
}

/**
 * Values along lines in SVG. Of many points, the least and the greatest of each column of pixels are drawn, so that spikes stay; NaN and
 * infinities are gaps with a mark below them. Lists x and y of different lengths are an error.
 *
 * @example
 * const text = curve([{ name: 'loss', y: [1, 0.5, 0.25, NaN], best: 'least' }], { xLabel: 'step' })
 * text.includes('best: 0.25 at step 3') // true
 * text.includes('1 value is not finite, the first at step 4.') // true
 */
export const curve = (lines: readonly Line[], options: CurveOptions = {}): string => {
  check(operation, { lines }, { lines: listOf('lines', aRecord) })
  lines.forEach(checkLine)
  checkOptions<CurveOptions>(operation, options, {
    title: aString, xLabel: aString, yLabel: aString, log: aBoolean, xDomain: aDomain, yDomain: aDomain, diagonal: aBoolean,
    marks: { expected: 'a list of records of name and x', holds: (u) => Array.isArray(u) && u.every((m) => aRecord.holds(m) && aString.holds(m.name) && aNumber.holds(m.x)) },
  })
  return standalone(curvePlot(lines, options))
}
