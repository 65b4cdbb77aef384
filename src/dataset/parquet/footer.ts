/**
 * The footer of a Parquet file: its schema, its row groups, and where each column's pages lie. Whatever it says twice has to
 * agree, and everything has to lie inside of the file, before a page is read.
 */
import { cursor, damaged } from './damage.js'
import { physicalTypes, widthOf, type Physical, type Raw } from './plain.js'
import { flag, integer, list, natural, present, read, size, struct, text, type Struct } from './thrift.js'
import { meaningOf, type Logical, type Value } from './value.js'

const unit = struct({ millis: [1, present], micros: [2, present], nanos: [3, present] })
const time = struct({ utc: [1, flag, true], unit: [2, unit, true] })
const decimal = struct({ scale: [1, integer, true], precision: [2, integer, true] })
const logical = struct({
  string: [1, present], enum: [4, present], decimal: [5, decimal], date: [6, present], time: [7, time], timestamp: [8, time],
  integer: [10, struct({ bits: [1, integer, true], signed: [2, flag, true] })], json: [12, present], bson: [13, present],
  uuid: [14, present], half: [15, present], geometry: [17, present], geography: [18, present],
})
const element = {
  type: [1, integer], length: [2, size], repetition: [3, integer], name: [4, text, true], children: [5, size],
  converted: [6, integer], scale: [7, integer], precision: [8, integer], logical: [10, logical],
} as const
// Some fields that nothing here needs are required all the same: a file without them is damaged.
const pages = {
  type: [1, integer, true], encodings: [2, present, true], path: [3, list(text), true], codec: [4, integer, true],
  values: [5, natural, true], uncompressed: [6, present, true], compressed: [7, natural, true], data: [9, natural, true],
  dictionary: [11, natural],
} as const
const chunk = struct({ file: [1, text], offset: [2, present, true], pages: [3, struct(pages)], encrypted: [8, present] })
const group = struct({ columns: [1, list(chunk), true], bytes: [2, present, true], rows: [3, natural, true] })
const description = struct({
  version: [1, present, true], elements: [2, list(struct(element)), true], rows: [3, natural, true], groups: [4, list(group), true],
})
type Element = Struct<typeof element>
type Group = ReturnType<typeof group>

/** A column of single values. */
export interface Column {
  readonly name: string
  readonly type: Physical
  /** Bytes of a value; 0 where they differ. */
  readonly width: number
  readonly optional: boolean
  readonly meaning: (raw: Raw) => Value
}

/** The pages of a column in one group of rows. */
export interface Chunk {
  readonly codec: number
  readonly rows: number
  readonly start: number
  readonly end: number
}

/** What a file says of itself. */
export interface Description {
  readonly rows: number
  /** The columns' names, those of lists and records among them. */
  readonly names: readonly string[]
  /** A column, and its chunks, group by group. */
  readonly column: (name: string) => { readonly column: Column; readonly chunks: readonly Chunk[] } | 'nested'
}

/** What stands at the top of the tree: which columns of the file are below. */
interface Top {
  readonly element: Element
  readonly first: number
  readonly leaves: readonly Element[]
}

/** The tree is written down in depth-first order, each node with the number of its children. */
const topsOf = (elements: readonly Element[]): readonly Top[] => {
  const tops: Top[] = []
  let [at, first] = [1, 0]
  const count = elements[0]?.children ?? 0
  for (let t = 0; t < count; t++) {
    const [begin, leaves] = [at, [] as Element[]]
    for (let open = 1; open > 0; open--) {
      const node = elements[at++] ?? damaged('a tree of columns', 'one that breaks off')
      if (node.type !== undefined) leaves.push(node)
      if (node.type !== undefined && (node.children ?? 0) > 0) damaged('values or columns below a column', 'both')
      open += node.children ?? 0
    }
    tops.push({ element: elements[begin] as Element, first, leaves })
    first += leaves.length
  }
  if (at !== elements.length) damaged(`a tree of ${at} columns and groups of them`, elements.length)
  return tops
}

const digitsOf = ({ millis, micros }: ReturnType<typeof unit>): 3 | 6 | 9 => (millis === true ? 3 : micros === true ? 6 : 9)

/** The integers among the older names for logical types, from 11 on. */
const integerOf = (converted: number): Logical =>
  ({ kind: 'integer', bits: 8 << ((converted - 11) & 3), signed: converted >= 15 })

