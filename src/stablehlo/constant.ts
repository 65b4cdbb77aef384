/** Constants, written by the bits of their elements: these keep NaN and -0. */
import type { Elements } from '../program/elements.js'
import { lettersOf } from '../program/letters.js'
import type { TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import type { Shape } from '../shape/shape.js'
import { filled } from './attribute.js'
import { withNumber } from './uniform.js'
import { typeText, type Value } from './value.js'
import type { Writer } from './writer.js'

const bytesOf = ({ buffer, byteOffset, byteLength }: Elements): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

const digits = '0123456789ABCDEF'

const hexOf = (bytes: Uint8Array): string => {
  const codes = new Uint8Array(2 * bytes.length)
  bytes.forEach((byte, i) => {
    codes[2 * i] = digits.charCodeAt(byte >> 4)
    codes[2 * i + 1] = digits.charCodeAt(byte & 15)
  })
  return lettersOf(codes)
}

/** Booleans as nested lists: how MLIR packs their bytes depends on its version. */
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

/** The attribute of these elements: `dense<"0x0000803F00000040"> : tensor<2xf32>`. */
const dense = (elements: Elements, type: TensorType): string => {
  const [first] = elements
  if (first !== undefined && isSplat(elements)) return filled(first, type)
  const said = first === undefined ? '' : type.dtype === 'bool' ? nested(elements, type.shape) : `"0x${hexOf(bytesOf(elements))}"`
  return `dense<${said}> : ${typeText(type)}`
}

const constant = (value: string, type: TensorType, to: Writer): Value =>
  to.operation('stablehlo.constant', [], type, { attributes: { value } })

/** A tensor of these elements. */
export const tensor = (elements: Elements, type: TensorType, to: Writer): Value =>
  withNumber(constant(dense(elements, type), type, to), elements.length > 0 && isSplat(elements) ? elements[0] : undefined)

/** A tensor whose elements are all this number. */
export const splat = (value: number, type: TensorType, to: Writer): Value =>
  withNumber(constant(count(type.shape) === 0 ? `dense<> : ${typeText(type)}` : filled(value, type), type, to), value)
