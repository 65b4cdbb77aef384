/**
 * A loss from what it says of each example; its mean follows:
 *
 *     of = Σ wᵢ·lossᵢ / Σ wᵢ·cᵢ
 *
 * where cᵢ is what the example's classes weigh (1 unless the loss says otherwise; then lossᵢ has it as a factor already).
 */
import type { DType, Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { cast } from '../tensor/unary.js'
import * as raw from '../tensor/untyped.js'
import type { Loss } from './loss.js'

/** What a loss is made of. */
export interface Definition<O extends Shape, T extends Shape, D extends DType> {
  readonly name: string
  readonly perExample: Loss<O, T, D>['perExample']
  /** The class weight cᵢ of each example, [batch]. */
  readonly classWeight?: ((targets: AnyTensor, dtype: DType) => AnyTensor) | undefined
  readonly complaint?: Loss<O, T, D>['complaint']
  /** That what is said of an example depends on that example alone: examples may then be looked at some at a time. */
  readonly rowwise?: true
}

const sum = (x: AnyTensor): AnyTensor => raw.reduce('sum', x, [0])

/**
 * The user's own loss.
 *
 * @example
 * // |p - t|³ of networks with one output
 * const cubic = define<readonly [1], readonly [1], 'f32'>({
 *   name: 'cubicError',
 *   perExample: (p, target) => pipe(p, t.sub(t.cast(p.dtype)(target)), t.abs, t.pow(3), t.sum([1])),
 * })
 * cubic.of(t.of([2, 1], [1, 3]), t.of([2, 1], [0, 1])) // 4.5
 */
export const define = <O extends Shape, T extends Shape, D extends DType>(definition: Definition<O, T, D>): Loss<O, T, D> => {
  const { name, perExample, classWeight, complaint = () => undefined, rowwise } = definition
  const columns = (predictions: AnyTensor, targets: AnyTensor): readonly AnyTensor[] =>
    [perExample(predictions, targets), ...(classWeight === undefined ? [] : [classWeight(targets, predictions.dtype)])]
  const summed = ([each, byClass]: readonly AnyTensor[], dtype: DType, weights?: AnyTensor): readonly [AnyTensor, AnyTensor] => {
    const losses = each as AnyTensor
    if (weights === undefined) return [sum(losses), byClass === undefined ? raw.scalar(losses.shape[0], dtype) : sum(byClass)]
    const given = cast(dtype)(weights)
    return [sum(raw.mul(losses, given)), sum(byClass === undefined ? given : raw.mul(byClass, given))]
  }
  const sums = (predictions: AnyTensor, targets: AnyTensor, weights?: AnyTensor): readonly [AnyTensor, AnyTensor] =>
    summed(columns(predictions, targets), predictions.dtype, weights)
  const of = (...given: Parameters<typeof sums>): AnyTensor => raw.div(...sums(...given))
  const mean = (of: readonly AnyTensor[], dtype: DType, weights?: AnyTensor): AnyTensor => raw.div(...summed(of, dtype, weights))
  return { name, perExample, sums, of, complaint, ...(rowwise === true ? { rows: { columns, mean } } : {}) }
}