const decimalOf = (scale: number): Logical =>
  scale >= 0 && scale <= 1000 ? { kind: 'decimal', scale } : damaged('a scale of 0 to 1000', scale)

/** By the older name for it. */
const convertedOf = ({ converted, scale }: Element): Logical => {
  switch (converted) {
    case 0: case 4: case 19: return { kind: 'text' }
    case 5: return decimalOf(scale ?? 0)
    case 6: return { kind: 'date' }
    case 9: return { kind: 'time', digits: 3, utc: true }
    case 10: return { kind: 'time', digits: 6, utc: true }
    case 11: case 12: case 13: case 14: case 15: case 16: case 17: case 18: return integerOf(converted)
    case 20: case 21: return { kind: 'bytes' }
    default: return { kind: 'none' }
  }
}

const logicalOf = (given: Element): Logical => {
  const { string, enum: name, json, bson, geometry, geography, decimal, date, uuid, half, timestamp, integer } =
    given.logical ?? {}
  if (string ?? name ?? json) return { kind: 'text' }
  if (bson ?? geometry ?? geography) return { kind: 'bytes' }
  if (decimal) return decimalOf(decimal.scale)
  if (date) return { kind: 'date' }
  if (uuid) return { kind: 'uuid' }
  if (half) return { kind: 'half' }
  if (timestamp) return { kind: 'time', digits: digitsOf(timestamp.unit), utc: timestamp.utc }
  if (integer) {
    const { bits, signed } = integer
    return [8, 16, 32, 64].includes(bits) ? { kind: 'integer', bits, signed } : damaged('integers of 8, 16, 32 or 64 bits', bits)
  }
  return convertedOf(given)
}

const columnOf = (given: Element): Column => {
  const type = physicalTypes[given.type ?? -1] ?? damaged('a type of values', String(given.type))
  const { length = 0 } = given
  if (type === 'FIXED_LEN_BYTE_ARRAY' && length === 0) damaged('a length of its values', 0)
  return {
    name: given.name, type, width: widthOf(type, length), optional: given.repetition === 1,
    meaning: meaningOf(type, length, logicalOf(given)),
  }
}

const chunkOf = ({ columns, rows }: Group, at: number, { name, type }: Element, end: number): Chunk => {
  const { file, pages, encrypted } = columns[at] ?? damaged('pages of each column', 'fewer')
  if (encrypted) damaged('pages that are not encrypted', 'encrypted ones')
  if (file) damaged('pages in this file', `in the file ${JSON.stringify(file)}`)
  if (pages === undefined) return damaged('a description of its pages', 'none')
  const { path, codec, values, compressed, data, dictionary } = pages
  if (path.length !== 1 || path[0] !== name || pages.type !== type) damaged('its own pages', 'those of another column')
  if (values !== rows) damaged(`${rows} values, one for each row of the group`, values)
  const start = dictionary !== undefined && dictionary > 0 && dictionary < data ? dictionary : data
  // A group without rows has no pages, wherever they are said to be.
  if (rows > 0 && (start < 4 || start + compressed > end || data >= start + compressed))
    damaged(`pages before byte ${end}`, `bytes ${start} to ${start + compressed}, cells from ${data}`)
  return { codec, rows, start, end: start + compressed }
}

/** A file's description, which begins at byte `end`. */
export const describe = (bytes: Uint8Array, end: number): Description => {
  const { elements, rows, groups } = read(cursor(bytes), description)
  const tops = topsOf(elements)
  const leaves = tops.reduce((n, top) => n + top.leaves.length, 0)
  const narrow = groups.find(({ columns }) => columns.length !== leaves)
  if (narrow !== undefined) damaged(`groups of rows with ${leaves} columns`, narrow.columns.length)
  const sum = groups.reduce((n, group) => n + group.rows, 0)
  if (sum !== rows) damaged(`groups of ${rows} rows in all, as the description says`, sum)
  return {
    rows,
    names: tops.map((top) => top.element.name),
    column: (name) => {
      const [top, other] = tops.filter((top) => top.element.name === name)
      if (top === undefined || other !== undefined) return damaged('one column of this name', top ? 'several' : 'none')
      if (top.element.type === undefined || top.element.repetition === 2) return 'nested'
      return { column: columnOf(top.element), chunks: groups.map((group) => chunkOf(group, top.first, top.element, end)) }
    },
  }
}
