/**
 * Elements as the bytes that are hashed and saved: little-endian on every machine, and every NaN the same NaN, since
 * engines leave its bits open. `fromLittleEndian(dtype, littleEndian(e))` has the elements of `e`.
 */
import { bytesOf, view, type Elements } from '../program/elements.js'
import type { DType } from '../shape/shape.js'

const machineIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** The bytes with each element's order turned around. */
export const turned = (bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(bytes, (_, i) => bytes[i - (i % width) + width - 1 - (i % width)] as number)

/** Writes the one NaN wherever there is one: 0x7FC00000, and 0x7FF8000000000000 for f64. */
const canonical = (bytes: Uint8Array<ArrayBuffer>, elements: Elements): Uint8Array => {
  const out = new DataView(bytes.buffer)
  for (let i = 0; i < elements.length; i++) {
    if (elements[i] === elements[i]) continue
    if (elements.BYTES_PER_ELEMENT === 4) out.setUint32(4 * i, 0x7fc00000, true)
    else out.setBigUint64(8 * i, 0x7ff8000000000000n, true)
  }
  return bytes
}

/** The bytes of elements. They may be the elements' own memory: read them, don't write them. */
export const littleEndian = (elements: Elements): Uint8Array => {
  const own = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength)
  const copied = (): Uint8Array<ArrayBuffer> => (machineIsLittle ? new Uint8Array(own) : turned(own, elements.BYTES_PER_ELEMENT))
  return elements.includes(NaN) ? canonical(copied(), elements) : machineIsLittle ? own : copied()
}

/** Elements in a piece. */
const pieceLength = 524_288

/** The same in pieces, so that no more than one of them is ever a copy. */
export function* littleEndianPieces(elements: Elements): Iterable<Uint8Array> {
  for (let at = 0; at < elements.length; at += pieceLength) yield littleEndian(elements.subarray(at, at + pieceLength))
}

/** The elements of a whole number of them in bytes, whose memory becomes theirs. */
export const elementsIn = (dtype: DType, bytes: Uint8Array<ArrayBuffer>): Elements => {
  const width = bytesOf[dtype]
  const { buffer, byteOffset } = machineIsLittle ? bytes : turned(bytes, width)
  return view(dtype, buffer, byteOffset, bytes.length / width)
}

/** The elements of a whole number of them in bytes, copied. */
export const fromLittleEndian = (dtype: DType, bytes: Uint8Array): Elements => {
  const width = bytesOf[dtype]
  // A slice of few elements lies in the engine's own heap: a buffer for each takes several times as long.
  return machineIsLittle && bytes.byteOffset % width === 0
    ? view(dtype, bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / width).slice()
    : elementsIn(dtype, new Uint8Array(bytes))
}
