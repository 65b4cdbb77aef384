/**
 * What a hand does to the shape it has in mind: bends it, leans it, turns it, stretches it and misses the middle.
 *
 * Everything is polynomial or rational, so it gives the same bits on every machine: with t the tangent of half the angle,
 * a turn is `(x, y) ↦ ((1 - t²)x - 2t·y, 2t·x + (1 - t²)y) / (1 + t²)`.
 *
 * @example
 * distortion(() => 0.5)([0.5, 0.5]) // [0.5, 0.5]: in the middle of every range the middle stays
 */
import { around0, between, type Draw } from './draw.js'
import type { Point } from './strokes.js'

/** How far a hand strays; lengths are parts of the unit square. */
export const stray = {
  bend: 0.1, // of each of the nine points that bend the square
  lean: 0.2, // sideways, per unit of height
  turn: 0.05, // tangent of half the angle
  size: [0.85, 1.05],
  stretch: 0.1, // of width against height
  shift: 0.045,
} as const

// Bernstein's weights (1 - t)², 2t(1 - t), t² are positive and add up to 1: a weighted mean of a, b and c.
const mean3 = (a: number, b: number, c: number, t: number): number => (1 - t) * ((1 - t) * a + 2 * t * b) + t * t * c

const bow = (draw: Draw, size: number): ((t: number) => number) => {
  const [a, b, c] = [around0(draw, size), around0(draw, size), around0(draw, size)]
  return t => mean3(a, b, c, t)
}

// A smooth random field: a bow along x for the top, the middle and the bottom, and their mean along y.
const field = (draw: Draw, size: number): ((x: number, y: number) => number) => {
  const [top, middle, bottom] = [bow(draw, size), bow(draw, size), bow(draw, size)]
  return (x, y) => mean3(top(x), middle(x), bottom(x), y)
}

/** A random smooth map of the unit square, near the identity. */
export const distortion = (draw: Draw): ((p: Point) => Point) => {
  const [bendX, bendY] = [field(draw, stray.bend), field(draw, stray.bend)]
  const lean = around0(draw, stray.lean)
  const t = around0(draw, stray.turn)
  const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)]
  const height = between(draw, stray.size)
  const width = height * (1 + around0(draw, stray.stretch))
  const [right, down] = [0.5 + around0(draw, stray.shift), 0.5 + around0(draw, stray.shift)]
  return ([px, py]) => {
    const y = height * (py - 0.5 + bendY(px, py))
    const x = width * (px - 0.5 + bendX(px, py)) - lean * y
    return [right + cos * x - sin * y, down + sin * x + cos * y]
  }
}
