/** The header of a safetensors file: what its text says about the tensors, every entry checked as it is read. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bytesOf } from '../program/elements.js'
import { shortened, valueText } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { list, object, parse, readMembers, record, reject, string, whole, type Parser } from './json.js'
import { formatNames, metadataName, type Problem } from './safetensors.js'

/** A tensor as the header has it: what it is, and where its bytes lie. */
export interface Entry {
  readonly dtype: DType
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

export interface Header {
  readonly entries: ReadonlyMap<string, Entry>
  readonly metadata: ReadonlyMap<string, string>
}

const dtypes: ReadonlyMap<string, DType> =
  new Map((Object.keys(formatNames) as readonly DType[]).map((dtype) => [formatNames[dtype], dtype]))

const dtype: Parser<DType> = (source) => {
  const name = string(source)
  return dtypes.get(name) ?? reject([...dtypes.keys()].join(', '), valueText(name))
}

const offsets: Parser<readonly [begin: number, end: number]> = (source) => {
  const numbers = list(whole)(source)
  const [begin, end] = numbers
  return begin === undefined || end === undefined || numbers.length > 2 ? reject('two numbers', `${numbers.length}`)
    : begin > end ? reject('a begin that is not after the end', `[${begin}, ${end}]`)
    : [begin, end]
}

/** What the format has of a tensor. */
interface Fields {
  readonly dtype: DType
  readonly shape: Shape
  readonly data_offsets: readonly [begin: number, end: number]
}
const fields = record<Fields>({ dtype, shape: list(whole), data_offsets: offsets })

/** The number of bytes of a tensor, NaN where it is not below 2⁵³. */
const byteCount = (type: DType, shape: Shape): number =>
  shape.reduce((n, size) => (Number.isSafeInteger(n * size) ? n * size : NaN), bytesOf[type])

const entry: Parser<Entry> = (source) => {
  const { dtype, shape, data_offsets: [begin, end] } = fields(source)
  const [needed, given] = [byteCount(dtype, shape), end - begin]
  if (needed === given) return { dtype, shape, begin, end }
  const type = `${formatNames[dtype]} ${shortened(`[${shape.join(', ')}]`)}`
  return reject(`${Number.isNaN(needed) ? 'less than 2⁵³' : needed} bytes for ${type}`, String(given))
}

const metadata: Parser<ReadonlyMap<string, string>> = object(() => string)

const header: Parser<Header> = (source) => {
  const entries = new Map<string, Entry>()
  let texts: Header['metadata'] | undefined
  readMembers(source, {
    has: (name) => (name === metadataName ? texts !== undefined : entries.has(name)),
    add: (name, from) => {
      if (name === metadataName) texts = metadata(from)
      else entries.set(name, entry(from))
    },
  })
  return { entries, metadata: texts ?? new Map() }
}

/** What a header's text says, or what is wrong with it and where. */
export const parseHeader = (text: string): E.Either<Problem, Header> => pipe(
  parse(header, text),
  E.mapLeft(({ path: [name, ...inner], expected, received }) => ({
    place: name === undefined ? 'the header'
      : [name === metadataName ? name : valueText(name), ...inner.map((text) => shortened(text))].join('.'),
    expected,
    received,
  })),
)
