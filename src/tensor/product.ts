/** Rows times a matrix: what layers are made of. */
import { expectShape, fail } from '../shape/error.js'
import { rowsByMatrix } from '../shape/matmul.js'
import { expectTensor, floats } from './argument.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** a·b for `a` of two axes or more and a matrix `b`: all rows of `a` are one tall matrix. */
export const product = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  expectTensor('matmul', 'a', a, floats)
  expectTensor('matmul', 'b', b)
  if (a.dtype !== b.dtype) fail('matmul', { argument: 'b', expected: a.dtype, received: b.dtype })
  const shape = expectShape('matmul', 'b', rowsByMatrix(a.shape, b.shape), b.shape)
  if (a.shape.length === 2) return raw.contract(a, b)
  const k = a.shape.at(-1) as number
  const rows = shape.slice(0, -1).reduce((n, m) => n * m, 1)
  return raw.reshape(raw.contract(raw.reshape(a, [rows, k]), b), shape)
}
