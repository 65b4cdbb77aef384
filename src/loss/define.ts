/**
 * A loss from what it says of each example; its mean follows:
 *
 *     of = Σ wᵢ·lossᵢ / Σ wᵢ·cᵢ
 *
 * where cᵢ is what the example's classes weigh (1 unless the loss says otherwise; then lossᵢ has it as a factor already).
 * A mean over nothing, all of whose weights are 0, is 0, and so is its derivative.
 */
import { printType } from '../program/infer.js'
import { div, eq, like, select } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aBoolean, aFunction, aString, check, checkOptions, oneOf } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { aTensor, expectTensor } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { cast } from '../tensor/unary.js'
import * as raw from '../tensor/untyped.js'
import type { DefinedRule, TargetForm } from './forms.js'
import type { Loss, LossRule } from './loss.js'
import { formed, type Complaint } from './targets.js'
import { expectWeights } from './weights.js'

/** The loss of each example, [batch], of predictions and targets. */
export type PerExample = (predictions: AnyTensor, targets: AnyTensor) => Tensor<readonly [any], any> | Tensor<Shape, any>

/** What a loss is made of. */
export interface Definition<E extends PerExample = PerExample, K extends TargetForm = TargetForm> {
  readonly name: string
  /** The loss of each example, [batch], of predictions [batch, ...]: of any shape, or of those that its parameters are written for. */
  readonly perExample: E
  /** What targets are: `outputs`, numbers in the predictions' shape, as by default, or `classes`, i32 without the last axis. */
  readonly targets?: K
  /** Whether predictions are logits. */
  readonly logits?: boolean
  /** The class weight cᵢ of each example, [batch]. */
  readonly classWeight?: ((targets: AnyTensor, dtype: DType) => AnyTensor) | undefined
  /** What is wrong with these targets, if anything. */
  readonly complaint?: Complaint
  /** That what is said of an example depends on that example alone: examples may then be looked at some at a time. */
  readonly rowwise?: true
}

const sum = (x: AnyTensor): AnyTensor => raw.reduce('sum', x, [0])

/** total / weight, and 0 where there is no weight: the divisor is then 1, so that no derivative divides by 0 either. */
const quotient = raw.elementwise((total, weight) => {
  const [zero, one] = [like(weight, 0), like(weight, 1)]
  const isNothing = eq(weight, zero)
  return select(isNothing, zero, div(total, select(isNothing, one, weight)))
})

/**
 * The user's own loss. It is one for all shapes, or for those alone that `perExample` is written for; where a rule of one's own
 * says what targets are, the loss is annotated with it: `const mine: Loss<MyRule> = define({ ... })`.
 *
 * @example
 * // |p - t|³ of networks with one axis of outputs
 * const cubic = define({
 *   name: 'cubicError',
 *   perExample: (p, target) => pipe(p, t.sub(t.cast(p.dtype)(target)), t.abs, t.pow(3), t.sum([1])),
 * })
 * cubic.of(t.of([2, 1], [1, 3]), t.of([2, 1], [0, 1])) // 4.5
 */
export const define = <
  E extends PerExample, const K extends TargetForm = 'outputs', R extends LossRule = DefinedRule<Parameters<E>, K>,
>(definition: Definition<E, K>): Loss<R> => {
  const { name, logits, classWeight, rowwise, targets: form, complaint: complaintOf = () => undefined } =
    checkOptions<Definition<E, K>>('define', definition, {
      name: true, perExample: true, targets: oneOf('outputs', 'classes'), logits: aBoolean, rowwise: aBoolean,
      classWeight: aFunction, complaint: aFunction,
    })
  const complaint: Complaint = form === undefined ? complaintOf : formed(form, complaintOf)
  check('define', { name, perExample: definition.perExample }, { name: aString, perExample: aFunction })
  const perExample = (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
    check(name, { predictions, targets }, { predictions: aTensor, targets: aTensor })
    const [n, ...outputs] = predictions.shape as Shape
    const message = targets.shape[0] === n
      ? complaint(targets, outputs)
      : `${n} predictions need ${n} targets, but targets are ${printType(targets)}`
    if (message !== undefined)
      fail(name, { argument: 'targets', expected: `targets of ${name}`, received: printType(targets), message: String(message) })
    return expectTensor(name, 'perExample', definition.perExample(predictions, targets))
  }
  const columns = (predictions: AnyTensor, targets: AnyTensor): readonly AnyTensor[] => [
    perExample(predictions, targets),
    ...(classWeight === undefined ? [] : [expectTensor(name, 'classWeight', classWeight(targets, predictions.dtype))]),
  ]
  const summed = ([each, byClass]: readonly AnyTensor[], dtype: DType, weights?: AnyTensor): readonly [AnyTensor, AnyTensor] => {
    const losses = each as AnyTensor
    if (weights === undefined) return [sum(losses), byClass === undefined ? raw.scalar(losses.shape[0], dtype) : sum(byClass)]
    const given = cast(dtype)(weights)
    return [sum(raw.mul(losses, given)), sum(byClass === undefined ? given : raw.mul(byClass, given))]
  }
  const sums = (predictions: AnyTensor, targets: AnyTensor, weights?: AnyTensor): readonly [AnyTensor, AnyTensor] => {
    check(name, { predictions }, { predictions: aTensor })
    if (weights !== undefined) expectWeights(name, 'weights', predictions.shape[0], weights)
    return summed(columns(predictions, targets), predictions.dtype, weights)
  }
  // Without weights the divisor is the number of examples.
  const divided = (sums: readonly [AnyTensor, AnyTensor], weights: AnyTensor | undefined): AnyTensor =>
    (weights === undefined && classWeight === undefined ? raw.div : quotient)(...sums)
  const of = (...given: Parameters<typeof sums>): AnyTensor => divided(sums(...given), given[2])
  const mean = (of: readonly AnyTensor[], dtype: DType, weights?: AnyTensor): AnyTensor => divided(summed(of, dtype, weights), weights)
  return { name, logits, perExample, sums, of, complaint, ...(rowwise === true ? { rows: { columns, mean } } : {}) } as Loss<any>
}
