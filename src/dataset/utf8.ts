/** Text from bytes: UTF-8 or an error that names the first byte that is none. */
import * as E from 'fp-ts/lib/Either.js'
import { FileError } from './place.js'

/** The bytes that may follow a first one, and the range of the first of those (The Unicode Standard, table 3-7). */
const following = (first: number): readonly [count: number, low: number, high: number] | undefined =>
  first < 0x80 ? [0, 0, 0]
  : first < 0xc2 ? undefined
  : first < 0xe0 ? [1, 0x80, 0xbf]
  : first === 0xe0 ? [2, 0xa0, 0xbf]
  : first === 0xed ? [2, 0x80, 0x9f]
  : first < 0xf0 ? [2, 0x80, 0xbf]
  : first === 0xf0 ? [3, 0x90, 0xbf]
  : first < 0xf4 ? [3, 0x80, 0xbf]
  : first === 0xf4 ? [3, 0x80, 0x8f]
  : undefined

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`

/** The first byte that is out of place, and why; there is one. */
const misfit = (bytes: Uint8Array): readonly [byte: number, received: string] => {
  let at = 0
  for (;;) {
    const first = bytes[at] as number
    const rest = following(first)
    if (rest === undefined) return [at, `${hex(first)}, which begins no character`]
    const [count, low, high] = rest
    for (let i = 1; i <= count; i++) {
      const next = bytes[at + i]
      if (next === undefined) return [at + i, 'the end inside a character']
      const fits = i === 1 ? next >= low && next <= high : next >= 0x80 && next <= 0xbf
      if (!fits) return [at + i, `${hex(next)} inside a character`]
    }
    at += 1 + count
  }
}

/** The text of a file's bytes, without a byte order mark; bytes that are not UTF-8 are a `Left` with line and byte. */
export const decodeUtf8 = (operation: string, file: string) => (bytes: Uint8Array): E.Either<FileError, string> =>
  E.tryCatch(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), () => {
    const [byte, received] = misfit(bytes)
    const line = 1 + bytes.subarray(0, byte).reduce((lines, b) => lines + Number(b === 0x0a), 0)
    return new FileError(operation, file, { line, byte }, 'text in UTF-8', received)
  })
