/** Attributes as MLIR writes them. */
import type { TensorType } from '../program/primitive.js'
import type { DType, Shape } from '../shape/shape.js'
import { typeText } from './value.js'

/** `array<i64: 1, 2>`. */
export const integers = (numbers: Shape): string => (numbers.length === 0 ? 'array<i64>' : `array<i64: ${numbers.join(', ')}>`)

/** `dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>`: pairs of integers. */
export const pairs = (numbers: readonly (readonly [number, number])[]): string =>
  `dense<[${numbers.map((pair) => `[${pair.join(', ')}]`).join(', ')}]> : tensor<${numbers.length}x2xi64>`

/** `1 : i64`. */
export const integer = (n: number): string => `${n} : i64`

/** The precision of products: that of their element type. By default some processors round the factors to fewer bits first. */
export const highest = '[#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]'

const bits = (value: number, bytes: 4 | 8): string => {
  const view = new DataView(new ArrayBuffer(bytes))
  if (bytes === 8) view.setFloat64(0, value)
  else view.setFloat32(0, value)
  return `0x${[...new Uint8Array(view.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase()}`
}

/** A number as an element of this type: floats by their bits, which keep NaN, infinities and -0. */
const elementOf = (value: number, dtype: DType): string => (dtype === 'f32' ? bits(value, 4)
  : dtype === 'f64' ? bits(value, 8)
  : dtype === 'bool' ? String(value !== 0)
  : String(value))

/** One element repeated to a shape: `dense<0> : tensor<2x3xi32>`. */
export const filled = (value: number, type: TensorType): string => `dense<${elementOf(value, type.dtype)}> : ${typeText(type)}`

/** `#stablehlo.dot<lhs_contracting_dimensions = [1], …>`: a record of axes and lists of axes. */
export const record = (name: string, fields: Readonly<Record<string, number | readonly number[]>>): string => {
  const textOf = (value: number | readonly number[]): string => (typeof value === 'number' ? String(value) : `[${value.join(', ')}]`)
  return `#stablehlo.${name}<${Object.entries(fields).map(([key, value]) => `${key} = ${textOf(value)}`).join(', ')}>`
}
