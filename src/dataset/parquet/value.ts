/** What the values of a column stand for, by its logical type; the same on every machine, to the last bit. */
import * as E from 'fp-ts/lib/Either.js'
import { hex } from '../bytes.js'
import { decodeUtf8 } from '../utf8.js'
import { damaged } from './damage.js'
import { narrow, type Physical, type Raw } from './plain.js'
import { dateText, timeText } from './time.js'
import { exact, fromUtf8 } from '../../shape/utf8.js'

/** What a cell's codec is given. Integers are numbers where no digit is lost. */
export type Value = number | bigint | boolean | string | Uint8Array | null

/** The logical type of a column. */
export type Logical =
  | { readonly kind: 'none' | 'text' | 'date' | 'uuid' | 'half' | 'bytes' }
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'time'; readonly digits: 3 | 6 | 9; readonly utc: boolean }
  | { readonly kind: 'integer'; readonly bits: number; readonly signed: boolean }

/** Text of bytes in UTF-8. */
export const utf8Text = (bytes: Uint8Array): string => {
  const { length } = bytes
  if (length <= 16) {
    // Calling the decoder costs more than a few letters do.
    let made = ''
    let i = 0
    for (; i < length && (bytes[i] as number) < 128; i++) made += String.fromCharCode(bytes[i] as number)
    if (i === length) return made
  }
  try {
    return fromUtf8(bytes, exact)
  } catch {
    const fault = decodeUtf8('parquet', 'cell')(bytes)
    return E.isLeft(fault) ? damaged(fault.left.expected, String(fault.left.received)) : fault.right
  }
}

/** Two's complement, the highest byte first. */
const bigEndian = (bytes: Uint8Array): bigint => {
  let value = 0n
  for (let i = 0; i < bytes.length; i += 4) {
    const part = bytes.subarray(i, i + 4)
    value = (value << BigInt(8 * part.length)) | BigInt(part.reduce((n, b) => n * 256 + b, 0))
  }
  return BigInt.asIntN(8 * bytes.length, value)
}

/** 10^k is exact up to here, so that a quotient of exact numbers is rounded once. */
const powers = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`))

/**
 * The number nearest to `unscaled` / 10^`scale`.
 *
 * @example
 * decimal(-456, 2) // -4.56
 * decimal(123456789012345678901234567890n, 30) // 0.12345678901234568
 */
export const decimal = (unscaled: number | bigint, scale: number): number => {
  const power = powers[scale]
  return typeof unscaled === 'number' && power !== undefined ? unscaled / power : Number(`${unscaled}e-${scale}`)
}

/** IEEE 754 binary16. */
const half = (bytes: Uint8Array): number => {
  const bits = (bytes[0] as number) | ((bytes[1] as number) << 8)
  const [sign, exponent, fraction] = [bits >> 15 === 1 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  // Subnormal ones have the exponent of the least normal ones, and no leading 1.
  const [units, shift] = exponent === 0 ? [fraction, 0] : [1024 + fraction, exponent - 1]
  return (sign * units * (1 << shift)) / 16777216
}

/** Nanoseconds of the day and the Julian day, of which 2440588 is 1970-01-01. */
const int96 = (bytes: Uint8Array): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 12)
  return timeText(BigInt(view.getInt32(8, true) - 2440588) * 86400000000000n + view.getBigInt64(0, true), 9)
}

/** Integers of few bits lie in 32 or 64 of them. */
const ranged = (bits: number, signed: boolean, wide: boolean) => (raw: Raw): number | bigint => {
  const value = raw as number | bigint
  if (!signed && bits === (wide ? 64 : 32)) {
    return value >= 0 ? value : wide ? BigInt.asUintN(64, BigInt(value)) : Number(value) + 4294967296
  }
  const [low, high] = signed ? [-powerOf2(bits - 1), powerOf2(bits - 1)] : [0, powerOf2(bits)]
  return value >= low && value < high ? value
    : damaged(`${signed ? 'a signed' : 'an unsigned'} integer of ${bits} bits`, String(value))
}
const powerOf2 = (n: number): number => Number(1n << BigInt(n))

const integers: readonly Physical[] = ['INT32', 'INT64']
const strings: readonly Physical[] = ['BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']

/** Which physical types a logical one may have. */
const carriers = (logical: Logical): readonly Physical[] => {
  switch (logical.kind) {
    case 'text': case 'bytes': return strings
    case 'date': return ['INT32']
    case 'uuid': case 'half': return ['FIXED_LEN_BYTE_ARRAY']
    case 'decimal': return [...integers, ...strings]
    case 'time': return ['INT64']
    case 'integer': return logical.bits === 64 ? ['INT64'] : ['INT32']
    default: return []
  }
}

/** What a column's values stand for: which value to which raw one. */
export const meaningOf = (type: Physical, length: number, logical: Logical): ((raw: Raw) => Value) => {
  const expected = carriers(logical)
  if (expected.length > 0 && !expected.includes(type)) damaged(`${expected.join(' or ')} for its logical type`, type)
  switch (logical.kind) {
    case 'text': return (raw) => utf8Text(raw as Uint8Array)
    case 'bytes': return (raw) => raw
    case 'date': return (raw) => dateText(BigInt(raw as number))
    case 'uuid':
      if (length !== 16) damaged('a UUID of 16 bytes', length)
      return (raw) => hex(raw as Uint8Array).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    case 'half':
      if (length !== 2) damaged('floats of 2 bytes', length)
      return (raw) => half(raw as Uint8Array)
    case 'decimal': return integers.includes(type)
      ? (raw) => decimal(raw as number | bigint, logical.scale)
      : (raw) => decimal(narrow(bigEndian(raw as Uint8Array)), logical.scale)
    case 'time': return (raw) => `${timeText(BigInt(raw as number | bigint), logical.digits)}${logical.utc ? 'Z' : ''}`
    case 'integer': return ranged(logical.bits, logical.signed, type === 'INT64')
    // Bytes that say nothing of themselves are text: so older writers wrote it.
    default: return type === 'INT96' ? (raw) => int96(raw as Uint8Array)
      : type === 'BYTE_ARRAY' ? (raw) => utf8Text(raw as Uint8Array) : (raw) => raw
  }
}
