/** Tensors as plain data, whose elements are copied only when somebody asks for them: states can be large. */
import type { Elements } from '../program/elements.js'
import type { DType, Shape } from '../shape/shape.js'
import { elements, type AnyTensor } from './tensor.js'

/** A tensor as plain data. */
export interface EncodedTensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly elements: Elements
}

/** The tensors of plain data whose elements nobody has yet, and so cannot have changed. */
const untouched = new WeakMap<object, AnyTensor>()

/** A tensor as plain data: the elements are the owner's, to do with as he likes. */
export const encoded = (tensor: AnyTensor): EncodedTensor => {
  const data = { dtype: tensor.dtype as DType, shape: [...tensor.shape], elements: undefined }
  const own = (value: unknown): void => {
    untouched.delete(data)
    Object.defineProperty(data, 'elements', { value, enumerable: true, configurable: true, writable: true })
  }
  const get = (): Elements => {
    const copy = elements(tensor).slice()
    own(copy)
    return copy
  }
  Object.defineProperty(data, 'elements', { get, set: own, enumerable: true, configurable: true })
  untouched.set(data, tensor)
  return data as unknown as EncodedTensor
}

/** The tensor of plain data whose elements nobody has yet; undefined for everything else. */
export const tensorBehind = (u: unknown): AnyTensor | undefined =>
  (typeof u === 'object' && u !== null ? untouched.get(u) : undefined)
