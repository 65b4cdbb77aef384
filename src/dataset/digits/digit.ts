/**
 * A drawn digit: one of its styles, distorted as a whole, each stroke set down a little off, by a pen of some width, on a
 * surface with some grain and a few flecks.
 *
 * It is a pure function of the digit and the stream, built from `+ - × ÷ √` and comparisons alone: the same bits everywhere.
 * The ranges are chosen so that a small network learns the digits from little, and a linear classifier never (see `surface`).
 */
import { fail } from '../../shape/error.js'
import { polyline } from './curve.js'
import { distortion } from './distort.js'
import { around0, between, type Draw, type Range } from './draw.js'
import { coverage, type Mark } from './render.js'
import { styles, type Point, type Stroke, type Style } from './strokes.js'
import { surface } from './surface.js'

export { side } from './render.js'

const slip = 0.02 // of each stroke, in parts of the unit square
const penRadius: Range = [1.1, 1.8] // in pixels
const fleckRadius: Range = [0.2, 0.7]
const mostFlecks = 3

/** No digit takes more numbers than this from its stream. */
export const drawsPerDigit = 1024

const displaced = (stroke: Stroke, dx: number, dy: number): Stroke => stroke.map(([x, y]): Point => [x + dx, y + dy])

const strokesOf = (style: Style, draw: Draw): readonly Mark[] => {
  const distort = distortion(draw)
  const radius = between(draw, penRadius)
  return style.map(stroke => {
    const [dx, dy] = [around0(draw, slip), around0(draw, slip)]
    return { line: polyline(displaced(stroke, dx, dy).map(distort)), radius }
  })
}

const flecks = (draw: Draw): readonly Mark[] =>
  Array.from({ length: Math.floor((mostFlecks + 1) * draw()) }, () => {
    const dot: Point = [draw(), draw()]
    return { line: [dot, dot], radius: between(draw, fleckRadius) }
  })

/** The brightness in [0, 1] of the pixels of a drawn digit, `[28, 28]` row by row; a label outside 0–9 is an error. */
export const drawDigit = (label: number, draw: Draw): Float32Array => {
  const expected = 'a whole number from 0 to 9'
  const choices = styles[label] ?? fail('drawDigit', { argument: 'label', expected, received: label })
  const style = choices[Math.floor(choices.length * draw())] ?? []
  const marked = coverage([...strokesOf(style, draw), ...flecks(draw)])
  const { ground, line, grain } = surface(draw)
  return new Float32Array(
    marked.map(cover => Math.min(1, Math.max(0, ground + (line - ground) * cover + grain * (2 * draw() - 1)))),
  )
}
