/** Small files that promise much, and what they are read as; `node bombs.js` reads them all and says how much memory that took. */
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { integer, parseParquet, string } from '../../../src/dataset/parquet.js'
import type { Columns } from '../../../src/dataset/table/examples.js'
import { dictionary, file, int, int32s, list, page, signed, strings, struct, text, varint, type Field } from './write.js'

const numbers: Columns = { a: integer }
const texts: Columns = { a: string }
const bytes = (...parts: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat())
/** `count` times the index 0. */
const zeros = (count: number): Uint8Array => bytes([1], varint(count * 2), [0])
/** `count` equal integers, by differences of 0: each block of 2³⁰ values has one part. */
const equal = (count: number, value: number): readonly number[] => [
  ...varint(1073741824), 1, ...varint(count), ...signed(value), ...(count > 1 ? [0, 0] : []),
]
/** Strings that each begin with the whole one before and have a byte more. */
const growing = (count: number): Uint8Array => {
  const steps = (first: number, least: number): readonly number[] => [...varint(1073741824), 1, ...varint(count), ...signed(first), ...signed(least), 0]
  return bytes(steps(0, 1), equal(count, 1), Array.from({ length: count }, () => 97))
}
const deep = (levels: number): Field => {
  const opened = Array.from({ length: levels }, () => [0x1c]).flat()
  return [12, [...opened, ...Array.from({ length: levels + 1 }, () => 0)]]
}

const one = dictionary(1, int32s(7))
const long = dictionary(1, strings('x'.repeat(100000)))
const empty = page(0, bytes())

/** By name: the file, its columns, and a bound below which it is refused. */
export const bombs: Readonly<Record<string, readonly [bytes: Uint8Array, columns: Columns, message: string]>> = {
  'two billion rows in one run': [file(2000000000, [one, page(2000000000, zeros(2000000000), 8)]), numbers, 'at most 1073741824 bytes (maxBytes), received 192000000000'],
  'two billion rows by differences': [file(2000000000, [page(2000000000, bytes(equal(2000000000, 3)), 5)]), numbers, 'received 192000000000'],
  'a thousand groups of the same million rows': [file(1000000, [one, page(1000000, zeros(1000000), 8)], { groups: 1000 }), numbers, 'received 96000000000'],
  'a page of 2 GB': [file(500000000, [page(500000000, bytes([1, 2, 3]), 0, 2000000000)], { codec: 1, rows: 500000000 }), numbers, 'at most 1073741824 bytes (maxBytes)'],
  'a page of 2 GB for two rows': [file(2, [page(2, bytes([1, 2, 3]), 0, 2000000000)], { codec: 1 }), numbers, 'at most 1073741824 bytes (maxBytes), received 2000000'],
  'gzip of more than is said': [file(2, [page(2, new Uint8Array(gzipSync(new Uint8Array(50000000))), 0, 8)], { codec: 2 }), numbers, 'expected 8 bytes in gzip, received more'],
  'strings that grow': [file(60000, [page(60000, growing(60000), 7)], { type: 6 }), texts, 'at most 1073741824 bytes (maxBytes), received 1'],
  'fields nested deep': [file(1, [page(1, int32s(1))], { extra: { 99: deep(20000) } }), numbers, 'expected fields nested at most 32 deep, received deeper ones'],
  'lists nested deep': [file(1, [page(1, int32s(1))], { extra: { 99: [9, [...Array.from({ length: 20000 }, () => 0x19), 0x03]] } }), numbers, 'nested at most 32 deep'],
  'columns nested deep': [
    file(1, [page(1, int32s(1))], {
      schema: [struct({ 4: text('schema'), 5: int(1) }), ...Array.from({ length: 20000 }, () => struct({ 4: text('a'), 5: int(1) })), struct({ 1: int(1), 3: int(0), 4: text('a') })],
    }), numbers, 'a column of single values, received one of lists or records',
  ],
  'a list of more than there is': [file(1, [page(1, int32s(1))], { extra: { 99: [9, [0xfc, ...varint(4000000000)]] } }), numbers, 'a list of at most'],
  'a list of nothing, nested': [file(1, [page(1, int32s(1))], { extra: { 99: list(9, Array.from({ length: 1000 }, () => list(1, []))) } }), numbers, ''],
  'empty pages': [file(1, [...Array.from({ length: 10000 }, () => empty), page(1, int32s(1))]), numbers, ''],
  'a long text for each row': [file(20000, [long, page(20000, zeros(20000), 8)], { type: 6 }), texts, ''],
}

/** What is wrong with each, if anything is. */
export const read = async (name: string): Promise<string> => {
  const [given, columns] = bombs[name] ?? []
  const result = await parseParquet(given as Uint8Array, columns as Columns)()
  return E.isLeft(result) ? result.left.message : `${result.right.length} rows`
}

if (process.argv[1]?.endsWith('bombs.js')) {
  const said: Record<string, string> = {}
  for (const name of Object.keys(bombs)) said[name] = await read(name)
  console.log(JSON.stringify({ said, megabytes: process.resourceUsage().maxRSS / 1024 }))
}
