import { isFloat } from '../program/scalar.js'
import { fail, expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Label } from '../shape/einsum.js'
import { matmul as matmulShape, type MatMul } from '../shape/matmul.js'
import type { Shape } from '../shape/shape.js'
import { expectTensor, numbers } from './argument.js'
import { contraction, ordered, type Labeled } from './contraction.js'
import { product } from './product.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** `matmul(b)` for a tensor `b` of shape `B`: it takes any `a` whose last axis has the size of the last but one of `b`. */
export interface Multiplying<B extends Shape, D extends Numeric> {
  <A extends Shape>(a: Fits<MatMul<A, B>> & Tensor<A, D>): Shaped<MatMul<A, B>, D>
}

/**
 * The matrix product a·b, [..., m, k] · [..., k, n] = [..., m, n]. Leading axes broadcast, and `b` of two axes serves every
 * matrix of `a`. A vector on the left is a row, one on the right a column, and that axis is not in the result:
 * [k] · [k, n] = [n], [m, k] · [k] = [m], and [k] · [k] is a scalar, the `sum` of the products. Else each element adds its
 * products in increasing k. Integers wrap.
 *
 * @example
 * pipe(zeros([32, 784]), matmul(zeros([784, 10]))) // Tensor<readonly [32, 10]>
 * pipe(zeros([8, 1, 5, 64]), matmul(zeros([3, 64, 7]))) // Tensor<readonly [8, 3, 5, 7]>
 * pipe(of([2, 2], [1, 2, 3, 4]), matmul(of([2], [1, 10]))) // [21, 43]
 */
export const matmul = <B extends Shape, D extends Numeric>(b: Tensor<B, D>): Multiplying<B, D> =>
  <A extends Shape>(a: Fits<MatMul<A, B>> & Tensor<A, D>): Shaped<MatMul<A, B>, D> =>
    multiplied(a, b) as Shaped<MatMul<A, B>, D>

const multiplied = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  expectTensor('matmul', 'a', a, numbers)
  expectTensor('matmul', 'b', b)
  if (a.dtype !== b.dtype) fail('matmul', { argument: 'b', expected: a.dtype, received: b.dtype })
  const shape = expectShape('matmul', 'b', matmulShape(a.shape, b.shape), b.shape)
  if (b.shape.length === 2 && a.shape.length > 1 && isFloat(a.dtype)) return product(a, b)
  const [rows, columns] = [a.shape.length === 1 ? [] : ['m'], b.shape.length === 1 ? [] : ['n']]
  const leading = shape.slice(0, shape.length - rows.length - columns.length)
  const labels = [...numbered(leading.length), ...rows, ...columns]
  return ordered(contraction(labeled(a, leading, [...rows, 'k']), labeled(b, leading, ['k', ...columns]), labels), labels)
}

const numbered = (n: number): readonly Label[] => Array.from({ length: n }, (_, i) => i - n)

/** With labels for its last axes, and numbers from the end for leading ones; without those of 1 that broadcast to more. */
const labeled = (x: AnyTensor, leading: Shape, last: readonly Label[]): Labeled => {
  const own: Shape = x.shape.slice(0, x.shape.length - last.length)
  const kept = [...own.keys()].filter((i) => own[i] === leading.at(i - own.length))
  return {
    x: raw.reshape(x, [...kept.map((i) => own[i] as number), ...x.shape.slice(own.length)]),
    labels: [...kept.map((i) => i - own.length), ...last],
  }
}
