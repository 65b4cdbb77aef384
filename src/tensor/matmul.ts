import { fail, expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { matmul as matmulShape, type MatMul } from '../shape/matmul.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** `matmul(b)` for a tensor `b` of shape `B`: it takes any `a` whose last axis has the size of the last but one of `b`. */
export interface Multiplying<B extends Shape, D extends Float> {
  <A extends Shape>(a: Fits<MatMul<A, B>> & Tensor<A, D>): Shaped<MatMul<A, B>, D>
}

/**
 * The matrix product a·b, [..., m, k] · [..., k, n] = [..., m, n]; `b` of two axes serves every matrix of `a`. Each
 * element adds its products in increasing k.
 *
 * @example
 * pipe(zeros([32, 784]), matmul(zeros([784, 10]))) // Tensor<readonly [32, 10]>
 */
export const matmul = <B extends Shape, D extends Float>(b: Tensor<B, D>): Multiplying<B, D> =>
  <A extends Shape>(a: Fits<MatMul<A, B>> & Tensor<A, D>): Shaped<MatMul<A, B>, D> =>
    product(a, b) as Shaped<MatMul<A, B>, D>

/** With a plain matrix on the right all rows of `a` are one tall matrix. */
export const product = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  expectTensor('matmul', 'a', a, floats)
  expectTensor('matmul', 'b', b)
  if (a.dtype !== b.dtype) fail('matmul', { argument: 'b', expected: a.dtype, received: b.dtype })
  const shape = expectShape('matmul', 'b', matmulShape(a.shape, b.shape), b.shape)
  if (b.shape.length > 2 || a.shape.length === 2) return raw.contract(a, b)
  const k = a.shape.at(-1) as number
  const rows = shape.slice(0, -1).reduce((n, m) => n * m, 1)
  return raw.reshape(raw.contract(raw.reshape(a, [rows, k]), b), shape)
}
