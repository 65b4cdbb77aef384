/** Snappy's raw format: the length once inflated, then literals and copies of what came before. */
import { byte, cursor, damaged, littleEndian, take, varint } from './damage.js'

/** The bytes inflated, of which there have to be `length`. */
export const inflateSnappy = (bytes: Uint8Array, length: number): Uint8Array => {
  const c = cursor(bytes)
  const said = varint(c)
  if (said !== length) damaged(`${length} inflated bytes`, said)
  const out = new Uint8Array(length)
  let filled = 0
  while (c.at < bytes.length) {
    const tag = byte(c)
    const kind = tag & 3
    if (kind === 0) {
      const size = tag >> 2
      const count = 1 + (size < 60 ? size : littleEndian(c, size - 59))
      if (count > length - filled) damaged(`${length} inflated bytes`, 'more')
      out.set(take(c, count), filled)
      filled += count
    } else {
      const count = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2)
      const back = kind === 1 ? ((tag >> 5) << 8) + byte(c) : littleEndian(c, kind === 2 ? 2 : 4)
      if (back === 0 || back > filled) damaged('copies of bytes that are there', `one from ${back} back of ${filled}`)
      if (count > length - filled) damaged(`${length} inflated bytes`, 'more')
      // Where they overlap, a copy repeats what it has just written.
      if (back >= count) out.copyWithin(filled, filled - back, filled - back + count)
      else for (let i = 0; i < count; i++) out[filled + i] = out[filled + i - back] as number
      filled += count
    }
  }
  return filled === length ? out : damaged(`${length} inflated bytes`, filled)
}
