/** Bytes as text (RFC 4648, section 4), and back. Not all hosts have `btoa`. */
import { lettersOf } from './letters.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const padding = 0x3d

export const toBase64 = (bytes: Uint8Array): string => {
  const n = bytes.length
  const codes = new Uint8Array(4 * Math.ceil(n / 3))
  for (let from = 0, to = 0; from < n; from += 3) {
    // What is beyond the end counts as 0.
    const word = bytes[from]! << 16 | bytes[from + 1]! << 8 | bytes[from + 2]!
    for (let shift = 18; shift >= 0; shift -= 6) codes[to++] = letters.charCodeAt(word >> shift & 63)
  }
  if (n % 3 > 0) codes.fill(padding, n % 3 - 3)
  return lettersOf(codes)
}

/** The bytes of a text. What is no such text gives other bytes, whose text is another. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const values = new Uint8Array(128)
  for (let value = 0; value < 64; value++) values[letters.charCodeAt(value)] = value
  const n = text.replace(/={1,2}$/, '').length
  const bytes = new Uint8Array(Math.floor(3 * n / 4))
  for (let i = 0, to = 0, word = 0, bits = 0; i < n; i++) {
    word = word << 6 | (values[text.charCodeAt(i)] ?? 0)
    bits += 6
    // A byte is what it has of a word.
    if (bits >= 8) bytes[to++] = word >> (bits -= 8)
  }
  return bytes
}
