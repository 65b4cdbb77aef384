/** Tensors from plain data and back: unknown in, tensors out, and what is wrong with what is none. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { codecOf, refused } from '../io/codec.js'
import { printType } from '../program/infer.js'
import type { TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import { valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import { isDtype, isShape } from './argument.js'
import { encoded, tensorBehind, type EncodedTensor } from './encoded.js'
import { elementsLike, plain, type PlainTensor } from './plain.js'
import { concrete, elements, isTensor, type AnyTensor } from './tensor.js'

/** What came where a tensor should be, in a few words. */
export const received = (u: unknown): string =>
  isRecord(u) && typeof u['dtype'] === 'string' && Array.isArray(u['shape'])
    ? `${u['dtype']}[${u['shape'].join(', ')}]` : valueText(u)

/** A tensor of this type from its elements. */
const made = (type: TensorType, values: unknown, u: unknown, context: t.Context): t.Validation<AnyTensor> => {
  const found = elementsLike(type.dtype, values)
  if (found === undefined) return refused(u, context, `elements of ${type.dtype} expected`)
  const n = count(type.shape)
  return found.length === n ? E.right(concrete(type, found))
    : refused(u, context, `${n} elements expected, received ${found.length}`)
}

/** A tensor of exactly this type, from a tensor or its plain data. */
export const tensorLike = (model: AnyTensor): t.Type<AnyTensor, EncodedTensor, unknown> => {
  const fits = ({ shape, dtype }: Readonly<Record<'shape' | 'dtype', unknown>>): boolean =>
    dtype === model.dtype && Array.isArray(shape) && shape.length === model.shape.length
    && shape.every((n, i) => n === model.shape[i])
  const name = printType(model)
  return codecOf(
    name,
    (u): u is AnyTensor => isTensor(u) && fits(u),
    (u, context) => {
      const { shape, dtype }: { readonly shape?: unknown; readonly dtype?: unknown } = isRecord(u) ? u : {}
      if (!fits({ shape, dtype })) return refused(u, context, `${name} expected, received ${received(u)}`)
      const tensor = isTensor(u) ? u : tensorBehind(u)
      // The elements of plain data are only asked for where nobody can tell which tensor they are.
      return tensor !== undefined && fits(tensor) ? E.right(tensor) : made(model, isRecord(u) ? u['elements'] : undefined, u, context)
    },
    encoded,
  )
}

const fields = ['shape', 'dtype', 'elements']

/**
 * The codec of tensors: `codec.encode` gives what JSON can say, which `JSON.stringify` of a tensor is too, and `codec.decode`
 * takes it back, to the bit. NaN, Infinity, -Infinity and -0 go by their names, as JSON has no numbers for them.
 *
 * @example
 * codec.encode(of([3], [1, NaN, -0])) // { shape: [3], dtype: 'f32', elements: [1, 'NaN', '-0'] }
 * codec.decode(JSON.parse(JSON.stringify(of([2, 1], [1, 2])))) // Right: [[1], [2]]
 * codec.decode({ shape: [2], dtype: 'f32', elements: [1, null] }) // Left
 */
export const codec: t.Type<AnyTensor, PlainTensor, unknown> = /* @__PURE__ */ codecOf(
  'a tensor',
  isTensor,
  (u, context) => {
    if (isTensor(u)) return E.right(u)
    const { shape, dtype, elements: values }: Readonly<Record<string, unknown>> = isRecord(u) ? u : {}
    const isType = isShape(shape) && isDtype(dtype)
    if (!isType || Object.keys(u as object).length > fields.length)
      return refused(u, context, `a record of ${fields.join(', ')} expected, received ${received(u)}`)
    return made({ shape, dtype }, values, u, context)
  },
  (tensor) => plain(tensor, () => elements(tensor)),
)
