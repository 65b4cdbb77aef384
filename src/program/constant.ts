/** Given elements in a program, as JSON has them: the bytes as text. */
import { check, isRecord, type Kind } from '../shape/options.js'
import { fromBase64, toBase64 } from './base64.js'
import { allocate, bytesOf, view, type Elements } from './elements.js'
import type { Of, Primitive, TensorType } from './primitive.js'
import { count } from './program.js'

const known = new WeakMap<object, Elements>()

/** The primitive that gives these elements, which are all of their type. */
export const constantPrimitive = (type: TensorType, elements: Elements): Of<'constant'> => {
  // Kernels read memory as WebAssembly has it, little-endian: so are the machines that this runs on.
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength)
  const made: Of<'constant'> = { kind: 'constant', type, elements: toBase64(bytes) }
  known.set(made, elements)
  return made
}

/** The elements of a constant. They are everyone's: read them, don't write them. */
export const valuesOf = (constant: Of<'constant'>): Elements => {
  const before = known.get(constant)
  if (before !== undefined) return before
  const { dtype } = constant.type
  const { buffer, length } = fromBase64(constant.elements)
  const made = view(dtype, buffer, 0, length / bytesOf[dtype])
  known.set(constant, made)
  return made
}

const isSize = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 0
const aType: Kind = {
  expected: 'a shape and a dtype',
  holds: (x: unknown) => isRecord(x) && Array.isArray(x['shape']) && x['shape'].every(isSize)
    && typeof x['dtype'] === 'string' && Object.hasOwn(bytesOf, x['dtype']),
}
const elementsFor = ({ shape, dtype }: TensorType): Kind => ({
  expected: `the ${count(shape)} elements of a tensor of ${dtype}`,
  holds: (x: unknown) => ArrayBuffer.isView(x) && x.constructor === allocate(dtype, 0).constructor
    && (x as Elements).length === count(shape),
})

/**
 * The primitive that gives these elements. It holds their bytes, little-endian, as text in base64.
 *
 * @example
 * constantOf({ shape: [2], dtype: 'f32' }, Float32Array.of(1, -0)).elements // 'AACAPwAAAIA='
 */
export const constantOf = (type: TensorType, elements: Elements): Extract<Primitive, { readonly kind: 'constant' }> => {
  check('constantOf', { type }, { type: aType })
  check('constantOf', { elements }, { elements: elementsFor(type) })
  return constantPrimitive(type, elements)
}
