/** What is measured of a step beside its loss, where somebody asks for it: scalars that the step's program gives, too. */
import type { AnyOptimizer } from '../optimizer/optimizer.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Euclidean norms: of all parameters together, and of each tensor of them by its path, such as `0.weights`. */
export interface Norms {
  readonly all: number
  readonly tensors: Readonly<Record<string, number>>
}

/** What measures may give of a step. */
export interface Measured {
  /** The factor that the optimizer brings its updates to in this step; absent where it has none, or several. */
  readonly learningRate?: number | undefined
  /** Of the gradient as the optimizer gets it, and of the update that is added to the parameters. */
  readonly norms?: { readonly gradient: Norms, readonly update: Norms } | undefined
}

/** A step while it is traced: all of its tensors are symbols. */
export interface TracedUpdate {
  readonly optimizer: AnyOptimizer
  readonly params: unknown
  readonly gradients: unknown
  readonly updates: unknown
  /** The optimizer's state before the step. */
  readonly state: unknown
}

/** One thing that is measured. */
export interface Measure<K extends keyof Measured = keyof Measured> {
  readonly name: K
  /** Tensors without axes, f32 or f64, that the step's program gives beside its loss. */
  readonly trace: (update: TracedUpdate) => readonly AnyTensor[]
  /** What the numbers of one step make, for parameters of this form. */
  readonly reader: (params: unknown) => (numbers: readonly number[]) => Measured[K]
}
