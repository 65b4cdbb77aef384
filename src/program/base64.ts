/** Bytes as text (RFC 4648, section 4), and back. Not all hosts have `btoa`. */

const letters = /* @__PURE__ */ Uint8Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (letter) => letter.charCodeAt(0))
const padding = 0x3d

/** Bytes that are encoded at once: a multiple of 3, so that the texts of pieces join to that of the whole. */
const piece = 12_288

const encode = (bytes: Uint8Array): string => {
  const n = bytes.length
  const codes = new Uint8Array(4 * Math.ceil(n / 3))
  for (let from = 0, to = 0; from < n; from += 3) {
    // What is beyond the end counts as 0.
    const word = bytes[from]! << 16 | bytes[from + 1]! << 8 | bytes[from + 2]!
    codes[to++] = letters[word >> 18]!
    codes[to++] = letters[word >> 12 & 63]!
    codes[to++] = letters[word >> 6 & 63]!
    codes[to++] = letters[word & 63]!
  }
  if (n % 3 > 0) codes.fill(padding, n % 3 - 3)
  // Spread arguments would take five times as long.
  return String.fromCharCode.apply(null, codes as unknown as number[])
}

export const toBase64 = (bytes: Uint8Array): string => {
  const texts: string[] = []
  for (let at = 0; at < bytes.length; at += piece) texts.push(encode(bytes.subarray(at, at + piece)))
  return texts.join('')
}

/** The bytes of a text. What is no such text gives other bytes, whose text is another. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const values = new Uint8Array(128)
  letters.forEach((code, value) => (values[code] = value))
  const end = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array(Math.max(0, Math.floor(text.length / 4) * 3 - end))
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += 3) {
    let word = 0
    for (let i = 0; i < 4; i++) word = word << 6 | (values[text.charCodeAt(from + i)] ?? 0)
    for (let i = 0; i < 3 && to + i < bytes.length; i++) bytes[to + i] = word >> 16 - 8 * i & 255
  }
  return bytes
}
