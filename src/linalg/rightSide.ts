/** The right side of a system: matrices, of as many axes as the matrix on the left, or vectors, of one axis less. */
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { SolveSquare } from '../shape/solve.js'
import { expectTensor } from '../tensor/argument.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { flattened } from './matrix.js'

/** `solve(a)` and its kin: they take any `b` that fits. */
export interface Solving<A extends Shape, D extends Float> {
  <B extends Shape>(b: Fits<SolveSquare<A, B>> & Tensor<B, D>): Shaped<SolveSquare<A, B>, D>
}

/** The solution in the form of `b`, by `f` of [batch, m, n] and [batch, m, k]. */
export const ofRightSide = (
  operation: string, a: AnyTensor, b: AnyTensor,
  shape: (a: Shape, b: Shape) => Shape | string, f: (a: AnyTensor, b: AnyTensor) => AnyTensor,
): AnyTensor => {
  expectTensor(operation, 'b', b)
  if (b.dtype !== a.dtype) fail(operation, { argument: 'b', expected: a.dtype, received: b.dtype })
  const result = expectShape(operation, 'b', shape(a.shape, b.shape), b.shape)
  const columns = b.shape.length < a.shape.length ? raw.reshape(b, [...b.shape, 1]) : b
  return raw.reshape(f(flattened(a), flattened(columns)), result)
}
