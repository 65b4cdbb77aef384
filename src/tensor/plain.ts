/** Tensors as plain data: what JSON can say, and what becomes a tensor again. */
import { elementsOf, isElement, type Elements } from '../program/elements.js'
import type { TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'

/** The numbers that JSON does not have, by name. */
const named = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 } as const

/** A number, or the name of one that JSON does not have. */
export type PlainNumber = number | keyof typeof named

/** A tensor as plain data, its elements in row-major order. */
export interface PlainTensor {
  readonly shape: Shape
  readonly dtype: DType
  readonly elements: readonly PlainNumber[]
}

/** An engine has no longer texts. */
const most = 16_777_216

const plainNumber = (x: number): PlainNumber =>
  Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : (String(x) as keyof typeof named)

export const plain = ({ shape, dtype }: TensorType, elements: () => Elements): PlainTensor => {
  if (count(shape) > most) fail('toJSON', { argument: 'x', expected: `a tensor of at most ${most} elements`, received: shape })
  return { shape, dtype, elements: Array.from(elements(), plainNumber) }
}

const isPlainNumber = (u: unknown): u is PlainNumber =>
  typeof u === 'number' || (typeof u === 'string' && Object.hasOwn(named, u))

/** The elements that these are, numbers or the array that a tensor has them in; undefined where the dtype has no such ones. */
export const elementsLike = (dtype: DType, u: unknown): Elements | undefined => {
  const isOwn = ArrayBuffer.isView(u) && u.constructor === elementsOf(dtype, []).constructor
  if (!isOwn && !Array.isArray(u)) return undefined
  const values = u as readonly unknown[]
  if (!isFloat(dtype))
    return values.every((v) => isElement(dtype, v)) ? elementsOf(dtype, values as readonly number[]) : undefined
  if (isOwn) return elementsOf(dtype, values as readonly number[])
  return values.every(isPlainNumber) ? elementsOf(dtype, values.map((v) => (typeof v === 'string' ? named[v] : v))) : undefined
}
