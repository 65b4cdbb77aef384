/**
 * A loss from what it says of each example; its mean follows:
 *
 *     of = Σ wᵢ·lossᵢ / Σ wᵢ·cᵢ
 *
 * where cᵢ is what the example's classes weigh (1 unless the loss says otherwise; then lossᵢ has it as a factor already).
 */
import { fail } from '../shape/error.js'
import { aFunction, aString, check, checkOptions, optional } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { aTensor, expectTensor } from '../tensor/argument.js'
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
  const { name, perExample, classWeight, complaint = () => undefined } = checkOptions<Definition<O, T, D>>(
    'define', definition, { name: true, perExample: true, classWeight: aFunction, complaint: aFunction })
  check('define', { name, perExample }, { name: aString, perExample: aFunction })
  const sums = (predictions: AnyTensor, targets: AnyTensor, weights?: AnyTensor): readonly [AnyTensor, AnyTensor] => {
    check(name, { predictions, targets, weights }, { predictions: aTensor, targets: aTensor, weights: optional(aTensor) })
    const { dtype } = predictions
    const each = expectTensor(name, 'perExample', perExample(predictions, targets))
    const byClass = classWeight && expectTensor(name, 'classWeight', classWeight(targets, dtype))
    if (weights === undefined) return [sum(each), byClass === undefined ? raw.scalar(each.shape[0], dtype) : sum(byClass)]
    if (!raw.equal(weights.shape, each.shape))
      fail(name, { argument: 'weights', expected: `shape [${each.shape.join(', ')}], one for each example`, received: weights })
    const given = cast(dtype)(weights)
    return [sum(raw.mul(each, given)), sum(byClass === undefined ? given : raw.mul(byClass, given))]
  }
  const of = (...given: Parameters<typeof sums>): AnyTensor => raw.div(...sums(...given))
  return {
    name,
    perExample: (predictions, targets) => {
      check(name, { predictions, targets }, { predictions: aTensor, targets: aTensor })
      return perExample(predictions, targets)
    },
    sums,
    of,
    complaint,
  }
}
