import { allocate } from '../program/elements.js'
import { fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Shape } from '../shape/shape.js'
import type { ShapeText } from '../shape/text.js'
import { checkShape } from './argument.js'
import { read } from './nested.js'
import { concrete, type AnyTensor, type Tensor } from './tensor.js'

/** A number, a truth value, or lists of such, as deep as one likes, which `Even` sees to; or a typed array. */
export type Given = number | boolean | NumberArray | readonly unknown[]
/** Typed arrays whose element types tensors have. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint32Array

/** The shape of lists in lists, by the first of each. */
export type ShapeOf<V> =
  V extends number | boolean ? readonly []
  : V extends NumberArray ? readonly [number]
  : V extends readonly [] ? readonly [0]
  : V extends readonly [infer F, ...unknown[]] ? Nested<V['length'], ShapeOf<F>>
  : V extends readonly (infer E)[] ? Nested<number, ShapeOf<E>> : never
type Nested<N extends number, S> = S extends Shape ? readonly [N, ...S] : never

/** What lies in lists. */
type Leaf<V> = V extends readonly (infer E)[] ? Leaf<E> : V

/** The element type of what is given: that of a typed array, else `bool` for truth values and `f32` for numbers. */
export type DTypeOf<V> =
  V extends Float64Array ? 'f64' : V extends Int32Array ? 'i32' : V extends Uint32Array ? 'u32'
  : [Leaf<V>] extends [boolean] ? ([Leaf<V>] extends [never] ? 'f32' : 'bool') : 'f32'

/** Lists of numbers or of truth values, of one length at each depth; or a sentence. */
export type Even<V> =
  V extends readonly [infer F, ...infer R]
    ? Even<F> extends infer E ? (E extends string ? E : Alike<ShapeOf<F>, R>) : never
    : [Leaf<V>] extends [number | boolean] ? true : V extends NumberArray ? true : 'from: what is no number, true or false'
type Alike<S, R extends readonly unknown[]> =
  R extends readonly [infer H, ...infer T]
    ? [ShapeOf<H>] extends [S] ? ([S] extends [ShapeOf<H>] ? (Even<H> extends infer E extends string ? E : Alike<S, T>) : Uneven<S, H>)
    : Uneven<S, H>
    : true
type Uneven<S, H> = S extends Shape
  ? ShapeOf<H> extends infer O extends Shape ? `from: a list of ${ShapeText<S>} beside one of ${ShapeText<O>}` : never : never

const isList = (u: unknown): u is ArrayLike<unknown> => Array.isArray(u) || ArrayBuffer.isView(u)

/** Deeper lists are no tensor: nobody has so many axes, and a list that holds itself has no end. */
const deepest = 32

const shapeOf = (values: unknown): readonly number[] => {
  const shape: number[] = []
  let inner = values
  for (; isList(inner); inner = inner[0]) {
    if (shape.length === deepest) fail('from', { argument: 'values', expected: `lists of at most ${deepest} axes`, received: 'deeper ones' })
    shape.push(inner.length)
  }
  return shape
}

const first = (values: unknown): unknown => {
  let inner = values
  while (isList(inner)) inner = inner[0]
  return inner
}

const dtypeOf = (values: unknown): DType =>
  values instanceof Float64Array ? 'f64' : values instanceof Int32Array ? 'i32' : values instanceof Uint32Array ? 'u32'
  : typeof first(values) === 'boolean' ? 'bool' : 'f32'

/** Refuses numbers beside truth values, unless the element type is asked for. */
const expectTruth = (values: unknown, place: string): void => {
  if (isList(values)) for (let i = 0; i < values.length; i++) expectTruth(values[i], `${place}[${i}]`)
  else if (typeof values !== 'boolean') fail('from', { argument: place, expected: 'true or false, as the first value is', received: values })
}

/** `from`, whose result has the shape of the lists. */
export interface From {
  <const V extends Given, D extends DType = DTypeOf<V>>(
    values: V & (Even<V> extends infer E extends string ? Fits<E> : unknown), dtype?: D,
  ): Tensor<ShapeOf<V> extends infer S extends Shape ? S : never, NoInfer<D>>
}

/**
 * A tensor of the shape that lists have: of a number no axes, of a list one, of lists of lists two. Numbers are f32, true and false
 * `bool`, a typed array keeps its element type (and is copied); another one can be asked for. Lists of different lengths are an
 * error, which says where.
 *
 * @example
 * from([[1, 2], [3, 4]]) // Tensor<readonly [2, 2]>
 * from([true, false]) // Tensor<readonly [2], 'bool'>
 * from([1, 2, 3], 'i32') // Tensor<readonly [3], 'i32'>
 * from(Float64Array.of(0.5, 1.5)) // [0.5, 1.5]
 */
export const from = ((values: unknown, dtype?: DType): AnyTensor => {
  const shape = shapeOf(values)
  const type = dtype === undefined ? dtypeOf(values) : dtype
  checkShape('from', shape, type)
  if (dtype === undefined && type === 'bool') expectTruth(values, 'values')
  return concrete({ shape, dtype: type }, shape.length === 1 && shape[0] === 0 ? allocate(type, 0) : read('from', shape, values, type))
}) as unknown as From
