/** Levels and indices: runs of one value, and values packed into few bits, by turns (RLE / bit-packing hybrid). */
import { bitsAt, cursor, damaged, take, varint } from './damage.js'

/** `count` values of `width` bits. */
export const hybrid = (bytes: Uint8Array, width: number, count: number): Uint32Array => {
  if (width > 32) damaged('values of at most 32 bits', `${width} bits`)
  const values = new Uint32Array(count)
  const c = cursor(bytes)
  for (let filled = 0; filled < count;) {
    const header = varint(c)
    const length = Math.floor(header / 2)
    if (length === 0) damaged('runs of values', 'an empty one')
    if (header % 2 === 0) {
      const value = bitsAt(take(c, Math.ceil(width / 8)), 0, Math.ceil(width / 8) * 8)
      if (width < 32 && value >>> width !== 0) damaged(`values of ${width} bits`, value)
      const end = Math.min(count, filled + length)
      values.fill(value, filled, end)
      filled = end
    } else {
      // The last group is a whole one, whatever comes after the last value.
      const wanted = Math.min(length * 8, count - filled)
      const packed = take(c, length * width)
      for (let i = 0; i < wanted; i++) values[filled + i] = bitsAt(packed, i * width, width)
      filled += wanted
    }
  }
  return values
}
