/** What each class counts. */
import { nonNegative } from '../optimizer/hyperparameter.js'
import { fail } from '../shape/error.js'
import { check } from '../shape/options.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { vector } from '../tensor/untyped.js'

/** Weights as they should be, or an error that names the first that is not. */
export const checkClassWeights = (operation: string, classWeights: readonly number[] = []): void => {
  classWeights.forEach((w, i) => check(operation, { [`classWeights[${i}]`]: w }, { [`classWeights[${i}]`]: nonNegative }))
}

/** The weights of `n` classes, [classes]. */
export const weightsOf = (operation: string, weights: readonly number[], n: number, dtype: DType): AnyTensor => {
  const expected = `${n} numbers, one for each class`
  if (weights.length !== n) fail(operation, { argument: 'classWeights', expected, received: weights })
  return vector(weights, dtype)
}
