/**
 * Making tensors and reading them. The element type is what is asked for, else f32: `NoInfer` keeps a context from
 * deciding it.
 */
import { checkMemory, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkNumber, checkShape, checkWhole, expectTensor } from './argument.js'
import { nest, read, type Nested, type Values } from './nested.js'
import { concrete, elements, typeInWords, type AnyTensor, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/**
 * A tensor of these elements: a list of all of them in row-major order, or lists in lists as the shape has it. f32 rounds,
 * integers must be whole and in range, bool takes 0, 1, false and true. Values of another number or kind are an error that
 * says where.
 *
 * @example
 * of([2, 3], [1, 2, 3, 4, 5, 6]) // Tensor<readonly [2, 3]>
 * of([2, 2], [[1, 2], [3, 4]]) // [[1, 2], [3, 4]]
 * of([2], [true, false], 'bool') // [true, false]
 */
export const of = <const S extends Shape, D extends DType = 'f32'>(
  shape: S,
  values: Values<S, NoInfer<D>>,
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  const type: DType = dtype ?? 'f32'
  checkShape('of', shape, dtype)
  return concrete({ shape, dtype: type }, read('of', shape, values, type)) as Tensor<S, D>
}

const filled = <S extends Shape, D extends DType>(
  operation: string,
  shape: S,
  value: number,
  dtype: D | undefined,
): Tensor<S, D> => {
  checkShape(operation, shape, dtype)
  checkNumber(operation, 'value', value, dtype ?? 'f32')
  return raw.full(shape, value, dtype ?? 'f32') as Tensor<S, D>
}

/**
 * `value` everywhere. A number that the element type does not have is an error.
 *
 * @example
 * full([2], 0.5) // [0.5, 0.5]
 */
export const full = <const S extends Shape, D extends DType = 'f32'>(shape: S, value: number, dtype?: D): Tensor<S, NoInfer<D>> =>
  filled('full', shape, value, dtype)

/**
 * 0 everywhere.
 *
 * @example
 * zeros([2, 3], 'i32') // Tensor<readonly [2, 3], 'i32'>
 */
export const zeros = <const S extends Shape, D extends DType = 'f32'>(shape: S, dtype?: D): Tensor<S, NoInfer<D>> =>
  filled('zeros', shape, 0, dtype)

/**
 * 1 everywhere.
 *
 * @example
 * ones([2]) // [1, 1]
 */
export const ones = <const S extends Shape, D extends DType = 'f32'>(shape: S, dtype?: D): Tensor<S, NoInfer<D>> =>
  filled('ones', shape, 1, dtype)

/** One value everywhere, in the shape and the element type of another tensor. */
const like = (operation: string, value: number) => <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => {
  const { shape, dtype }: AnyTensor = expectTensor(operation, 'x', x)
  return filled(operation, shape, value, dtype) as Tensor<S, D>
}

/** What has the shape and the element type of any tensor. */
export interface Like {
  <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D>
}

/**
 * `value` everywhere, in the shape and the element type of `x`.
 *
 * @example
 * pipe(of([2], [1, 2], 'i32'), fullLike(7)) // [7, 7]
 */
export const fullLike = (value: number): Like => like('fullLike', value)

/**
 * 0 everywhere, in the shape and the element type of `x`.
 *
 * @example
 * zerosLike(of([2], [1, 2])) // [0, 0]
 */
export const zerosLike: Like = /* @__PURE__ */ like('zerosLike', 0)

/**
 * 1 everywhere, in the shape and the element type of `x`.
 *
 * @example
 * onesLike(of([2], [1, 2])) // [1, 1]
 */
export const onesLike: Like = /* @__PURE__ */ like('onesLike', 1)

/**
 * A tensor without axes.
 *
 * @example
 * scalar(3).shape // []
 */
export const scalar = <D extends DType = 'f32'>(value: number, dtype?: D): Tensor<readonly [], NoInfer<D>> =>
  of([], [value], dtype)

/**
 * The whole numbers 0, 1, …, n - 1, [n].
 *
 * @example
 * range(4) // [0, 1, 2, 3]
 */
export const range = <const N extends number>(n: N): Tensor<readonly [N], 'i32'> => {
  checkWhole('range', 'n', n, 0, Number.MAX_SAFE_INTEGER)
  checkMemory('range', 'n', 'i32', n)
  return raw.iota([n], 0) as Tensor<readonly [N], 'i32'>
}

/**
 * The elements in row-major order, copied.
 *
 * @example
 * toArray(of([2, 2], [1, 2, 3, 4])) // [1, 2, 3, 4]
 */
export const toArray = <S extends Shape, D extends DType>(x: Tensor<S, D>): readonly number[] =>
  Array.from(listable('toArray', x))

/** An engine has no longer lists. */
const most = 100_000_000

const listable = (operation: string, x: AnyTensor): Elements => {
  if (expectTensor(operation, 'x', x) && count(x.shape) > most)
    fail(operation, { argument: 'x', expected: `a tensor of at most ${most} elements`, received: typeInWords(x) })
  return elements(x)
}

/**
 * The elements in lists as deep as the shape, copied: what NumPy and PyTorch call `tolist`. `of` takes them back.
 *
 * @example
 * toNested(of([2, 2], [1, 2, 3, 4])) // [[1, 2], [3, 4]]
 */
export const toNested = <S extends Shape, D extends DType>(x: Tensor<S, D>): Nested<S> =>
  nest(listable('toNested', x), x.shape) as Nested<S>

/**
 * The only element; of more or fewer than one it is an error.
 *
 * @example
 * item(of([1, 1], [3])) // 3
 */
export const item = <S extends Shape, D extends DType>(x: Tensor<S, D>): number => {
  if (count(expectTensor('item', 'x', x).shape) !== 1)
    fail('item', { argument: 'x', expected: 'a tensor of one element', received: x.shape })
  return elements(x)[0] as number
}
