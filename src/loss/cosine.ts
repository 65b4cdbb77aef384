/**
 * Losses of the angle between vectors. Of unit vectors u and v, 1 - cos = ½·|u - v|², which is 0 for equal ones and loses no
 * digits of near ones. A vector of zeros has no angle: its cosine counts as 0, with derivative 0.
 */
import { convert, eq, like, max, mul, or, select, sub } from '../program/scalar.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import { directionOf } from './direction.js'
import type { Loss, LossRule } from './loss.js'
import { isPair, pairs, pairOf, pairsExpected, type PairsRule } from './pairs.js'
import { overPositions } from './positions.js'
import { expectOutputs } from './predictions.js'
import { finite } from './targets.js'

/** A vector for the outputs along the last axis: targets of the predictions' shape. */
export interface VectorsRule extends LossRule {
  readonly targets: this['in'] extends readonly [] ? 'a loss of vectors needs outputs [..., features], received []' : this['in']
  readonly dtype: 'f32'
}

const as = (x: AnyTensor, y: AnyTensor): AnyTensor => (x.dtype === y.dtype ? x : raw.elementwise((x) => convert(x, y.dtype))(x))

const half = raw.elementwise((u, v) => {
  const e = sub(u, v)
  return mul(like(e, 0.5), mul(e, e))
})
const whereAngle = raw.elementwise((distance, a, b) =>
  select(or(eq(a, like(a, 0)), eq(b, like(b, 0))), like(distance, 1), distance))

/** 1 - cos of the rows of a and b, [..., n]: [...]. */
const distance = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [[u, ofA], [v, ofB]] = [directionOf(a), directionOf(b)]
  return whereAngle(raw.reduce('sum', half(u, v), [u.shape.length - 1]), ofA, ofB)
}

/**
 * 1 - cos of the angles between predictions and targets, both [batch, ..., features], from 0 to 2: their lengths don't count.
 * Axes between batch and features are averaged over. Where one of both is 0 the loss is 1, and its derivative 0.
 *
 * @example
 * cosineSimilarity().of(t.of([2, 2], [3, 0, 0, 2]), t.of([2, 2], [1, 1, 0, 5])) // 0.1464
 */
// @__NO_SIDE_EFFECTS__
export const cosineSimilarity = (): Loss<VectorsRule> => {
  const name = 'cosineSimilarity'
  return define({
    rowwise: true,
    name,
    complaint: finite,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, predictions, (outputs) => (outputs.at(-1) ?? 0) > 0, '[batch, ..., features], at least one')
      return overPositions(distance(predictions, as(targets, predictions)))
    },
  })
}

/** When a pair that is different counts as such. */
export interface CosineEmbeddingOptions {
  /** The cosine from which on different ones cost something, from -1 to 1; 0 by default. */
  readonly margin?: number
}

const cosine: Kind = { expected: 'a number from -1 to 1', holds: (x) => typeof x === 'number' && x >= -1 && x <= 1 }

/**
 * 1 - cos of pairs that are alike, and max(0, cos - margin) of different ones: predictions are [batch, 2, features], both of a
 * pair by the same network, targets [batch] 1 or 0 (as PyTorch's CosineEmbeddingLoss, where different ones are -1). A vector of
 * zeros has cosine 0, with derivative 0.
 *
 * @example
 * const pair = t.of([2, 2, 2], [1, 0, 0, 1, 1, 0, 1, 1])
 * cosineEmbedding().of(pair, t.of([2], [1, 0], 'i32')) // 0.8536
 */
// @__NO_SIDE_EFFECTS__
export const cosineEmbedding = (options: CosineEmbeddingOptions = {}): Loss<PairsRule> => {
  const name = 'cosineEmbedding'
  const { margin = 0 } = checkOptions<CosineEmbeddingOptions>(name, options, { margin: cosine })
  const cost = raw.elementwise((distance, alike) =>
    select(eq(alike, like(alike, 1)), distance, max(like(distance, 0), sub(like(distance, 1 - margin), distance))))
  return define({
    rowwise: true,
    name,
    complaint: pairs,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, predictions, isPair, pairsExpected)
      return cost(distance(pairOf(predictions, 0), pairOf(predictions, 1)), targets)
    },
  })
}
