/** A loss compares predictions with targets, one number per example; training minimises its mean over the batch. */
import type { DType, Float, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/**
 * Predictions [batch, ...O] against targets [batch, ...T] of element type `D`.
 */
export interface Loss<in out O extends Shape, in out T extends Shape, in out D extends DType> {
  readonly name: string
  /** Whether predictions are logits: a network that ends in softmax or sigmoid would train worse, and the trainer refuses it. */
  readonly logits?: boolean | undefined
  /** The loss of each example. */
  readonly perExample: <B extends number, F extends Float>(
    predictions: Tensor<readonly [B, ...O], F>, targets: Tensor<readonly [B, ...T], D>,
  ) => Tensor<readonly [B], F>
  /** The mean over the examples: Σ wᵢ·lossᵢ / Σ wᵢ with weights, else Σ lossᵢ / batch. Class weights multiply the wᵢ. */
  readonly of: <B extends number, F extends Float>(
    predictions: Tensor<readonly [B, ...O], F>, targets: Tensor<readonly [B, ...T], D>, weights?: Tensor<readonly [B], F>,
  ) => Tensor<readonly [], F>
  /** The mean as numerator and denominator. Added up over batches they give the mean over all of them. */
  readonly sums: <B extends number, F extends Float>(
    predictions: Tensor<readonly [B, ...O], F>, targets: Tensor<readonly [B, ...T], D>, weights?: Tensor<readonly [B], F>,
  ) => readonly [total: Tensor<readonly [], F>, weight: Tensor<readonly [], F>]
  /** What is wrong with these targets, if anything: a class that is none, a probability below 0. Looked at before a step. */
  readonly complaint: (targets: Tensor<any, D>, outputs: Shape) => string | undefined
  /** Of a loss whose examples don't depend on each other: `of` in two steps, of which the first takes them some at a time. */
  readonly rows?: {
    /** What the mean is made of, for each example. */
    readonly columns: (predictions: AnyTensor, targets: AnyTensor) => readonly AnyTensor[]
    readonly mean: (columns: readonly AnyTensor[], dtype: DType, weights?: AnyTensor) => AnyTensor
  }
}
