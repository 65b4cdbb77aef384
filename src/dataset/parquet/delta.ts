/** The encodings by differences (DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY). */
import { bigBitsAt, bitsAt, damaged, take, varint, varint64, type Cursor } from './damage.js'
import type { Strings } from './plain.js'

/** What a block begins with, and how it is divided. */
interface Head {
  readonly miniblocks: number
  /** Values in each of them. */
  readonly size: number
  readonly first: bigint
}

const headOf = (c: Cursor, count: number): Head => {
  const [block, miniblocks, said] = [varint(c), varint(c), varint(c)]
  if (said !== count) damaged(`${count} values`, said)
  const size = block / miniblocks
  if (block % 128 !== 0 || block === 0 || !Number.isInteger(size) || size % 32 !== 0)
    damaged('blocks of a multiple of 128 values in parts of a multiple of 32', `${block} in ${miniblocks}`)
  return { miniblocks, size, first: varint64(c) }
}

/** Each block: its least difference, and for each part in use the bytes and the width of what is added to it. */
const eachPart = (
  c: Cursor, { miniblocks, size }: Head, count: number, most: number,
  put: (at: number, end: number, least: bigint, packed: Uint8Array, width: number) => void,
): void => {
  for (let at = 1; at < count;) {
    const least = varint64(c)
    const widths = take(c, miniblocks)
    for (let i = 0; i < miniblocks && at < count; i++) {
      const width = widths[i] as number
      if (width > most) damaged(`differences of at most ${most} bits`, `${width} bits`)
      const end = Math.min(count, at + size)
      put(at, end, least, take(c, (size * width) / 8), width)
      at = end
    }
  }
}

/** Integers of 32 bits; sums wrap around. */
export const deltas32 = (c: Cursor, count: number): Int32Array => {
  const [head, values] = [headOf(c, count), new Int32Array(count)]
  if (count > 0) values[0] = Number(BigInt.asIntN(32, head.first))
  eachPart(c, head, count, 32, (at, end, least, packed, width) => {
    const step = Number(BigInt.asIntN(32, least))
    for (let i = at; i < end; i++) values[i] = (values[i - 1] as number) + step + bitsAt(packed, (i - at) * width, width)
  })
  return values
}

/** The same of 64. */
export const deltas64 = (c: Cursor, count: number): BigInt64Array => {
  const [head, values] = [headOf(c, count), new BigInt64Array(count)]
  if (count > 0) values[0] = head.first
  eachPart(c, head, count, 64, (at, end, least, packed, width) => {
    for (let i = at; i < end; i++) values[i] = (values[i - 1] as bigint) + least + bigBitsAt(packed, (i - at) * width, width)
  })
  return values
}

const sum = (lengths: Int32Array): number => {
  const negative = lengths.find((length) => length < 0)
  return negative === undefined ? lengths.reduce((all, length) => all + length, 0) : damaged('lengths', negative)
}

/** The lengths, then the bytes of all. */
export const deltaLengths = (c: Cursor, count: number): Strings => {
  const lengths = deltas32(c, count)
  const rest = c.bytes.length - c.at
  const all = sum(lengths)
  if (all !== rest) damaged(`${all} bytes of values`, rest)
  const starts = new Uint32Array(count + 1)
  lengths.forEach((length, i) => { starts[i + 1] = (starts[i] as number) + length })
  return { bytes: take(c, rest), starts, ends: starts.subarray(1) }
}

/** Each with the begin of the one before; `reserve` refuses what would take too much memory. */
export const deltaStrings = (c: Cursor, count: number, reserve: (bytes: number) => void): Strings => {
  const shared = deltas32(c, count)
  const rest = deltaLengths(c, count)
  const length = sum(shared) + rest.bytes.length
  reserve(length)
  const [bytes, starts] = [new Uint8Array(length), new Uint32Array(count + 1)]
  shared.forEach((kept, i) => {
    const at = starts[i] as number
    const before = i === 0 ? 0 : starts[i - 1] as number
    if (kept > at - before) damaged(`at most ${at - before} bytes of the value before`, kept)
    bytes.copyWithin(at, before, before + kept)
    const own = rest.bytes.subarray(rest.starts[i], rest.ends[i])
    bytes.set(own, at + kept)
    starts[i + 1] = at + kept + own.length
  })
  return { bytes, starts, ends: starts.subarray(1) }
}
