/** Weight decay: parameters shrink a little at every step. */
import { add, like, mul, type Scalar } from '../program/scalar.js'
import * as tree from '../tensor/tree.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { check, nonNegative } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import { expectChosen, isWeights, type Mask } from './mask.js'
import type { Optimizer } from './optimizer.js'

/** Weight decay as part of a recipe. */
export interface DecayOptions {
  /** λ, at least 0. */
  readonly weightDecay?: number
  /** Which leaves decay; weights and kernels by default, not biases. */
  readonly mask?: Mask | undefined
}

/** Updates plus λ times the parameters, on the leaves of the mask (weights and kernels by default). */
export const addDecayedWeights = <P>({ rate, mask = isWeights }: { readonly rate: number; readonly mask?: Mask | undefined }): Optimizer<P, null> => {
  check('addDecayedWeights', { rate }, { rate: nonNegative })
  const decayed = leafwise((u, p) => add(u as Scalar, mul(like(p as Scalar, rate), p as Scalar)))
  return {
    init: (params) => {
      if (rate > 0) expectChosen('addDecayedWeights', mask, params)
      return null
    },
    update: (updates, state, params) => {
      if (rate === 0) return [updates, state]
      const tensors = tree.tensors(params)
      const paths = tree.leaves(updates)
      return [tree.replace(updates, paths.map(({ path, tensor }, i) => (mask(path) ? decayed<AnyTensor>([tensor, tensors[i] as AnyTensor]) : tensor))), state]
    },
  }
}
