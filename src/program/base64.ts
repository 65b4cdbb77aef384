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
  const end = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array(Math.max(0, Math.floor(text.length / 4) * 3 - end))
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += 3) {
    let word = 0
    for (let i = 0; i < 4; i++) word = word << 6 | (values[text.charCodeAt(from + i)] ?? 0)
    for (let i = 0; i < 3 && to + i < bytes.length; i++) bytes[to + i] = word >> 16 - 8 * i & 255
  }
  return bytes
}
