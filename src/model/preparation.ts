/** What is fitted to the training part and done to every case: missing numbers filled, all brought to one scale. */
import type { Input, Values } from './input.js'

/** For each place of the inputs' last axis: x becomes (x - center) / scale, and `fill` stands for a missing x. */
export interface Preparation {
  readonly fill: readonly number[]
  readonly center: readonly number[]
  readonly scale: readonly number[]
}

/** y = (x - center) / scale: of numbers that are predicted, scaled for learning and scaled back. */
export interface Scaling {
  readonly center: number
  readonly scale: number
}

/** A number scaled: numbers far from each other are each divided, as their difference may be too large. */
export const scaled = (x: number, center: number, scale: number): number =>
  (Number.isFinite(x - center) ? (x - center) / scale : x / scale - center / scale)

/** The numbers as a network is given them: prepared in double precision, rounded once. Tokens stay as they are. */
export const prepared = (
  { dtype, standardized }: Pick<Input, 'dtype' | 'standardized'>, { fill, center, scale }: Preparation, values: Values,
): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> => {
  if (dtype === 'i32') return Int32Array.from(values)
  const made = new Float32Array(values.length)
  const width = standardized.length
  for (let i = 0; i < values.length; i++) {
    const place = i % width
    const x = values[i] as number
    made[i] = scaled(Number.isNaN(x) ? fill[place] as number : x, center[place] as number, scale[place] as number)
  }
  return made
}
