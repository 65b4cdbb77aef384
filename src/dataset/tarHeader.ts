/** The headers of tar: blocks of 512 bytes (POSIX ustar, and GNU's), and the records of pax. */
import { fromUtf8 } from '../shape/utf8.js'

/** Headers and contents are rows of blocks. */
export const block = 512

/** Text in UTF-8; of older archives, which have no encoding, every byte is a character. */
export const text = (bytes: Uint8Array): string => {
  try {
    return fromUtf8(bytes, { fatal: true })
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  }
}

/** Text up to the first zero. */
export const textOf = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  return text(end < 0 ? bytes : bytes.subarray(0, end))
}

/** A number in octal digits, or big-endian after a first bit of 1 (GNU); an empty field is 0. */
export const numberOf = (bytes: Uint8Array): number | undefined => {
  const [first = 0] = bytes
  if (first >= 0x80) {
    const value = bytes.subarray(1).reduce((n, byte) => n * 256 + byte, first & 0x7f)
    return Number.isSafeInteger(value) ? value : undefined
  }
  const digits = textOf(bytes).trim()
  return /^[0-7]*$/.test(digits) ? parseInt(`0${digits}`, 8) : undefined
}

/** The sum of a header's bytes, those of the sum itself counted as spaces; some programs take bytes for signed. */
const sums = (header: Uint8Array): readonly number[] => {
  let [unsigned, signed] = [0, 0]
  header.forEach((written, i) => {
    const byte = i >= 148 && i < 156 ? 32 : written
    unsigned += byte
    signed += byte < 128 ? byte : byte - 256
  })
  return [unsigned, signed]
}

/** What a header says. */
export interface Header {
  readonly name: string
  readonly size: number
  readonly kind: string
}

export const headerOf = (header: Uint8Array): Header | undefined => {
  const [size, sum] = [numberOf(header.subarray(124, 136)), numberOf(header.subarray(148, 156))]
  if (size === undefined || sum === undefined || !sums(header).includes(sum)) return undefined
  const isUstar = textOf(header.subarray(257, 262)) === 'ustar' && header[262] === 0
  const folder = isUstar ? textOf(header.subarray(345, 500)) : ''
  const name = textOf(header.subarray(0, 100))
  return { name: folder === '' ? name : `${folder}/${name}`, size, kind: String.fromCharCode(header[156] as number) }
}

/** The records of pax, `LENGTH KEY=VALUE\n` each, in order; nothing where a length does not fit. */
export const records = (bytes: Uint8Array): readonly (readonly [key: string, value: string])[] | undefined => {
  const found: (readonly [string, string])[] = []
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 || space - at > 10 ? NaN : Number(text(bytes.subarray(at, space)))
    const end = at + length
    if (!Number.isSafeInteger(length) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 0x0a) return undefined
    const equals = bytes.subarray(0, end).indexOf(0x3d, space)
    if (equals < 0) return undefined
    found.push([text(bytes.subarray(space + 1, equals)), text(bytes.subarray(equals + 1, end - 1))])
    at = end
  }
  return found
}
