/** Embeddings in which what is alike is near. */
import { eq, like, max, mul, select, sub } from '../program/scalar.js'
import { positive } from '../optimizer/hyperparameter.js'
import { checkOptions } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import { lengthOf } from './direction.js'
import type { Loss } from './loss.js'
import { isPair, pairOf, pairs, pairsExpected, type PairsRule } from './pairs.js'
import { expectOutputs } from './predictions.js'

/** How far apart different ones should be. */
export interface ContrastiveOptions {
  /** The distance from which on different ones cost nothing, above 0; 1 by default. */
  readonly margin?: number
}

/**
 * ½·D² of pairs that are alike, and ½·max(0, margin - D)² of different ones, D being the Euclidean distance of both:
 * predictions are [batch, 2, features], the pair by the same network, targets [batch] 1 or 0 (Hadsell, Chopra and LeCun,
 * "Dimensionality Reduction by Learning an Invariant Mapping", 2006, equation 4; there alike ones are 0). Of equal embeddings
 * the derivative is 0.
 *
 * @example
 * // both pairs at distance 0.5
 * contrastive().of(t.of([2, 2, 2], [0, 0, 0.3, 0.4, 0, 0, 0.3, 0.4]), t.of([2], [1, 0], 'i32')) // 0.125
 */
// @__NO_SIDE_EFFECTS__
export const contrastive = (options: ContrastiveOptions = {}): Loss<PairsRule> => {
  const name = 'contrastive'
  const { margin = 1 } = checkOptions<ContrastiveOptions>(name, options, { margin: positive })
  const cost = raw.elementwise((distance, alike) => {
    const missing = max(like(distance, 0), sub(like(distance, margin), distance))
    const error = select(eq(alike, like(alike, 1)), distance, missing)
    return mul(like(distance, 0.5), mul(error, error))
  })
  return define({
    rowwise: true,
    name,
    complaint: pairs,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, predictions, isPair, pairsExpected)
      return cost(lengthOf(raw.sub(pairOf(predictions, 0), pairOf(predictions, 1))), targets)
    },
  })
}
