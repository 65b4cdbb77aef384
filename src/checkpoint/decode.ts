/**
 * The bytes of a safetensors file to tensors and texts. Bytes come from outside, so every way in which they can be wrong
 * is a `Left` that names the file and the place; nothing is allocated on a header's word alone.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bytesOf } from '../program/elements.js'
import { fromLittleEndian } from '../receipt/bytes.js'
import { isWellFormed } from '../receipt/leaves.js'
import type { TenfoldError } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import { parseJson, type Json } from './json.js'
import { formatNames, longestHeader, metadataName, prefix, wrong, type Safetensors } from './safetensors.js'

/** What is wrong with a file, before it has its name. */
export interface Problem {
  readonly place: string
  readonly expected: string
  readonly received: string
}
type Checked<A> = E.Either<Problem, A>

/** One tensor as the header has it. */
interface Entry {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

const problem = (place: string, expected: string, received: string): Checked<never> => E.left({ place, expected, received })
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
const printed = (json: Json | undefined): string =>
  typeof json === 'string' ? JSON.stringify(shortened(json)) : json instanceof Map ? 'an object' : Array.isArray(json) ? shortened(`[${json.slice(0, 40).map(printed).join(', ')}]`) : json === undefined ? 'nothing' : String(json)
const quoted = (name: string): string => printed(name)

/** Sizes and offsets are written as whole numbers; anything else is none. */
const wholeNumber = (literal: string): number => (/^[0-9]+$/.test(literal) ? Number(literal) : NaN)
const areWhole = (json: Json | undefined): json is readonly number[] => Array.isArray(json) && json.every((n) => Number.isSafeInteger(n))

const utf8 = (bytes: Uint8Array): E.Either<unknown, string> => E.tryCatch(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), (error) => error)

/** The header's length. Its upper half matters only when it is not zero, which is too long. */
const headerLength = (bytes: Uint8Array): Checked<number> => {
  if (bytes.length < prefix) return problem('', `at least ${prefix} bytes`, String(bytes.length))
  const view = new DataView(bytes.buffer, bytes.byteOffset, prefix)
  const length = view.getUint32(0, true) + 0x100000000 * view.getUint32(4, true)
  return length > longestHeader ? problem('the header', `at most ${longestHeader} bytes`, String(length))
    : length > bytes.length - prefix ? problem('the header', `at most the ${bytes.length - prefix} bytes that follow`, String(length))
    : E.right(length)
}

/** The text up to its last character that is not a blank. */
const withoutBlanks = (text: string): string => {
  let end = text.length
  while (text[end - 1] === ' ') end--
  return text.slice(0, end)
}

const headerOf = (bytes: Uint8Array): Checked<ReadonlyMap<string, Json>> => pipe(
  bytes[0] === 0x7b ? utf8(bytes) : E.left(undefined),
  E.fold(
    () => problem('the header', 'UTF-8 that begins with {', 'other bytes'),
    (text) => {
      const json = withoutBlanks(text)
      return json.endsWith('}') ? E.mapLeft((received: string): Problem => ({ place: 'the header', expected: 'JSON', received }))(parseJson(json, wholeNumber))
        : problem('the header', '} and blanks at its end', printed(json.slice(-1)))
    },
  ),
  // What begins with { and is JSON is an object.
  E.map((json) => json as ReadonlyMap<string, Json>),
)

const metadataOf = (json: Json | undefined): Checked<ReadonlyMap<string, string>> => {
  if (json === undefined) return E.right(new Map())
  if (!(json instanceof Map)) return problem(metadataName, 'an object of strings', printed(json))
  for (const [name, text] of json as ReadonlyMap<string, Json>) {
    if (typeof text !== 'string') return problem(`${metadataName}.${shortened(name)}`, 'a string', printed(text))
    if (!isWellFormed(name) || !isWellFormed(text)) return problem(`${metadataName}.${shortened(name)}`, 'text without lone surrogates', printed(text))
  }
  return E.right(json as ReadonlyMap<string, string>)
}

const dtypeNamed = (json: Json | undefined): DType | undefined =>
  (Object.keys(formatNames) as readonly DType[]).find((dtype) => formatNames[dtype] === json)

