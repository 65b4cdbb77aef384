/**
 * A round pen on a grid of pixels: how much of each pixel lies under the line, from its distance to the line.
 *
 * Coverage is `min(1, max(0, radius + ½ - distance))`, in pixels: 1 under the pen, 0 away from it, a soft edge one pixel wide.
 * The loops fill a buffer that nobody else sees before it is handed over.
 *
 * @example
 * coverage([{ line: [[0.5, 0], [0.5, 1]], radius: 1 }]) // a stem two pixels wide, of full height
 */
import type { Point } from './strokes.js'

/** What one movement of the pen leaves: a polyline in the unit square, drawn with a radius in pixels. */
export interface Mark {
  readonly line: readonly Point[]
  readonly radius: number
}

/** Pixels along each side of an image. */
export const side = 28

// Pixels left free around the unit square.
const margin = 3
const scale = side - 2 * margin

const onGrid = (at: number): number => Math.min(side, Math.max(0, Math.floor(at)))

// Covers the pixels within the pen's reach of the segment from a to b, where they are not covered more already.
const sweep = (covered: Float64Array, [ax, ay]: Point, [bx, by]: Point, radius: number): void => {
  const reach = radius + 0.5
  const dx = bx - ax
  const dy = by - ay
  const length2 = dx * dx + dy * dy
  const left = onGrid(Math.min(ax, bx) - reach)
  const right = onGrid(Math.max(ax, bx) + reach + 1)
  const bottom = onGrid(Math.max(ay, by) + reach + 1)
  for (let row = onGrid(Math.min(ay, by) - reach); row < bottom; row++) {
    const py = row + 0.5 - ay
    for (let column = left; column < right; column++) {
      const px = column + 0.5 - ax
      const t = length2 > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0
      const ex = px - t * dx
      const ey = py - t * dy
      const cover = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey))
      const at = row * side + column
      if (cover > (covered[at] ?? 0)) covered[at] = cover
    }
  }
}

const toPixels = ([x, y]: Point): Point => [margin + scale * x, margin + scale * y]

/** The coverage of each pixel, row by row, under all of the marks. */
export const coverage = (marks: readonly Mark[]): Float64Array => {
  const covered = new Float64Array(side * side)
  for (const { line, radius } of marks) {
    line.map(toPixels).forEach((to, i, points) => {
      const from = points[i - 1]
      if (from !== undefined) sweep(covered, from, to, radius)
    })
  }
  return covered
}
