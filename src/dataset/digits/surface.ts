/**
 * What is drawn on, and with what: ink on paper, four times of five, or else chalk on a slate.
 *
 * The two differ in sign, and that keeps the digits out of a linear classifier's reach: a weight that finds ink where
 * the line should be takes the chalk there for its absence. Every score that rises with the contrast of a digit in ink
 * falls with the contrast of the same digit in chalk, so whoever reads the one misreads most of the other.
 */
import { between, type Draw, type Range } from './draw.js'

/** The brightness of the ground and of the line on it, and how far single pixels stray from both. */
export interface Surface {
  readonly ground: number
  readonly line: number
  readonly grain: number
}

interface Tones {
  readonly ground: Range
  readonly line: Range
}

const paper: Tones = { ground: [0.6, 0.85], line: [0, 0.15] }
const slate: Tones = { ground: [0, 0.15], line: [0.8, 1] }
const paperShare = 0.8
const grain: Range = [0, 0.1]

/** A random surface. */
export const surface = (draw: Draw): Surface => {
  const tones = draw() < paperShare ? paper : slate
  return { ground: between(draw, tones.ground), line: between(draw, tones.line), grain: between(draw, grain) }
}
