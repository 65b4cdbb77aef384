/** The header of a safetensors file: what its text says about the tensors, every entry checked as it is read. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bytesOf } from '../program/elements.js'
import { shortened } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { list, object, parse, reject, string, whole, type Parser } from './json.js'
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

/** A name in a sentence. */
export const quoted = (name: string): string => JSON.stringify(shortened(name))

const dtype: Parser<Partial<Entry>> = (source) => {
  const name = string(source)
  const known = (Object.keys(formatNames) as readonly DType[]).find((type) => formatNames[type] === name)
  return known === undefined ? reject(Object.values(formatNames).join(', '), quoted(name)) : { dtype: known }
}

const sizes: Parser<Partial<Entry>> = (source) => ({ shape: list(whole)(source) })

const offsets: Parser<Partial<Entry>> = (source) => {
  const numbers = list(whole)(source)
  const [begin, end] = numbers
  return begin === undefined || end === undefined || numbers.length > 2 ? reject('two numbers', `${numbers.length}`)
    : begin > end ? reject('a begin that is not after the end', `[${begin}, ${end}]`)
    : { begin, end }
}

const fields: ReadonlyMap<string, Parser<Partial<Entry>>> = new Map([
  ['dtype', dtype],
  ['shape', sizes],
  ['data_offsets', offsets],
])
const fieldNames = [...fields.keys()].join(', ')

/** The number of bytes of a tensor, NaN where it is not below 2⁵³. */
const byteCount = (type: DType, shape: Shape): number =>
  shape.reduce((n, size) => (Number.isSafeInteger(n * size) ? n * size : NaN), bytesOf[type])

const entry: Parser<Entry> = (source) => {
  const found = object((name) => fields.get(name) ?? reject(fieldNames, quoted(name)))(source)
  if (found.size < fields.size) return reject(fieldNames, `only ${[...found.keys()].join(', ') || 'an empty object'}`)
  const all = Object.assign({}, ...found.values()) as Entry
  const [needed, given] = [byteCount(all.dtype, all.shape), all.end - all.begin]
  const type = `${formatNames[all.dtype]} ${shortened(`[${all.shape.join(', ')}]`)}`
  return needed === given ? all : reject(`${Number.isNaN(needed) ? 'less than 2⁵³' : needed} bytes for ${type}`, String(given))
}

const metadata: Parser<ReadonlyMap<string, string>> = object(() => string)

/** What a header's text says, or what is wrong with it and where. */
export const parseHeader = (text: string): E.Either<Problem, Header> => pipe(
  parse(object((name): Parser<Entry | ReadonlyMap<string, string>> => (name === metadataName ? metadata : entry)), text),
  E.bimap(
    ({ path: [name, ...inner], expected, received }) => ({
      place: name === undefined ? 'the header' : [name === metadataName ? name : quoted(name), ...inner.map((text) => shortened(text))].join('.'),
      expected,
      received,
    }),
    // The name has told which parser made a member.
    (members) => ({
      entries: new Map([...members].filter(([name]) => name !== metadataName)) as ReadonlyMap<string, Entry>,
      metadata: (members.get(metadataName) ?? new Map()) as ReadonlyMap<string, string>,
    }),
  ),
)
