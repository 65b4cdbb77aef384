/**
 * Plain data as bytes, in one way only: different data, different bytes. Texts, lists and records begin with how long they
 * are, and the fields of a record come in the order of their names.
 */
import { fail } from '../shape/error.js'
import { toUtf8 } from '../shape/utf8.js'
import { littleEndian } from './bytes.js'
import { byName, isWellFormed } from './leaves.js'
import type { Elements } from '../program/elements.js'

/** Whole numbers below 2³² in 4 bytes each, little-endian. */
export const words = (...values: readonly number[]): Uint8Array => {
  const out = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => out.setUint32(4 * i, value, true))
  return new Uint8Array(out.buffer)
}

/** The length of a text in UTF-8, then its bytes. */
export function* textBytes(value: string): Iterable<Uint8Array> {
  const bytes = toUtf8(value)
  yield words(bytes.length)
  yield bytes
}

const letters = { number: 'n', string: 's', boolean: 'b', elements: 'e', list: 'l', record: 'r' } as const
const tag = (kind: keyof typeof letters): Uint8Array => Uint8Array.of(letters[kind].charCodeAt(0))

/** The bytes of numbers, texts, truth values, elements, and lists and records of these. Anything else is an error. */
export function* plainBytes(operation: string, value: unknown): Iterable<Uint8Array> {
  const refuse = (expected: string): never => fail(operation, { argument: 'a part', expected, received: value })
  if (typeof value === 'number') {
    yield tag('number')
    yield littleEndian(Float64Array.of(value))
  } else if (typeof value === 'string') {
    yield tag('string')
    yield* textBytes(isWellFormed(value) ? value : refuse('text without lone surrogates'))
  } else if (typeof value === 'boolean') {
    yield tag('boolean')
    yield Uint8Array.of(value ? 1 : 0)
  } else if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const bytes = littleEndian(value as Elements)
    yield tag('elements')
    yield words(bytes.length)
    yield bytes
  } else if (Array.isArray(value)) {
    yield tag('list')
    yield words(value.length)
    for (const item of value) yield* plainBytes(operation, item)
  } else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const fields = Object.entries(value).toSorted(byName)
    yield tag('record')
    yield words(fields.length)
    for (const [name, field] of fields) {
      yield* textBytes(name)
      yield* plainBytes(operation, field)
    }
  } else refuse('a number, a text, true or false, elements, a list or a plain record')
}
