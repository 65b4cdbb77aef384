/**
 * A stroke as a polyline: the Catmull–Rom curve through its points (Catmull and Rom, 1974), cut into short segments.
 *
 * Between p1 and p2, with neighbours p0 and p3, at t in [0, 1]:
 * `p1 + t/2 · ((p2 - p0) + t · ((2p0 - 5p1 + 4p2 - p3) + t · (3p1 - p0 - 3p2 + p3)))`.
 *
 * @example
 * polyline([[0, 0], [1, 0]]) // [[0, 0], [1, 0]]: two points are joined by a straight line
 */
import type { Point, Stroke } from './strokes.js'

const pieces = 5

const same = (p: Point, q: Point): boolean => p[0] === q[0] && p[1] === q[1]

const between = (p0: number, p1: number, p2: number, p3: number, t: number): number =>
  p1 + (t / 2) * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * p1 - p0 - 3 * p2 + p3)))

/** The points of a polyline along the curve through a stroke's points; a closed stroke is smooth where it closes. */
export const polyline = (stroke: Stroke): readonly Point[] => {
  const [first, last] = [stroke[0], stroke[stroke.length - 1]]
  if (first === undefined || last === undefined || stroke.length < 3) return stroke
  const closed = same(first, last)
  const before = closed ? stroke[stroke.length - 2] ?? first : first
  const after = closed ? stroke[1] ?? last : last
  const points: Point[] = [first]
  stroke.forEach((p2, i) => {
    const p1 = stroke[i - 1]
    if (p1 === undefined) return
    const p0 = stroke[i - 2] ?? before
    const p3 = stroke[i + 1] ?? after
    for (let k = 1; k < pieces; k++) {
      points.push([between(p0[0], p1[0], p2[0], p3[0], k / pieces), between(p0[1], p1[1], p2[1], p3[1], k / pieces)])
    }
    points.push(p2)
  })
  return points
}
