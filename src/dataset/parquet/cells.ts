/** The values of a page by its encoding: as they are, by differences, or as indices of a dictionary. */
import { cursor, damaged, littleEndian, take } from './damage.js'
import { deltaLengths, deltas32, deltas64, deltaStrings } from './delta.js'
import type { Column } from './footer.js'
import { hybrid } from './hybrid.js'
import type { Compressors } from './inflate.js'
import { narrow, plain, streamSplit, stringsOf, type Raw, type Values } from './plain.js'
import type { Value } from './value.js'

/** Values by their index. */
export interface Dictionary {
  readonly size: number
  readonly value: (i: number) => Value
}

/** What the pages of a column are decoded with. */
export interface Decoding {
  readonly column: Column
  readonly codec: number
  readonly compressors: Compressors
  /** The dictionary that was read before. */
  readonly dictionary: Dictionary | undefined
  /** Refuses what would take too much memory. */
  readonly reserve: (bytes: number) => void
}

/** Levels and truth values. */
export const bits = (bytes: Uint8Array, count: number): Uint32Array => {
  const values = hybrid(bytes, 1, count)
  const odd = values.find((value) => value > 1)
  return odd === undefined ? values : damaged('0 or 1', odd)
}

/** Runs after their length in bytes. */
export const prefixedBits = (bytes: Uint8Array, count: number): readonly [values: Uint32Array, length: number] => {
  const c = cursor(bytes)
  return [bits(take(c, littleEndian(c, 4)), count), c.at]
}

/** Cells that are indices of a dictionary. */
const named = (bytes: Uint8Array, count: number, dictionary: Dictionary | undefined): ((i: number) => Value) => {
  if (dictionary === undefined) return damaged('a dictionary before its indices', 'none')
  // Where no cell has a value, there is no width either.
  const indices = count === 0 ? new Uint32Array(0) : hybrid(bytes.subarray(1), take(cursor(bytes), 1)[0] as number, count)
  const odd = indices.find((index) => index >= dictionary.size)
  if (odd !== undefined) damaged(`an index in a dictionary of ${dictionary.size} values`, odd)
  return (i) => dictionary.value(indices[i] as number)
}

const expectWidth = (raw: Raw, width: number): Raw =>
  (raw as Uint8Array).length === width ? raw : damaged(`${width} bytes`, (raw as Uint8Array).length)

const integers = (type: Column['type'], bytes: Uint8Array, count: number): Values => {
  if (type === 'INT32') {
    const values = deltas32(cursor(bytes), count)
    return (i) => values[i] as number
  }
  const values = deltas64(cursor(bytes), count)
  return (i) => narrow(values[i] as bigint)
}

const truths = (bytes: Uint8Array, count: number): Values => {
  if (count === 0) return () => false
  const [values] = prefixedBits(bytes, count)
  return (i) => values[i] === 1
}

const shared = (bytes: Uint8Array, count: number, { column: { width }, reserve }: Decoding): Values => {
  const values = stringsOf(deltaStrings(cursor(bytes), count, reserve))
  return width === 0 ? values : (i) => expectWidth(values(i), width)
}

/** Which encodings a type has, by their numbers. */
const rawValues = (encoding: number, bytes: Uint8Array, count: number, decoding: Decoding): Values => {
  const { type, width } = decoding.column
  const strings = type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY'
  return encoding === 0 ? plain(type, width, bytes, count)
    : encoding === 3 && type === 'BOOLEAN' ? truths(bytes, count)
    : encoding === 5 && (type === 'INT32' || type === 'INT64') ? integers(type, bytes, count)
    : encoding === 6 && type === 'BYTE_ARRAY' ? stringsOf(deltaLengths(cursor(bytes), count))
    : encoding === 7 && strings ? shared(bytes, count, decoding)
    : encoding === 9 && width > 0 && type !== 'INT96' ? streamSplit(type, width, bytes, count)
    : damaged(`an encoding of ${type}`, `encoding ${encoding}`)
}

export const isNamed = (encoding: number): boolean => encoding === 2 || encoding === 8

/** `count` cells by their index, from the bytes of a page. */
export const cellsOf = (encoding: number, bytes: Uint8Array, count: number, decoding: Decoding): ((i: number) => Value) => {
  if (isNamed(encoding)) return named(bytes, count, decoding.dictionary)
  const raw = rawValues(encoding, bytes, count, decoding)
  return (i) => decoding.column.meaning(raw(i))
}
