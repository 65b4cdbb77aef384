/** A plot as a value, for a page, whose style sheet it uses, or as a file of its own. */
import { element, styleSheet, written, type Child, type Markup } from '../page/markup.js'
import { paletteRules } from '../page/palette.js'

/** What a color or a sign means. */
export interface Key {
  readonly name: string
  readonly sign: 'line' | 'faint' | 'area' | 'best' | 'gap' | 'mark'
  /** The place of its color. */
  readonly color: number
}

export interface Plot {
  readonly title: string
  /** What is to be seen, for those who don't see it. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly body: Child
  readonly keys: readonly Key[]
  /** What was left out. */
  readonly note?: string
}

/** The size of all plots: a page shows them larger or smaller, with texts of one size. */
export const plotWidth = 640
export const plotHeight = 280

/** Rules that plots have in common, wherever they are. */
export const plotRules = [
  '.grid{stroke:var(--grid);stroke-width:1;fill:none}.axis{stroke:var(--muted);stroke-width:1;fill:none}',
  '.curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.faint{stroke-width:1;opacity:.38}.area{stroke:none;opacity:.28}',
  '.dots{fill:none;stroke-width:6;stroke-linecap:round}.faintDots{fill:none;stroke-width:4;stroke-linecap:round;opacity:.45}',
  '.best{fill:var(--card);stroke-width:2.5}.gap{stroke:var(--bad);stroke-width:2;fill:none}',
  '.mark{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 3;fill:none}.bar{opacity:.85}.empty{fill:var(--card);stroke:var(--rule)}',
  '.curve,.dots,.faintDots,.grid,.axis,.gap,.mark,.best,.empty{vector-effect:non-scaling-stroke}',
  'svg text{fill:var(--muted);font-size:12px;font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}',
  'svg text.strong{fill:var(--ink);font-weight:600}svg text.start{text-anchor:start}svg text.middle{text-anchor:middle}svg text.end{text-anchor:end}',
].join('')

/** A sign of the legend in a box of 18 by 12. */
const signOf = ({ sign, color }: Key): Markup => ({
  line: () => element('path', { class: `curve line${color}`, d: 'M1,6H17' }),
  faint: () => element('path', { class: `curve faint line${color}`, d: 'M1,6L5,2L9,10L13,3L17,7' }),
  area: () => element('rect', { class: `bar fill${color}`, x: 2, y: 1, width: 14, height: 10 }),
  best: () => element('circle', { class: `best line${color}`, cx: 9, cy: 6, r: 4 }),
  gap: () => element('path', { class: 'gap', d: 'M9,1V11' }),
  mark: () => element('path', { class: 'mark', d: 'M9,0V12' }),
})[sign]()

const drawing = ({ title, description, width, height, body }: Plot): Markup =>
  element('svg', { role: 'img', viewBox: `0 0 ${width} ${height}` }, element('title', {}, title), element('desc', {}, description), body)

/** A plot in a page, with its title and legend in the page's own text. */
export const figure = (plot: Plot, heading: 'h3' | 'h4' = 'h3'): Markup => element('figure', { class: 'plot' },
  element('figcaption', {},
    element(heading, {}, plot.title),
    plot.keys.length > 0 && element('ul', { class: 'keys' }, plot.keys.map((key) => element('li', {},
      element('svg', { 'aria-hidden': 'true', viewBox: '0 0 18 12', width: 18, height: 12 }, signOf(key)), key.name)))),
  drawing(plot),
  plot.note !== undefined && element('p', { class: 'note' }, plot.note))

/** A text is about so wide, for a line of the legend. */
const widthOf = (text: string): number => 7 * text.length

/** Where each key of a legend begins, line by line. */
const placed = (keys: readonly Key[], width: number): readonly { readonly key: Key; readonly x: number; readonly line: number }[] =>
  keys.reduce<readonly { readonly key: Key; readonly x: number; readonly line: number; readonly end: number }[]>((all, key) => {
    const last = all.at(-1) ?? { end: 0, line: 0 }
    const long = 44 + widthOf(key.name)
    const [x, line] = last.end > 0 && last.end + long > width ? [0, last.line + 1] : [last.end, last.line]
    return [...all, { key, x, line, end: x + long }]
  }, [])

/** A plot as a file of SVG: title and legend above, colors for light and dark in itself. */
export const standalone = (plot: Plot): string => {
  const keys = placed(plot.keys, plot.width - 16)
  const above = 36 + 20 * (keys.length === 0 ? 0 : (keys.at(-1)?.line ?? 0) + 1)
  const height = above + plot.height + (plot.note === undefined ? 0 : 24)
  return written(element('svg', {
    xmlns: 'http://www.w3.org/2000/svg', role: 'img', viewBox: `0 0 ${plot.width} ${height}`, width: plot.width, height,
  },
  styleSheet(paletteRules(':root') + plotRules), element('title', {}, plot.title), element('desc', {}, plot.description),
  element('rect', { width: '100%', height: '100%', fill: 'var(--card)' }),
  element('text', { class: 'strong', x: 16, y: 24 }, plot.title),
  keys.map(({ key, x, line }) => element('g', { transform: `translate(${x + 16} ${38 + 20 * line})` },
    signOf(key), element('text', { x: 24, y: 10 }, key.name))),
  element('g', { transform: `translate(0 ${above})` }, plot.body),
  plot.note !== undefined && element('text', { x: 16, y: height - 10 }, plot.note)))
}
