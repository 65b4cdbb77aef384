/** Tensors and texts to the bytes of a safetensors file: the same bytes for the same values, in whatever order they come. */
import { bytesOf } from '../program/elements.js'
import { count } from '../program/program.js'
import { littleEndianPieces } from '../receipt/bytes.js'
import { byCodeUnits, byName, isWellFormed } from '../receipt/leaves.js'
import { fail } from '../shape/error.js'
import { check } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { toUtf8 } from '../shape/utf8.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import { aSafetensors, formatNames, longestHeader, metadataName, prefix, type Safetensors } from './safetensors.js'

type Named<A> = readonly [name: string, value: A]

const width = ({ dtype }: { readonly dtype: DType }): number => bytesOf[dtype]

/** Wide elements first, so that each tensor begins at a multiple of its elements' size; then by name. */
const order = ([a, x]: Named<AnyTensor>, [b, y]: Named<AnyTensor>): number => width(y) - width(x) || byCodeUnits(a, b)

/** What types cannot promise at run time: anything but a text would be a file that nobody reads. */
const checked = (argument: string, text: unknown): string =>
  typeof text === 'string' && isWellFormed(text) ? text
  : fail('checkpoint.encode', { argument, expected: 'text without lone surrogates', received: text })

/** `"name":value`. Written by hand, since an object would put names like `0` first. */
const member = (name: string, value: unknown): string => `${JSON.stringify(checked('a name', name))}:${JSON.stringify(value)}`

/** The header behind its length, with blanks at its end so that the elements begin at a multiple of 8. */
const headerOf = (tensors: readonly Named<AnyTensor>[], metadata: readonly Named<string>[]): Uint8Array => {
  let end = 0
  const entries = tensors.map(([name, tensor]) => {
    const { dtype, shape }: { readonly dtype: DType; readonly shape: Shape } = tensor
    if (name === metadataName) {
      fail('checkpoint.encode', { argument: 'a name', expected: `not ${metadataName}, which the format keeps`, received: name })
    }
    const begin = end
    end += count(shape) * bytesOf[dtype]
    return member(name, { dtype: formatNames[dtype], shape, data_offsets: [begin, end] })
  })
  const texts = metadata.map(([name, text]) => member(name, checked(`metadata ${name}`, text)))
  const members = texts.length === 0 ? entries : [`"${metadataName}":{${texts.join(',')}}`, ...entries]
  const header = toUtf8(`{${members.join(',')}}`)
  const length = Math.ceil(header.length / 8) * 8
  if (length > longestHeader)
    fail('checkpoint.encode', { argument: 'the header', expected: `at most ${longestHeader} bytes`, received: length })
  const padded = new Uint8Array(prefix + length).fill(0x20)
  new DataView(padded.buffer).setBigUint64(0, BigInt(length), true)
  padded.set(header, prefix)
  return padded
}

/** The bytes of a file piece by piece, of which few are ever copies. The header is made at once, and what is wrong thrown. */
export const pieces = ({ tensors, metadata }: Safetensors): Iterable<Uint8Array> => {
  const sorted = [...tensors].toSorted(order)
  const header = headerOf(sorted, [...metadata].toSorted(byName))
  return {
    *[Symbol.iterator]() {
      yield header
      for (const [, tensor] of sorted) yield* littleEndianPieces(elements(tensor))
    },
  }
}

/**
 * The bytes of a safetensors file. Every NaN becomes the same one. A tensor called `__metadata__`, a name or text with
 * a lone surrogate or a header of more than 100 MB is an error.
 *
 * @example
 * encode({ tensors: new Map([['bias', t.zeros([10])]]), metadata: new Map([['made by', 'me']]) }).length // 144
 */
export const encode = (contents: Safetensors): Uint8Array => {
  check('checkpoint.encode', { contents }, { contents: aSafetensors })
  const parts = [...pieces(contents)]
  const file = new Uint8Array(parts.reduce((n, { length }) => n + length, 0))
  parts.reduce((at, part) => (file.set(part, at), at + part.length), 0)
  return file
}
