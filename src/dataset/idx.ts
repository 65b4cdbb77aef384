/**
 * IDX, the format of MNIST: two zero bytes, the element type, the number of axes, their sizes, then the elements, all
 * big-endian. Bytes come from outside, so every way in which they can be wrong is a `Left` that names the file.
 *
 * @example
 * pipe(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]), parseIdx('labels'))
 * // Right: { file: 'labels', type: 'u8', shape: [2], values: [7, 9] }
 * pipe(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7]), parseIdx('labels'))
 * // Left: dataset.idx: labels: expected 10 bytes for u8 [2], received 9: the file is cut off
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { TenfoldError } from '../shape/error.js'
import { aNumberList, check, integers, isRecord, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import { elementsOf } from '../program/elements.js'
import { count } from '../program/program.js'
import { expectBytes, hex } from './bytes.js'
import { boundOf, limited, tooLarge, type Limits } from './limit.js'

/** The six element types of the format: how many bytes one takes, how it is read, and the dtype that holds its values. */
interface ElementType {
  readonly code: number
  readonly bytes: number
  readonly dtype: DType
  readonly read: (view: DataView, at: number) => number
}
const elementTypes = {
  u8: { code: 0x08, bytes: 1, dtype: 'i32', read: (v: DataView, at: number) => v.getUint8(at) },
  i8: { code: 0x09, bytes: 1, dtype: 'i32', read: (v: DataView, at: number) => v.getInt8(at) },
  i16: { code: 0x0b, bytes: 2, dtype: 'i32', read: (v: DataView, at: number) => v.getInt16(at) },
  i32: { code: 0x0c, bytes: 4, dtype: 'i32', read: (v: DataView, at: number) => v.getInt32(at) },
  f32: { code: 0x0d, bytes: 4, dtype: 'f32', read: (v: DataView, at: number) => v.getFloat32(at) },
  f64: { code: 0x0e, bytes: 8, dtype: 'f64', read: (v: DataView, at: number) => v.getFloat64(at) },
} as const satisfies Readonly<Record<string, ElementType>>

/** The element types of the format. */
export type IdxType = keyof typeof elementTypes

/** A parsed file: the elements in the engine's byte order, row-major. */
export interface Idx {
  readonly file: string
  readonly type: IdxType
  readonly shape: Shape
  readonly values: ArrayLike<number>
}

/** What the first bytes promise. */
export interface IdxHeader {
  readonly type: IdxType
  readonly shape: Shape
  /** Where the elements begin, and how long the file has to be. */
  readonly start: number
  readonly end: number
}

/** What is wrong with a file. */
export const wrong = (file: string, expected: string, received: unknown): TenfoldError =>
  new TenfoldError('dataset.idx', {
    argument: file, expected, received, message: `${file}: expected ${expected}, received ${String(received)}`,
  })

const bytesText = (n: number): string => `${n} byte${n === 1 ? '' : 's'}`

const mostElements = 2147483647

const codes = Object.values(elementTypes).map(({ code }) => `0x${hex([code])}`).join(', ')

/** The header; `undefined` while there are too few bytes to tell. */
export const idxHeader = (file: string, bytes: Uint8Array, maxBytes: number): E.Either<TenfoldError, IdxHeader | undefined> => {
  if (bytes.length < 4) return E.right(undefined)
  const left = (expected: string, received: string): E.Either<TenfoldError, never> => E.left(wrong(file, expected, received))
  const [zero, nought, code, axes] = bytes as Uint8Array & readonly [number, number, number, number]
  if (zero !== 0 || nought !== 0) return left('an IDX file, which begins with two zero bytes', `0x${hex(bytes.subarray(0, 4))}`)
  const type = (Object.keys(elementTypes) as readonly IdxType[]).find((name) => elementTypes[name].code === code)
  if (type === undefined) return left(`an element type of IDX (${codes})`, `0x${hex(bytes.subarray(2, 3))}`)
  const start = 4 + 4 * axes
  if (bytes.length < start) return E.right(undefined)
  const view = new DataView(bytes.buffer, bytes.byteOffset, start)
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i))
  const elements = shape.reduce((n, size) => n * size, 1)
  if (elements > mostElements) return left(`at most ${mostElements} elements`, `a header that promises [${shape.join(', ')}]`)
  const end = start + elements * elementTypes[type].bytes
  // Bytes stay where they are; other elements become doubles.
  const needed = end + (type === 'u8' ? 0 : 8 * elements)
  return needed > maxBytes ? E.left(tooLarge('dataset.idx', file, {}, maxBytes, `${needed} for ${type} [${shape.join(', ')}]`))
    : E.right({ type, shape, start, end })
}

const valuesOf = (bytes: Uint8Array, { type, start, end }: IdxHeader): ArrayLike<number> => {
  const { bytes: width, read } = elementTypes[type]
  if (type === 'u8') return bytes.subarray(start, end)
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start)
  const values = new Float64Array((end - start) / width)
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width)
  return values
}

/** How long a file has to be, and why. */
export const promised = ({ type, shape, end }: IdxHeader): string => `${bytesText(end)} for ${type} [${shape.join(', ')}]`

const parsed = (file: string, bytes: Uint8Array, header: IdxHeader | undefined): E.Either<TenfoldError, Idx> => {
  if (header === undefined) return E.left(wrong(file, 'the header of an IDX file', bytesText(bytes.length)))
  const { type, shape, end } = header
  if (bytes.length < end) return E.left(wrong(file, promised(header), `${bytes.length}: the file is cut off`))
  if (bytes.length > end) return E.left(wrong(file, promised(header), `${bytesText(bytes.length - end)} more`))
  return E.right({ file, type, shape, values: valuesOf(bytes, header) })
}

/** The elements of an IDX file (not compressed). A wrong magic number or type, too few or too many bytes is a `Left`. */
export const parseIdx = (file: string, limits: Limits = {}) => {
  const maxBytes = boundOf('dataset.idx', limits, limited)
  return (given: Uint8Array): E.Either<TenfoldError, Idx> => pipe(
    expectBytes('dataset.idx', file, given),
    E.chainW((bytes) => pipe(idxHeader(file, bytes, maxBytes), E.chain((header) => parsed(file, bytes, header)))),
  )
}

/** What `parseIdx` gives. */
export const anIdx: Kind = {
  expected: 'the contents of an IDX file, as parseIdx gives them',
  holds: (x: unknown) => isRecord(x) && Object.hasOwn(elementTypes, String(x['type'])) && integers.holds(x['shape'])
    && aNumberList.holds(x['values']),
}

/**
 * The elements as a tensor: bytes and integers as i32, floats as themselves.
 *
 * @example
 * idxTensor({ file: 'labels', type: 'u8', shape: [2], values: [7, 9] }) // [7, 9]
 */
export const idxTensor = (idx: Idx): AnyTensor => {
  check('dataset.idxTensor', { idx }, { idx: anIdx })
  const { type, shape, values } = idx
  const { dtype } = elementTypes[type]
  const n = count(shape)
  check('dataset.idxTensor', { values }, { values: { expected: `${n} numbers`, holds: (x) => x.length === n } })
  return concrete({ shape, dtype }, elementsOf(dtype, values))
}
