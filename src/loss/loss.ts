/** A loss compares predictions with targets, one number per example; training minimises its mean over the batch. */
import type { Fits, Said } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/**
 * A function on types: `in` is the shape of one prediction, `targets` that of its target, or a sentence why there is none, and
 * `dtype` the target's element type.
 *
 * @example
 * interface FirstRule extends LossRule { readonly targets: readonly []; readonly dtype: 'i32' }
 * type Target = TargetsOf<FirstRule, readonly [10]> // readonly []
 */
export interface LossRule {
  readonly in: unknown
  readonly targets: unknown
  readonly dtype: DType
}

/** What a loss of the rule `R` compares predictions of shape `O` with. */
export type TargetsOf<R extends LossRule, O> = (R & { readonly in: O })['targets']

/** The shape of one target; any where there is none, of which `FitsLoss` tells. */
export type TargetShape<R extends LossRule, O> = TargetsOf<R, O> extends infer T extends Shape ? T : Shape

/** A demand that no argument meets where a loss of the rule `R` takes no predictions of shape `O`. */
export type FitsLoss<R extends LossRule, O> = Fits<Said<TargetsOf<R, O>>>

/** A batch of targets. */
export type Targets<R extends LossRule, B extends number, O> = Tensor<readonly [B, ...TargetShape<R, O>], R['dtype']>

/** Predictions [batch, ...O] against targets [batch, ...TargetsOf<R, O>] of element type `R['dtype']`, for every shape `O`. */
export interface Loss<R extends LossRule> {
  /** Of types alone: it is never there. */
  readonly rule?: R
  readonly name: string
  /** Whether predictions are logits: a network that ends in softmax or sigmoid would train worse, and the trainer refuses it. */
  readonly logits?: boolean | undefined
  /** The loss of each example. */
  readonly perExample: <B extends number, O extends Shape, F extends Float>(
    predictions: FitsLoss<R, O> & Tensor<readonly [B, ...O], F>, targets: Targets<R, B, O>,
  ) => Tensor<readonly [B], F>
  /** The mean over the examples: Σ wᵢ·lossᵢ / Σ wᵢ with weights, else Σ lossᵢ / batch. Class weights multiply the wᵢ. */
  readonly of: <B extends number, O extends Shape, F extends Float>(
    predictions: FitsLoss<R, O> & Tensor<readonly [B, ...O], F>, targets: Targets<R, B, O>, weights?: Tensor<readonly [B], F>,
  ) => Tensor<readonly [], F>
  /** The mean as numerator and denominator. Added up over batches they give the mean over all of them. */
  readonly sums: <B extends number, O extends Shape, F extends Float>(
    predictions: FitsLoss<R, O> & Tensor<readonly [B, ...O], F>, targets: Targets<R, B, O>, weights?: Tensor<readonly [B], F>,
  ) => readonly [total: Tensor<readonly [], F>, weight: Tensor<readonly [], F>]
  /** What is wrong with these targets, if anything: a class that is none, a probability below 0. Looked at before a step. */
  readonly complaint: (targets: Tensor<any, R['dtype']>, outputs: Shape) => string | undefined
  /** Of a loss whose examples don't depend on each other: `of` in two steps, of which the first takes them some at a time. */
  readonly rows?: {
    /** What the mean is made of, for each example. */
    readonly columns: (predictions: AnyTensor, targets: AnyTensor) => readonly AnyTensor[]
    readonly mean: (columns: readonly AnyTensor[], dtype: DType, weights?: AnyTensor) => AnyTensor
  }
}

/** Any loss, where only run time looks at it. */
export type AnyLoss = Loss<any>
