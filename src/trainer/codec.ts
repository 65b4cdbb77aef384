/** States as plain data and back: unknown in, a state whose every tensor is checked out. */
import * as t from 'io-ts'
import { elementsOf, type Elements } from '../program/elements.js'
import { printType } from '../program/infer.js'
import { count } from '../program/program.js'
import type { DType, Shape } from '../shape/shape.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import type { State } from './state.js'

/** A tensor as plain data. */
export interface EncodedTensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly elements: Elements
}

export type StateCodec<P, S> = t.Type<State<P, S>, unknown, unknown>

const isElements = (u: unknown, dtype: DType): u is ArrayLike<number> =>
  (ArrayBuffer.isView(u) && !(u instanceof DataView) && u.constructor === elementsOf(dtype, []).constructor) || (Array.isArray(u) && u.every((v) => typeof v === 'number'))

/** A tensor of exactly this type, from a tensor or its plain data. */
const tensorLike = (model: AnyTensor): t.Type<AnyTensor, EncodedTensor, unknown> => {
  const fits = ({ shape, dtype }: { readonly shape: unknown; readonly dtype: unknown }): boolean =>
    dtype === model.dtype && Array.isArray(shape) && shape.length === model.shape.length && shape.every((n, i) => n === model.shape[i])
  return new t.Type<AnyTensor, EncodedTensor, unknown>(
    printType(model),
    (u): u is AnyTensor => isTensor(u) && fits(u),
    (u, context) => {
      if (isTensor(u)) return fits(u) ? t.success(u) : t.failure(u, context, `${printType(model)} expected, received ${printType(u)}`)
      const { shape, dtype, elements: values } = (typeof u === 'object' && u !== null ? u : {}) as Partial<Record<keyof EncodedTensor, unknown>>
      if (!fits({ shape, dtype })) return t.failure(u, context, `${printType(model)} expected, received ${String(dtype)}[${Array.isArray(shape) ? shape.join(', ') : String(shape)}]`)
      if (!isElements(values, model.dtype)) return t.failure(u, context, `elements of ${model.dtype} expected`)
      if (values.length !== count(model.shape)) return t.failure(u, context, `${count(model.shape)} elements expected, received ${values.length}`)
      return t.success(concrete(model, elementsOf(model.dtype, values)))
    },
    (tensor) => ({ dtype: tensor.dtype, shape: [...tensor.shape], elements: elements(tensor).slice() }),
  )
}

/** A tree of the same form as `model`, with tensors of the same types. */
const treeLike = (model: unknown): t.Mixed => {
  if (isTensor(model)) return tensorLike(model)
  if (Array.isArray(model)) return t.readonly(t.tuple(model.map(treeLike) as [t.Mixed]))
  if (typeof model === 'object' && model !== null) return t.readonly(t.strict(Object.fromEntries(Object.entries(model).map(([key, child]) => [key, treeLike(child)]))))
  return model === null ? t.null : model === undefined ? t.undefined : t.literal(model as string)
}

const steps = new t.Type<number, number, unknown>('a whole number of at least 0',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0,
  (u, context) => (Number.isSafeInteger(u) && (u as number) >= 0 ? t.success(u as number) : t.failure(u, context, `a whole number of at least 0 expected, received ${String(u)}`)),
  (n) => n)

/**
 * A codec of states of the form of `model`. `encode` gives plain data (tensors as dtype, shape and elements); `decode`
 * names every place that does not fit: `params.0.weights: f32[784, 10] expected, received f32[784, 9]`.
 */
export const stateCodec = <P, S>(model: () => State<P, S>): StateCodec<P, S> => {
  // Made when first used: the model is a state, and making one takes time.
  const whole = t.recursion<State<P, S>, unknown>('State', () => {
    const { params, optimizer, key } = model()
    // The model's form is that of State<P, S>; io-ts sees it only as a tree.
    return t.strict({ params: treeLike(params), optimizer: treeLike(optimizer), step: steps, loss: t.number, key: treeLike(key) }) as unknown as t.Type<State<P, S>, unknown>
  })
  return whole
}

/** The places where decoding failed, a line each. */
export const explainErrors = (errors: t.Errors): readonly string[] => errors.map(({ context, message, value }) => {
  const path = context.map(({ key }) => key).filter((key) => key !== '').join('.')
  return `${path}: ${message ?? `${context.at(-1)?.type.name ?? 'another value'} expected, received ${JSON.stringify(value)?.slice(0, 80)}`}`
})
