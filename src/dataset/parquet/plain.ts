/** Values as they lie in a page (PLAIN, BYTE_STREAM_SPLIT): nothing is copied before it is asked for. */
import { damaged } from './damage.js'

/** A value before it is known what it stands for. */
export type Raw = number | bigint | boolean | Uint8Array

/** The values of a page by their index. */
export type Values = (i: number) => Raw

/** Strings of bytes, where each begins and ends. */
export interface Strings {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

export const physicalTypes =
  ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'] as const
export type Physical = (typeof physicalTypes)[number]

/** Bytes of one value; 0 where they differ. */
export const widthOf = (type: Physical, length: number): number =>
  ({ BOOLEAN: 0, INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8, BYTE_ARRAY: 0, FIXED_LEN_BYTE_ARRAY: length })[type]

export const stringsOf = ({ bytes, starts, ends }: Strings): Values => (i) => bytes.subarray(starts[i], ends[i])

/** Of 64 bits: a number where no digit is lost. */
export const narrow = (value: bigint): number | bigint =>
  value >= -9007199254740992n && value < 9007199254740992n ? Number(value) : value

/** Values of one width, each at its place. */
const fixed = (type: Physical, bytes: Uint8Array, width: number): Values => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (type) {
    case 'INT32': return (i) => view.getInt32(i * 4, true)
    case 'FLOAT': return (i) => view.getFloat32(i * 4, true)
    case 'DOUBLE': return (i) => view.getFloat64(i * 8, true)
    case 'INT64': return (i) => {
      const high = view.getInt32(i * 8 + 4, true)
      // 2²¹ times 2³²: beyond that, numbers have not all integers.
      return high >= -2097152 && high < 2097152 ? high * 4294967296 + view.getUint32(i * 8, true) : view.getBigInt64(i * 8, true)
    }
    default: return (i) => bytes.subarray(i * width, (i + 1) * width)
  }
}

/** fastparquet writes eight zero bytes after the values of a page. */
const padding = 8

/** That values end where their page does. */
const expectEnd = (bytes: Uint8Array, end: number, count: number): void => {
  const rest = bytes.subarray(end)
  if (end > bytes.length || rest.length > padding || rest.some((b) => b !== 0))
    damaged(`${end} bytes of ${count} values`, bytes.length)
}

const byteArrays = (bytes: Uint8Array, count: number): Values => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)]
  let at = 0
  for (let i = 0; i < count; i++) {
    const rest = bytes.length - at - 4
    const length = rest < 0 ? damaged(`${count} values`, `the end after ${i}`) : view.getUint32(at, true)
    if (length > rest) damaged(`a value of at most ${rest} bytes`, length)
    starts[i] = at + 4
    at = ends[i] = at + 4 + length
  }
  expectEnd(bytes, at, count)
  return stringsOf({ bytes, starts, ends })
}

/** `count` values of a type, to the end of the bytes. */
export const plain = (type: Physical, width: number, bytes: Uint8Array, count: number): Values => {
  if (type === 'BYTE_ARRAY') return byteArrays(bytes, count)
  expectEnd(bytes, type === 'BOOLEAN' ? Math.ceil(count / 8) : count * width, count)
  return type === 'BOOLEAN' ? (i) => (((bytes[i >> 3] as number) >> (i & 7)) & 1) === 1 : fixed(type, bytes, width)
}

/** All first bytes, then all second ones, … */
export const streamSplit = (type: Physical, width: number, bytes: Uint8Array, count: number): Values => {
  if (count * width !== bytes.length) damaged(`${count * width} bytes of ${count} values`, bytes.length)
  const together = new Uint8Array(bytes.length)
  for (let b = 0; b < width; b++) {
    for (let i = 0; i < count; i++) together[i * width + b] = bytes[b * count + i] as number
  }
  return fixed(type, together, width)
}
