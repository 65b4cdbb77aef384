/** Pages: a header, and the cells of some rows, or a dictionary of values that other pages name by their index. */
import { crc32 } from '../png/crc.js'
import { bits, cellsOf, isNamed, prefixedBits, type Decoding, type Dictionary } from './cells.js'
import { cursor, damaged, take } from './damage.js'
import { inflate } from './inflate.js'
import { plain } from './plain.js'
import { flag, integer, size, struct } from './thrift.js'
import type { Value } from './value.js'

export const pageHeader = struct({
  type: [1, integer, true], uncompressed: [2, size, true], compressed: [3, size, true], crc: [4, integer],
  first: [5, struct({
    values: [1, size, true], encoding: [2, integer, true], levels: [3, integer, true], repetitions: [4, integer, true],
  })],
  dictionary: [7, struct({ values: [1, size, true], encoding: [2, integer, true] })],
  second: [8, struct({
    values: [1, size, true], nulls: [2, size, true], rows: [3, size, true], encoding: [4, integer, true], levels: [5, size, true],
    repetitions: [6, size, true], compressed: [7, flag],
  })],
})
export type PageHeader = ReturnType<typeof pageHeader>

/** The cells of some rows. */
export interface Page {
  readonly rows: number
  readonly cell: (i: number) => Value
  /** Whether the cells are values of a dictionary, which takes the memory. */
  readonly shared: boolean
}

/** What kind of page it is: an index has nothing that is needed. */
export const kindOf = ({ type }: PageHeader): 'cells' | 'index' | 'dictionary' =>
  type === 0 || type === 3 ? 'cells' : type === 1 ? 'index' : type === 2 ? 'dictionary' : damaged('a page of a known kind', type)

/** How many cells or values a page has. */
export const countOf = ({ type, first, dictionary, second }: PageHeader): number =>
  ([first, undefined, dictionary, second][type] ?? damaged('the header of its kind of page', 'none')).values

/** Whether the bytes are those that the header was written for, where it has a checksum of them. */
export const checkPage = ({ crc }: PageHeader, bytes: Uint8Array): void => {
  if (crc !== undefined && (crc32(bytes) | 0) !== crc) damaged('a page that fits its checksum', 'another one')
}

/** The dictionary of a column; a value is decoded when it is asked for first. */
export const dictionaryOf = async (
  { dictionary, uncompressed }: PageHeader, bytes: Uint8Array, { column, codec, compressors }: Decoding,
): Promise<Dictionary> => {
  const { values, encoding } = dictionary ?? damaged('the header of a dictionary', 'none')
  if (encoding !== 0 && encoding !== 2) damaged('a plain dictionary', `encoding ${encoding}`)
  const raw = plain(column.type, column.width, await inflate(bytes, uncompressed, codec, compressors), values)
  const known: (Value | undefined)[] = []
  return { size: values, value: (i) => known[i] ??= column.meaning(raw(i)) }
}

/** The cells of a page whose levels are known: 0 for an empty one. */
const page = (rows: number, levels: Uint32Array | undefined, encoding: number, bytes: Uint8Array, decoding: Decoding): Page => {
  const shared = isNamed(encoding)
  if (levels === undefined) return { rows, shared, cell: cellsOf(encoding, bytes, rows, decoding) }
  // The place of each value among those that are there, from 1 on.
  let count = 0
  for (let i = 0; i < rows; i++) levels[i] = levels[i] === 0 ? 0 : ++count
  const cell = cellsOf(encoding, bytes, count, decoding)
  return { rows, shared, cell: (i) => (levels[i] === 0 ? null : cell((levels[i] as number) - 1)) }
}

/** Levels and the bytes after them. Long ago they were packed with the highest bit first. */
const firstLevels = (coded: number, bytes: Uint8Array, count: number): readonly [levels: Uint32Array, length: number] => {
  if (coded === 3) return prefixedBits(bytes, count)
  if (coded !== 4) damaged('levels in runs', `encoding ${coded}`)
  const packed = take(cursor(bytes), Math.ceil(count / 8))
  return [Uint32Array.from({ length: count }, (_, i) => ((packed[i >> 3] as number) >> (7 - (i & 7))) & 1), packed.length]
}

/** A page in the first form: levels and cells are compressed together. */
const firstPage = async ({ first, uncompressed }: PageHeader, bytes: Uint8Array, decoding: Decoding): Promise<Page> => {
  const { values, encoding, levels: coded } = first ?? damaged('the header of a page', 'none')
  const all = await inflate(bytes, uncompressed, decoding.codec, decoding.compressors)
  const [levels, length] = decoding.column.optional ? firstLevels(coded, all, values) : [undefined, 0]
  return page(values, levels, encoding, all.subarray(length), decoding)
}

/** In the second form only the cells are compressed. */
const secondPage = async ({ second, uncompressed }: PageHeader, bytes: Uint8Array, decoding: Decoding): Promise<Page> => {
  const { values, nulls, rows, encoding, levels, repetitions, compressed = true } =
    second ?? damaged('the header of a page', 'none')
  if (rows !== values) damaged(`${values} rows for as many cells`, rows)
  const c = cursor(bytes)
  // Levels of lists say nothing of single values, but some writers write them.
  take(c, repetitions)
  const own = take(c, levels)
  const rest = bytes.subarray(c.at)
  const codec = compressed && rest.length > 0 ? decoding.codec : 0
  const cells = await inflate(rest, uncompressed - c.at, codec, decoding.compressors)
  const there = decoding.column.optional ? bits(own, values) : undefined
  const missing = there === undefined ? 0 : there.reduce((n, level) => n - level, values)
  if (missing !== nulls) damaged(`${nulls} empty cells, as the header says`, missing)
  return page(values, there, encoding, cells, decoding)
}

/** The cells of a page. */
export const pageOf = (header: PageHeader, bytes: Uint8Array, decoding: Decoding): Promise<Page> =>
  (header.type === 0 ? firstPage : secondPage)(header, bytes, decoding)
