/**
 * Making tensors and reading them. The element type is what is asked for, else f32: `NoInfer` keeps a context from
 * deciding it.
 */
import { elementsOf, isElement } from '../program/elements.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkNumber, checkShape } from './argument.js'
import { concrete, elements, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/**
 * A tensor of these elements in row-major order: f32 rounds, integers must be whole and in range, bool takes 0 and 1.
 *
 * @example
 * of([2, 3], [1, 2, 3, 4, 5, 6]) // Tensor<readonly [2, 3]>
 */
export const of = <const S extends Shape, D extends DType = 'f32'>(
  shape: S,
  values: ArrayLike<number>,
  dtype?: D,
): Tensor<S, NoInfer<D>> => {
  checkShape('of', shape)
  const type = dtype ?? 'f32'
  if (values.length !== count(shape))
    fail('of', {
      argument: 'values',
      expected: `${count(shape)} values`,
      received: values.length,
      message: `[${shape.join(', ')}] takes ${count(shape)} values, received ${values.length}`,
    })
  if (type !== 'f32' && type !== 'f64') {
    const at = Array.prototype.findIndex.call(values, (v: number) => !isElement(type, v))
    if (at >= 0) fail('of', { argument: `values[${at}]`, expected: `a value of ${type}`, received: values[at] })
  }
  return concrete({ shape, dtype: type }, elementsOf(type, values)) as Tensor<S, D>
}

const filled = <S extends Shape, D extends DType>(
  operation: string,
  shape: S,
  value: number,
  dtype: D | undefined,
): Tensor<S, D> => {
  checkShape(operation, shape)
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
  checkShape('range', [n])
  return raw.iota([n], 0) as Tensor<readonly [N], 'i32'>
}

/**
 * The elements in row-major order, copied.
 *
 * @example
 * toArray(of([2, 2], [1, 2, 3, 4])) // [1, 2, 3, 4]
 */
export const toArray = <S extends Shape, D extends DType>(x: Tensor<S, D>): readonly number[] => Array.from(elements(x))

/**
 * The only element; of more or fewer than one it is an error.
 *
 * @example
 * item(of([1, 1], [3])) // 3
 */
export const item = <S extends Shape, D extends DType>(x: Tensor<S, D>): number => {
  if (count(x.shape) !== 1) fail('item', { argument: 'x', expected: 'a tensor of one element', received: x.shape })
  return elements(x)[0] as number
}
