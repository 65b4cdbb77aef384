/** Which inputs are tried. */

/** Runs of `size` floats, `stride` apart from the one whose bits are `first`: all of them of one sign and exponent. */
export interface Sample {
  readonly firsts: readonly number[]
  readonly size: number
  readonly stride: number
}

/** Floats of one sign and exponent. */
const binade = 2 ** 23

/** Where the runs of every exponent of both signs begin, so many of each. */
const begin = (runs: number): readonly number[] =>
  Array.from({ length: 512 * runs }, (_, i) => Math.floor(i / runs) * binade + (i % runs) * (binade / runs))

/** Every f32. */
export const all: Sample = { firsts: begin(32), size: binade / 32, stride: 1 }

/** So many of every exponent of both signs, an odd number apart. */
export const some = (size: number): Sample => ({ firsts: begin(1), size, stride: 2 * Math.floor(binade / size / 2) - 1 })

/** The floats with these bits. */
export const only = (bits: readonly number[]): Sample => ({ firsts: bits, size: 1, stride: 1 })

/** The exponent field of an f32. */
export const exponentOf = (bits: number): number => (bits >>> 23) & 255
