/** Classes are the last axis; what lies between them and the batch are positions, the steps of a sequence. */
import { mean } from '../tensor/reduction.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { eq } from '../program/scalar.js'

/** From [batch, ...] to [batch], by the mean. */
export const overPositions = (x: AnyTensor): AnyTensor =>
  x.shape.length === 1 ? x : (mean(x.shape.slice(1).map((_: number, i: number) => i + 1)) as (x: AnyTensor) => AnyTensor)(x)

const same = raw.elementwise((label, c) => eq(label, c))

/** Whether each of the scores [batch, ..., classes] is that of the class, [batch, ...]. */
export const isClass = (targets: AnyTensor, scores: AnyTensor): AnyTensor => {
  const last = scores.shape.length - 1
  return same(raw.expand(targets, [last], scores.shape), raw.iota(scores.shape, last))
}
