/** Constants: the bytes of their elements, so that NaN and -0 stay what they are. */
import { elementsOf, type Elements } from '../program/elements.js'
import type { TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import type { DType, Shape } from '../shape/shape.js'
import { typeText, type Value } from './value.js'
import type { Writer } from './writer.js'

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase()

const bytesOf = ({ buffer, byteOffset, byteLength }: Elements): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

/** One element: a number, or of a float the number that its bits are. */
const elementOf = (elements: Elements, dtype: DType): string =>
  dtype === 'bool' ? String(elements[0] !== 0)
  : dtype === 'f32' || dtype === 'f64' ? `0x${hexOf(bytesOf(elements.slice(0, 1)).reverse())}`
  : String(elements[0])

/** Truth values in lists of lists: how MLIR packs their bytes depends on its version. */
const nested = (elements: Elements, [size, ...rest]: Shape): string => {
  if (size === undefined) return String(elements[0] !== 0)
  const length = count(rest)
  return `[${Array.from({ length: size }, (_, i) => nested(elements.subarray(i * length, (i + 1) * length), rest)).join(', ')}]`
}

/** Whether all elements have the same bits. */
const isSplat = (elements: Elements): boolean => {
  const bytes = bytesOf(elements)
  const width = elements.BYTES_PER_ELEMENT
  for (let i = width; i < bytes.length; i++) if (bytes[i] !== bytes[i - width]) return false
  return true
}

/** The attribute of these elements: `dense<1> : tensor<2xi32>`. */
const dense = (elements: Elements, type: TensorType): string => {
  const said = elements.length === 0 ? ''
    : isSplat(elements) ? elementOf(elements, type.dtype)
    : type.dtype === 'bool' ? nested(elements, type.shape)
    : `"0x${hexOf(bytesOf(elements))}"`
  return `dense<${said}> : ${typeText(type)}`
}

/** A tensor of these elements. */
export const tensor = (elements: Elements, type: TensorType, to: Writer): Value =>
  to.operation('stablehlo.constant', [], type, { attributes: { value: dense(elements, type) } })

/** A tensor whose elements are all this number. */
export const splat = (value: number, type: TensorType, to: Writer): Value =>
  tensor(elementsOf(type.dtype, count(type.shape) === 0 ? [] : [value]), type, to)
