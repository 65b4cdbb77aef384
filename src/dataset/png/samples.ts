/** From the bytes of rows to samples: filters undone, bits unpacked, passes put in their places. */
import type { Header, Pass } from './header.js'

/** The one of left, above and above left that is nearest to left + above - above left; the first of equals (Paeth). */
const paeth = (a: number, b: number, c: number): number => {
  const [p, q, r] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return p <= q && p <= r ? a : q <= r ? b : c
}

/** What a filter adds to a byte, from the bytes to the left, above, and above left. */
const predictions: readonly ((a: number, b: number, c: number) => number)[] =
  [() => 0, (a) => a, (_, b) => b, (a, b) => (a + b) >> 1, paeth]

/** Undoes the filters of a pass in place, from `at` on; the filter that is none, if there is one, and where. */
export const unfilter = (bytes: Uint8Array, at: number, { height, stride }: Pass, pixel: number): number | undefined => {
  for (let row = 0; row < height; row++) {
    const begin = at + row * (1 + stride)
    const predict = predictions[bytes[begin] as number]
    if (predict === undefined) return begin
    const above = begin - (1 + stride)
    for (let i = 1; i <= stride; i++) {
      const isInside = i > pixel
      const left = isInside ? bytes[begin + i - pixel] as number : 0
      const up = row > 0 ? bytes[above + i] as number : 0
      const corner = row > 0 && isInside ? bytes[above + i - pixel] as number : 0
      bytes[begin + i] = (bytes[begin + i] as number) + predict(left, up, corner)
    }
  }
  return undefined
}

/** The samples of one pass, put where they belong in [height, width, samples]. */
export const unpack = (bytes: Uint8Array, at: number, pass: Pass, { width, depth, samples }: Header, to: Uint16Array): void => {
  const mask = (1 << depth) - 1
  const sample = (row: number, i: number): number => {
    if (depth === 8) return bytes[row + i] as number
    if (depth === 16) return ((bytes[row + 2 * i] as number) << 8) | (bytes[row + 2 * i + 1] as number)
    // The first sample of a byte is in its highest bits.
    const bit = i * depth
    return ((bytes[row + (bit >> 3)] as number) >> (8 - depth - (bit & 7))) & mask
  }
  for (let j = 0; j < pass.height; j++) {
    const row = at + j * (1 + pass.stride) + 1
    for (let i = 0; i < pass.width; i++) {
      const pixel = ((pass.y + j * pass.dy) * width + pass.x + i * pass.dx) * samples
      for (let s = 0; s < samples; s++) to[pixel + s] = sample(row, i * samples + s)
    }
  }
}
