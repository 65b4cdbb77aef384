/** Files made of good ones: bits flipped, bytes put in, left out, copied, ends cut off, footers of other files, lengths that lie. */
import { draws, type Draw } from '../../checkpoint/draw.js'

const footerOf = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return bytes.length - 8 - view.getUint32(bytes.length - 8, true)
}

const spliced = (bytes: Uint8Array, at: number, without: number, put: Uint8Array | readonly number[]): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, at), Uint8Array.from(put), bytes.subarray(at + without)]))

/** The same pages and footer, with the footer's true length. */
const framed = (pages: Uint8Array, footer: Uint8Array): Uint8Array => {
  const end = Buffer.from([0, 0, 0, 0, 0x50, 0x41, 0x52, 0x31])
  end.writeUInt32LE(footer.length)
  return new Uint8Array(Buffer.concat([pages, footer, end]))
}

/** A change of some bytes; most bytes that say how many or how long are small ones. */
const changed = (bytes: Uint8Array, draw: Draw): Uint8Array => {
  const at = draw.below(Math.max(1, bytes.length))
  switch (draw.below(10)) {
    case 0: case 1: case 2: case 3: return spliced(bytes, at, 1, [(bytes[at] ?? 0) ^ (1 << draw.below(8))])
    case 4: case 5: return spliced(bytes, at, 1, [draw.below(256)])
    case 6: return spliced(bytes, at, 1, draw.pick([[0xff, 0xff, 0xff, 0xff, 0x0f], [0x80, 0x80, 0x80, 0x80, 0x10], [0], [0xfe, 0xff, 3], [0xff]]))
    case 7: return spliced(bytes, at, 1 + draw.below(12), [])
    case 8: return spliced(bytes, at, 0, bytes.subarray(draw.below(bytes.length), bytes.length).subarray(0, 1 + draw.below(40)))
    default: return spliced(bytes, at, 4, bytes.subarray(draw.below(bytes.length)).subarray(0, 4))
  }
}

const several = (bytes: Uint8Array, draw: Draw): Uint8Array => {
  let made = bytes
  for (let n = draw.pick([0, 0, 0, 1, 2, 5]); n >= 0; n--) made = changed(made, draw)
  return made
}

const one = (files: readonly Uint8Array[], draw: Draw): Uint8Array => {
  const file = draw.pick(files)
  const at = footerOf(file)
  const [pages, footer] = [file.subarray(0, at), file.subarray(at, file.length - 8)]
  switch (draw.below(16)) {
    case 0: return file.slice(0, draw.below(file.length))
    case 1: return framed(pages.subarray(0, 4 + draw.below(pages.length - 4)), footer)
    case 2: {
      const other = draw.pick(files)
      return framed(pages, other.subarray(footerOf(other), other.length - 8))
    }
    case 3: return spliced(file, file.length - 8, 4, [draw.below(256), draw.below(256), draw.pick([0, 0, 1, 255]), draw.pick([0, 0, 127, 255])])
    case 4: return several(file, draw)
    case 5: case 6: case 7: case 8: case 9: return framed(pages, several(footer, draw))
    case 10: return framed(several(pages, draw), several(footer, draw))
    // The pages are as long as they were: all offsets are right.
    default: {
      const made = pages.slice()
      for (let n = draw.pick([1, 1, 1, 2, 4]); n > 0; n--) {
        const place = 4 + draw.below(made.length - 4)
        made[place] = draw.below(3) > 0 ? (made[place] as number) ^ (1 << draw.below(8)) : draw.pick([0, 255, 127, 128, draw.below(256)])
      }
      return framed(made, footer)
    }
  }
}

/** So many files made of these, the same for the same seed. */
export function* mutants(files: readonly Uint8Array[], count: number, seed: number): Generator<Uint8Array> {
  const draw = draws(seed)
  for (let i = 0; i < count; i++) yield one(files, draw)
}
