/**
 * An optimizer is a pair: `init` makes its state for parameters, `update` turns a gradient into an update, which is added
 * to the parameters. Parts compose by `chain`; a recipe is a chain.
 *
 * @example
 * const { init, update } = sgd<Tensor<readonly [2]>>({ learningRate: 0.1 })
 * const [params, gradient] = [t.of([2], [1, 1]), t.of([2], [3, -4])]
 * const [updates, state] = update(gradient, init(params), params, { loss: t.scalar(1) })
 * updates // [-0.3, 0.4]
 */
import { aMaker } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** What else an update may look at: the loss of this step, as a tensor without axes. */
export interface Moment {
  readonly loss: AnyTensor
}

/** A rule of updates for parameters `P`, with a state `S`. */
export interface Optimizer<P, S> {
  readonly init: (params: P) => S
  /** Gradients to updates, with the next state. */
  readonly update: (gradients: P, state: S, params: P, moment: Moment) => readonly [updates: P, state: S]
}

export const anOptimizer = aMaker('an optimizer, as the functions of `optimizer` make it', 'init', 'update')
