/**
 * The bytes of a safetensors file to tensors and texts. Bytes come from outside, so every way in which they can be wrong
 * is a `Left` that names the file and the place; nothing is allocated on a header's word alone.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { expectBytes } from '../dataset/bytes.js'
import { elementsIn, fromLittleEndian } from '../receipt/bytes.js'
import { valueText, type TenfoldError } from '../shape/error.js'
import { fromUtf8 } from '../shape/utf8.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import { parseHeader, type Entry, type Header } from './header.js'
import { longestHeader, prefix, wrong, type Problem, type Safetensors } from './safetensors.js'
import { unsealed } from './seal.js'

/** A part of a file, or what is wrong with it. */
export type Checked<A> = E.Either<Problem, A>

/** A tensor's name, and where it lies. */
export type Placed = readonly [name: string, entry: Entry]

const problem = (place: string, expected: string, received: string): Checked<never> =>
  E.left({ place, expected, received })

/** How long the header is, by the first bytes of a file of so many. */
export const headerLength = (bytes: Uint8Array, size: number): Checked<number> => {
  if (bytes.length < prefix) return problem('', `at least ${prefix} bytes`, String(bytes.length))
  const length = new DataView(bytes.buffer, bytes.byteOffset, prefix).getBigUint64(0, true)
  return length > longestHeader ? problem('the header', `at most ${longestHeader} bytes`, String(length))
    : length > size - prefix ? problem('the header', `at most the ${size - prefix} bytes that follow`, String(length))
    : E.right(Number(length))
}

const headerText = (bytes: Uint8Array): Checked<string> =>
  bytes[0] !== 0x7b ? problem('the header', '{ first', bytes.length === 0 ? 'nothing' : `byte ${bytes[0]}`)
  : E.tryCatch(
    () => fromUtf8(bytes, { fatal: true }),
    () => ({ place: 'the header', expected: 'UTF-8', received: 'bytes that are none' }),
  )

/** What the bytes of a header say. */
export const headerOf = (bytes: Uint8Array): Checked<Header> => pipe(headerText(bytes), E.chain(parseHeader))

/** The tensors in the order in which they lie: one after another, from the first byte of the data to its last. */
export const layoutOf = ({ entries }: Header, length: number): Checked<readonly Placed[]> => {
  let covered = 0
  const placed = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)
  for (const [name, { begin, end }] of placed) {
    if (begin !== covered) return problem(valueText(name), `a begin at ${covered}, where the tensor before it ends`, String(begin))
    covered = end
  }
  const received = covered > length ? `${length}: the file is cut off` : String(length)
  return covered === length ? E.right(placed) : problem('the data', `${covered} bytes, as the header says`, received)
}

/** A tensor of its bytes: their memory becomes its own, or `copied` is. */
export const tensorOf = (
  [name, { dtype, shape }]: Placed, bytes: Uint8Array<ArrayBuffer>, copied: typeof elementsIn = elementsIn,
): Checked<AnyTensor> => {
  const odd = dtype === 'bool' ? bytes.find((byte) => byte > 1) : undefined
  return odd === undefined
    ? E.right(concrete({ dtype, shape }, copied(dtype, bytes)))
    : problem(valueText(name), 'bytes 0 and 1 for BOOL', String(odd))
}

const tensorsOf = (layout: readonly Placed[], data: Uint8Array<ArrayBuffer>): Checked<ReadonlyMap<string, AnyTensor>> => {
  const tensors = new Map<string, AnyTensor>()
  for (const placed of layout) {
    const [name, { begin, end }] = placed
    const tensor = tensorOf(placed, data.subarray(begin, end), fromLittleEndian)
    if (E.isLeft(tensor)) return tensor
    tensors.set(name, tensor.right)
  }
  return E.right(tensors)
}

/** The tensors and texts of a file's bytes, or what is wrong with them. */
const contents = (bytes: Uint8Array<ArrayBuffer>): Checked<Safetensors> => pipe(
  E.Do,
  E.bind('length', () => headerLength(bytes, bytes.length)),
  E.let('data', ({ length }) => bytes.subarray(prefix + length)),
  E.bind('header', ({ length }) => headerOf(bytes.subarray(prefix, prefix + length))),
  E.bind('layout', ({ header, data }) => layoutOf(header, data.length)),
  E.bind('tensors', ({ layout, data }) => tensorsOf(layout, data)),
  E.chain(({ tensors, header: { metadata } }) => unsealed({ tensors, metadata })),
)

/**
 * The tensors and texts of a safetensors file, copied out of its bytes. F32, F64, I32, U32 and BOOL are read; anything
 * that the format does not allow is a `Left` that names `file`, and so is a checkpoint whose seal does not fit.
 *
 * @example
 * pipe(encode({ tensors: new Map([['bias', t.of([2], [1, 2])]]), metadata: new Map() }), decode)
 * // Right: { tensors: { bias: [1, 2] }, metadata: {} }
 * decode(new Uint8Array(3)) // Left: checkpoint.decode: the file: expected at least 8 bytes, received 3
 */
export const decode = (given: Uint8Array, file = 'the file'): E.Either<TenfoldError, Safetensors> => pipe(
  expectBytes('checkpoint.decode', file, given),
  E.chainW((bytes) => pipe(contents(bytes), E.mapLeft((problem) => wrong('checkpoint.decode', file, problem)))),
)