const entryOf = ([name, json]: readonly [string, Json]): Checked<Entry> => {
  const place = quoted(name)
  if (!isWellFormed(name)) return problem(place, 'a name without lone surrogates', place)
  if (!(json instanceof Map)) return problem(place, 'an object of dtype, shape and data_offsets', printed(json))
  const fields: ReadonlyMap<string, Json> = json
  const [shape, offsets] = [fields.get('shape'), fields.get('data_offsets')]
  const dtype = dtypeNamed(fields.get('dtype'))
  const other = [...fields.keys()].find((field) => !['dtype', 'shape', 'data_offsets'].includes(field))
  if (other !== undefined) return problem(place, 'only dtype, shape and data_offsets', quoted(other))
  if (dtype === undefined) return problem(`${place}.dtype`, Object.values(formatNames).join(', '), printed(fields.get('dtype')))
  if (!areWhole(shape)) return problem(`${place}.shape`, 'a list of whole sizes of at least 0', printed(shape))
  if (!areWhole(offsets) || offsets.length !== 2) return problem(`${place}.data_offsets`, 'two whole numbers of at least 0', printed(offsets))
  const [begin, end] = offsets as readonly [number, number]
  if (begin > end) return problem(`${place}.data_offsets`, 'a begin that is not after the end', printed(offsets))
  const size = shape.reduce((n, axis) => (Number.isSafeInteger(n * axis) ? n * axis : NaN), bytesOf[dtype])
  return size === end - begin ? E.right({ name, dtype, shape, begin, end })
    : problem(`${place}.data_offsets`, `${Number.isNaN(size) ? 'less than 2⁵³' : size} bytes for ${formatNames[dtype]} ${shortened(`[${shape.join(', ')}]`)}`, `${end - begin}`)
}

/** Tensors lie one after another, from the first byte of the data to its last. */
const checkLayout = (entries: readonly Entry[], length: number): Checked<void> => {
  let covered = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) return problem(`${quoted(name)}.data_offsets`, `a begin at ${covered}, where the tensor before it ends`, String(begin))
    covered = end
  }
  return covered === length ? E.right(undefined)
    : problem('the data', `${covered} bytes, as the header says`, covered > length ? `${length}: the file is cut off` : `${length}`)
}

const tensorOf = (data: Uint8Array) => ({ name, dtype, shape, begin, end }: Entry): Checked<readonly [string, AnyTensor]> => {
  const bytes = data.subarray(begin, end)
  const odd = dtype === 'bool' ? bytes.findIndex((byte) => byte > 1) : -1
  return odd < 0 ? E.right([name, concrete({ dtype, shape }, fromLittleEndian(dtype, bytes))]) : problem(quoted(name), 'bytes 0 and 1 for BOOL', String(bytes[odd]))
}

/** The tensors and texts of a file's bytes, or what is wrong with them. */
export const contents = (bytes: Uint8Array): Checked<Safetensors> => pipe(
  E.Do,
  E.bind('length', () => headerLength(bytes)),
  E.let('data', ({ length }) => bytes.subarray(prefix + length)),
  E.bind('header', ({ length }) => headerOf(bytes.subarray(prefix, prefix + length))),
  E.bind('metadata', ({ header }) => metadataOf(header.get(metadataName))),
  E.bind('entries', ({ header }) => E.traverseArray(entryOf)([...header].filter(([name]) => name !== metadataName))),
  E.chainFirst(({ entries, data }) => checkLayout(entries, data.length)),
  E.bind('tensors', ({ entries, data }) => E.traverseArray(tensorOf(data))(entries)),
  E.map(({ tensors, metadata }) => ({ tensors: new Map(tensors), metadata })),
)

/**
 * The tensors and texts of a safetensors file, copied out of its bytes. F32, F64, I32, U32 and BOOL are read; anything
 * that the format does not allow is a `Left` that names `file`.
 *
 * @example
 * pipe(encode({ tensors, metadata }), decode) // Right: { tensors, metadata }
 */
export const decode = (bytes: Uint8Array, file = 'the file'): E.Either<TenfoldError, Safetensors> =>
  pipe(contents(bytes), E.mapLeft(({ place, expected, received }) => wrong('checkpoint.load', file, place, expected, received)))
