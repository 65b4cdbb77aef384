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

const hasNaN = (elements: Elements): boolean => {
  // A loop, since `some` takes several times as long.
  for (let i = 0; i < elements.length; i++) if (elements[i] !== elements[i]) return true
  return false
}

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
  return hasNaN(elements) ? canonical(copied(), elements) : machineIsLittle ? own : copied()
}

/** The elements of a whole number of them in bytes, copied. */
export const fromLittleEndian = (dtype: DType, bytes: Uint8Array): Elements => {
  const width = bytesOf[dtype]
  // A slice of few elements lies in the engine's own heap: a buffer for each takes several times as long.
  if (machineIsLittle && bytes.byteOffset % width === 0)
    return view(dtype, bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / width).slice()
  const copy = machineIsLittle ? new Uint8Array(bytes) : turned(bytes, width)
  return view(dtype, copy.buffer, 0, bytes.length / width)
}
