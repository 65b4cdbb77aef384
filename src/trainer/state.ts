import type { Key } from '../random/key.js'

/** Everything that training carries from step to step. A value: a step makes a new one. */
export interface State<P, S> {
  readonly params: P
  readonly optimizer: S
  /** Steps done. */
  readonly step: number
  /** The loss of the last step, before its update; NaN before the first. Penalties are part of it. */
  readonly loss: number
  /** What the randomness of each step is drawn from, folded with the step's number. */
  readonly key: Key
}
