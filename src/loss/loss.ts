/** A loss compares predictions with targets, one number per example; training minimises its mean over the batch. */
import type { Fits, Said } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Batched, DTypes, Form, Shapes, Tensors } from '../tensor/form.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/**
 * A function on types: `in` is the shape of one prediction, `targets` that of its target, or a sentence why there is none, and
 * `dtype` the target's element type.
 *
 * @example
 * interface FirstRule extends LossRule { readonly targets: readonly []; readonly dtype: 'i32' }
 * type Target = TargetsOf<FirstRule, readonly [10]> // readonly []
 */
export interface LossRule extends AnyLossRule {
  readonly dtype: DType
}

/** The rule of any loss, of one output or of a record of them: then shapes and element types are records, too. */
export interface AnyLossRule {
  readonly in: unknown
  readonly targets: unknown
  readonly dtype: DTypes
}

/** What a loss of the rule `R` compares predictions of shape `O` with. */
export type TargetsOf<R extends AnyLossRule, O> = (R & { readonly in: O })['targets']

/** The shape of one target, or shapes by name; any where there is none, of which `FitsLoss` tells. */
export type TargetShape<R extends AnyLossRule, O> = TargetsOf<R, O> extends infer T extends Form ? T : Shape

/** A demand that no argument meets where a loss of the rule `R` takes no predictions of shape `O`. */
export type FitsLoss<R extends AnyLossRule, O> = Fits<Said<TargetsOf<R, O>> | Several<R, O>>
type Several<R extends AnyLossRule, O> =
  [O] extends [readonly unknown[]] ? never
  : O extends Shapes ? [R['dtype']] extends [DType] ? 'a network of several outputs needs loss.outputs, with a loss for each' : never
  : never

/** A batch of targets. */
export type Targets<R extends AnyLossRule, B extends number, O> = Batched<B, TargetShape<R, O>, R['dtype']>

/** What a recipe takes: a loss of one output, or of a record of them. */
export interface LossBase<R extends AnyLossRule> {
  /** Of types alone: it is never there. In a record, so that a function which is still without a rule is not given `undefined`. */
  readonly rule?: { readonly of: R }
  readonly name: string
  /** Whether predictions are logits: a network that ends in softmax or sigmoid would train worse, and the trainer refuses it. */
  readonly logits?: boolean | undefined
}

/** Predictions [batch, ...O] against targets [batch, ...TargetsOf<R, O>] of element type `R['dtype']`, for every shape `O`. */
export interface Loss<R extends LossRule> extends LossBase<R> {
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

/** Any loss, of one output or of several, where only run time looks at it. */
export interface AnyLoss extends LossBase<any> {
  readonly perExample: (predictions: any, targets: any) => AnyTensor
  readonly of: (predictions: any, targets: any, weights?: AnyTensor) => AnyTensor
  readonly complaint: (targets: any, outputs: any) => string | undefined
  readonly rows?: NonNullable<Loss<any>['rows']>
  /** Of several outputs: the loss of each, and all that is done with more than one. */
  readonly parts?: LossParts
}

/** A loss and its weight. */
export interface WeightedLoss {
  readonly loss: AnyLoss
  readonly weight: number
}

/** Predictions and targets of a network, of one output or of several. */
export interface Compared {
  readonly predictions: Tensors
  readonly targets: Tensors
  readonly weights?: AnyTensor
}

/** The loss over examples; where there are several outputs, the loss of each, without its weight. */
export interface Losses {
  readonly loss: number
  readonly each: Readonly<Record<string, number>>
}

/** What there is to say of an output: predictions, targets, and its loss. */
export interface OutputEvidence {
  readonly predictions: AnyTensor
  readonly targets: AnyTensor
  readonly loss: number
}

/** The losses of several outputs. What a training of one output has no need of is here, so that its program is without it. */
export interface LossParts {
  readonly losses: Readonly<Record<string, WeightedLoss>>
  /** What is wrong with them for outputs of this form, if anything. */
  readonly misfit: (outputs: Form) => string | undefined
  /** The loss over examples, from how the mean of one loss is computed. */
  readonly means: (meanOf: (loss: AnyLoss) => (compared: Compared) => AnyTensor) => (compared: Compared) => Losses
  /** The values of records of metrics by output, and of metrics of all outputs. */
  readonly evaluated: (metrics: unknown, outcome: Compared & Losses, how: Evaluating) => unknown
}

/** How metrics are told from records of them, and computed. */
export interface Evaluating {
  readonly isMetric: (x: unknown) => boolean
  readonly values: (metrics: unknown, evidence: OutputEvidence) => unknown
}
