/**
 * A training step written by hand, as a peer to measure against: mutable typed arrays throughout, nothing allocated after
 * the beginning, loops specialised to the task. It owes nobody its bits: sums are kept in doubles, in any order.
 */
export interface Hand {
  /** Weights and biases in the order of the network's layers, overwritten at every step. */
  readonly params: readonly Float32Array[]
  /** One step on a batch; gives the loss before the update. */
  readonly step: (inputs: Float32Array, targets: Int32Array) => number
  /** Back to the first parameters, as if no step had been made. */
  readonly reset: () => void
}

/** A step by hand for a batch of this size, from these parameters on. */
export type ByHand = (params: readonly Float32Array[], batch: number) => Hand
