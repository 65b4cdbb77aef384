/**
 * The bytes of a safetensors file to tensors and texts. Bytes come from outside, so every way in which they can be wrong
 * is a `Left` that names the file and the place; nothing is allocated on a header's word alone.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { expectBytes } from '../dataset/bytes.js'
import { fromLittleEndian } from '../receipt/bytes.js'
import type { TenfoldError } from '../shape/error.js'
import { fromUtf8 } from '../shape/utf8.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import { parseHeader, quoted, type Entry } from './header.js'
import { longestHeader, prefix, wrong, type Problem, type Safetensors } from './safetensors.js'

type Checked<A> = E.Either<Problem, A>

const problem = (place: string, expected: string, received: string): Checked<never> =>
  E.left({ place, expected, received })

const headerLength = (bytes: Uint8Array): Checked<number> => {
  if (bytes.length < prefix) return problem('', `at least ${prefix} bytes`, String(bytes.length))
  const length = new DataView(bytes.buffer, bytes.byteOffset, prefix).getBigUint64(0, true)
  return length > longestHeader ? problem('the header', `at most ${longestHeader} bytes`, String(length))
    : length > bytes.length - prefix
      ? problem('the header', `at most the ${bytes.length - prefix} bytes that follow`, String(length))
    : E.right(Number(length))
}

const headerText = (bytes: Uint8Array): Checked<string> =>
  bytes[0] !== 0x7b ? problem('the header', '{ first', bytes.length === 0 ? 'nothing' : `byte ${bytes[0]}`)
  : E.tryCatch(
    () => fromUtf8(bytes, { fatal: true }),
    () => ({ place: 'the header', expected: 'UTF-8', received: 'bytes that are none' }),
  )

/** Tensors lie one after another, from the first byte of the data to its last. */
const checkLayout = (entries: ReadonlyMap<string, Entry>, length: number): Checked<void> => {
  let covered = 0
  for (const [name, { begin, end }] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) return problem(quoted(name), `a begin at ${covered}, where the tensor before it ends`, String(begin))
    covered = end
  }
  const received = covered > length ? `${length}: the file is cut off` : String(length)
  return covered === length ? E.right(undefined) : problem('the data', `${covered} bytes, as the header says`, received)
}

const tensorsOf = (entries: ReadonlyMap<string, Entry>, data: Uint8Array): Checked<ReadonlyMap<string, AnyTensor>> => {
  const tensors = new Map<string, AnyTensor>()
  for (const [name, { dtype, shape, begin, end }] of entries) {
    const bytes = data.subarray(begin, end)
    const odd = dtype === 'bool' ? bytes.find((byte) => byte > 1) : undefined
    if (odd !== undefined) return problem(quoted(name), 'bytes 0 and 1 for BOOL', String(odd))
    tensors.set(name, concrete({ dtype, shape }, fromLittleEndian(dtype, bytes)))
  }
  return E.right(tensors)
}

/** The tensors and texts of a file's bytes, or what is wrong with them. */
export const contents = (bytes: Uint8Array): Checked<Safetensors> => pipe(
  E.Do,
  E.bind('length', () => headerLength(bytes)),
  E.let('data', ({ length }) => bytes.subarray(prefix + length)),
  E.bind('text', ({ length }) => headerText(bytes.subarray(prefix, prefix + length))),
  E.bind('header', ({ text }) => parseHeader(text)),
  E.chainFirst(({ header, data }) => checkLayout(header.entries, data.length)),
  E.bind('tensors', ({ header, data }) => tensorsOf(header.entries, data)),
  E.map(({ tensors, header: { metadata } }) => ({ tensors, metadata })),
)

/**
 * The tensors and texts of a safetensors file, copied out of its bytes. F32, F64, I32, U32 and BOOL are read; anything
 * that the format does not allow is a `Left` that names `file`.
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
