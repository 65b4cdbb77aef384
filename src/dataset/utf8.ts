/** Text from bytes, whole or in pieces: UTF-8 or an error that names the first byte that is none. */
import * as E from 'fp-ts/lib/Either.js'
import { following, fromUtf8 } from '../shape/utf8.js'
import { hex } from './bytes.js'
import { joined } from '../io/joined.js'
import { longestText } from './limit.js'
import { FileError } from './place.js'

/** The first byte that is out of place, and why; nothing where all are in theirs. */
const misfit = (bytes: Uint8Array): readonly [byte: number, received: string] | undefined => {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] as number
    const rest = following(first)
    if (rest === undefined) return [at, `0x${hex([first])}, which begins no character`]
    const [count, low, high] = rest
    for (let i = 1; i <= count; i++) {
      const next = bytes[at + i]
      if (next === undefined) return [at + i, 'the end inside a character']
      const fits = i === 1 ? next >= low && next <= high : next >= 0x80 && next <= 0xbf
      if (!fits) return [at + i, `0x${hex([next])} inside a character`]
    }
    at += 1 + count
  }
  return undefined
}

/** What the first bytes of other encodings are; longer ones first. */
const marks: readonly (readonly [encoding: string, ...mark: readonly number[]])[] = [
  ['UTF-32 (little-endian)', 0xff, 0xfe, 0, 0], ['UTF-32 (big-endian)', 0, 0, 0xfe, 0xff],
  ['UTF-16 (little-endian)', 0xff, 0xfe], ['UTF-16 (big-endian)', 0xfe, 0xff],
]

/** How many lines end in some bytes: by `\n`, `\r\n` or `\r`. */
const lineEnds = (bytes: Uint8Array, end = bytes.length): number => {
  let ends = 0
  for (let i = 0; i < end; i++) if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a)) ends++
  return ends
}

/** Where bytes begin in their file. */
interface Begin {
  readonly line: number
  readonly byte: number
}

const decoded = (
  operation: string, file: string, bytes: Uint8Array, { line, byte }: Begin,
): E.Either<FileError, string> => {
  const wrong = (place: Begin, expected: string, received: string): FileError =>
    new FileError(operation, file, place, expected, received)
  return E.tryCatch(() => fromUtf8(bytes, { fatal: true, ignoreBOM: byte > 0 }), () => {
    const [encoding] = (byte === 0 && marks.find(([, ...mark]) => mark.every((b, i) => bytes[i] === b))) || []
    if (encoding !== undefined) return wrong({ line, byte }, 'text in UTF-8', `${encoding}, by its byte order mark`)
    const found = misfit(bytes)
    if (found === undefined) return wrong({ line, byte }, `a text of at most ${longestText} characters`, `${bytes.length} bytes`)
    const [at, received] = found
    return wrong({ line: line + lineEnds(bytes, at), byte: byte + at }, 'text in UTF-8', received)
  })
}

/**
 * The text of a file's bytes, without a byte order mark; bytes that are not UTF-8 are a `Left` with line and byte.
 *
 * @example
 * decodeUtf8('text', 'a.txt')(new Uint8Array([0x61, 0x0d, 0xff]))
 * // Left: text: a.txt, line 2, byte 2: expected text in UTF-8, received 0xff, which begins no character
 */
export const decodeUtf8 = (operation: string, file: string) => (bytes: Uint8Array): E.Either<FileError, string> =>
  decoded(operation, file, bytes, { line: 1, byte: 0 })

/** How many bytes at the end wait for those that follow: a character that is not whole, or `\r`, whose line `\n` may end. */
const unfinished = (bytes: Uint8Array): number => {
  if (bytes.at(-1) === 0x0d) return 1
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const [count] = following(bytes[bytes.length - back] as number) ?? [0]
    if (count > 0) return count >= back ? back : 0
  }
  return 0
}

/** A piece of a text, and whether it ends it. */
export interface TextPiece {
  readonly text: string
  readonly isLast: boolean
}

/** The same piece by piece, the last of which may be empty; bytes that are not UTF-8 are thrown as the same error. */
export async function* textPieces(
  operation: string, file: string, pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<TextPiece> {
  let begin: Begin = { line: 1, byte: 0 }
  let held: Uint8Array = new Uint8Array(0)
  const piece = (bytes: Uint8Array, isLast: boolean): TextPiece => {
    const text = decoded(operation, file, bytes, begin)
    if (E.isLeft(text)) throw text.left
    begin = { line: begin.line + lineEnds(bytes), byte: begin.byte + bytes.length }
    return { text: text.right, isLast }
  }
  for await (const next of pieces) {
    const bytes = held.length === 0 ? next : joined([held, next])
    const end = bytes.length - unfinished(bytes)
    held = bytes.slice(end)
    yield piece(bytes.subarray(0, end), false)
  }
  yield piece(held, true)
}
