/** Text from bytes: UTF-8 or an error that names the first byte that is none. */
import * as E from 'fp-ts/lib/Either.js'
import { following, fromUtf8 } from '../shape/utf8.js'
import { FileError } from './place.js'

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
  E.tryCatch(() => fromUtf8(bytes, { fatal: true }), () => {
    const [byte, received] = misfit(bytes)
    const line = 1 + bytes.subarray(0, byte).reduce((lines, b) => lines + Number(b === 0x0a), 0)
    return new FileError(operation, file, { line, byte }, 'text in UTF-8', received)
  })
