/** What is wrong inside of a Parquet file, thrown where it is found and caught by what knows the column and the row. */

export class Damage extends Error {
  override readonly name = 'Damage'
  readonly expected: string
  readonly received: string
  constructor(expected: string, received: string) {
    super(`expected ${expected}, received ${received}`)
    this.expected = expected
    this.received = received
  }
}

/** Throws it. Its type is written out so that the compiler knows that nothing runs after it. */
export const damaged: (expected: string, received: string | number) => never = (expected, received) => {
  throw new Damage(expected, String(received))
}

/** Bytes that end before what they hold does: more of them may help. */
export class Ended extends Damage {}

/** Bytes, and how far they are read. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

export const cursor = (bytes: Uint8Array): Cursor => ({ bytes, at: 0 })

const ended = (): never => { throw new Ended('more bytes', 'the end') }

export const byte = (c: Cursor): number => c.bytes[c.at++] ?? ended()

/** An unsigned integer of some bytes, at most 4, the lowest first. */
export const littleEndian = (c: Cursor, count: number): number => {
  let value = 0
  for (let i = 0; i < count; i++) value += byte(c) << (8 * i)
  return value >>> 0
}

/** The next bytes, as a view. */
export const take = (c: Cursor, length: number): Uint8Array => {
  if (length < 0 || length > c.bytes.length - c.at) return ended()
  const taken = c.bytes.subarray(c.at, c.at + length)
  c.at += length
  return taken
}

/** An integer in groups of seven bits, the lowest first (LEB128); one of more than 2⁵³ is damaged. */
export const varint = (c: Cursor): number => {
  let [value, scale] = [0, 1]
  for (;;) {
    const next = byte(c)
    value += (next & 127) * scale
    if (next < 128) break
    scale *= 128
    if (scale > 562949953421312) damaged('an integer of at most 53 bits', 'a longer one')
  }
  return Number.isSafeInteger(value) ? value : damaged('an integer of at most 53 bits', value)
}

/** Signed integers as unsigned ones: 0, -1, 1, -2, … are 0, 1, 2, 3, … */
export const zigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2)

/** An integer of 64 bits, of which each counts. */
export const varint64 = (c: Cursor): bigint => {
  let value = 0n
  for (let shift = 0n; ; shift += 7n) {
    const next = byte(c)
    value |= BigInt(next & 127) << shift
    if (next < 128) break
    if (shift >= 63n) damaged('an integer of at most 64 bits', 'a longer one')
  }
  return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
}

/** `width` bits from `bit` on, the lowest first: at most 32. */
export const bitsAt = (bytes: Uint8Array, bit: number, width: number): number => {
  const [at, shift] = [Math.floor(bit / 8), bit % 8]
  const b = (i: number): number => bytes[at + i] ?? 0
  const low = (b(0) | (b(1) << 8) | (b(2) << 16) | (b(3) << 24)) >>> shift
  const all = shift + width > 32 ? (low | (b(4) << (32 - shift))) >>> 0 : low
  return width === 32 ? all : all & ((1 << width) - 1)
}

/** The same, of up to 64. */
export const bigBitsAt = (bytes: Uint8Array, bit: number, width: number): bigint => {
  const low = BigInt(bitsAt(bytes, bit, Math.min(width, 32)))
  return width <= 32 ? low : low | (BigInt(bitsAt(bytes, bit + 32, width - 32)) << 32n)
}
