/** Which leaves of parameters something is meant for. */
import { fail } from '../shape/error.js'
import { aString, check } from '../shape/options.js'
import * as tree from '../tensor/tree.js'

/** By the way to a leaf: `0.weights`. */
export type Mask = (path: string) => boolean

/**
 * Leaves named weights or kernel (also `recurrentWeights`, `queryKernel`), and not biases or scales.
 *
 * @example
 * ['0.weights', '0.bias', '1.kernel'].filter(isWeights) // ['0.weights', '1.kernel']
 */
export const isWeights: Mask = (path) => {
  check('isWeights', { path }, { path: aString })
  return /(^|\.)(weights|kernel|\w+Weights|\w+Kernel)$/.test(path)
}

/** A mask that picks nothing is a slip of the pen, which would go unnoticed. */
export const expectChosen = (operation: string, mask: Mask, params: unknown): void => {
  const paths = tree.leaves(params).map((leaf) => leaf.path)
  if (paths.some(mask)) return
  const message = `mask chooses no leaf among ${paths.join(', ') || 'none'}`
  fail(operation, { argument: 'mask', expected: 'true for some leaf of the parameters', received: paths, message })
}
