/** What types cannot tell of a matrix. */
import { expectShape } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import { matrix, square } from '../shape/square.js'
import { expectTensor, floats } from '../tensor/argument.js'
import type { AnyTensor } from '../tensor/tensor.js'

const expected = (operation: string, argument: string, a: AnyTensor, shape: (shape: Shape) => Shape | string): AnyTensor => {
  expectTensor(operation, argument, a, floats)
  expectShape(operation, argument, shape(a.shape), a.shape)
  return a
}

/** Square matrices of floats, of at least one row. */
export const expectSquare = (operation: string, a: AnyTensor, argument = 'a'): AnyTensor =>
  expected(operation, argument, a, square)

/** Matrices of floats, of at least one element. */
export const expectMatrix = (operation: string, a: AnyTensor, argument = 'a'): AnyTensor =>
  expected(operation, argument, a, matrix)
