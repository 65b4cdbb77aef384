/**
 * An optimizer is a pair: `init` makes its state for parameters, `update` turns a gradient into an update, which is added
 * to the parameters. Parts compose by `chain`; a recipe is a chain.
 */
import type { AnyTensor } from '../tensor/tensor.js'

/** What else an update may look at: the loss of this step, as a tensor without axes. */
export interface Moment {
  readonly loss: AnyTensor
}

export interface Optimizer<P, S> {
  readonly init: (params: P) => S
  /** Gradients to updates, with the next state. */
  readonly update: (gradients: P, state: S, params: P, moment: Moment) => readonly [updates: P, state: S]
}
