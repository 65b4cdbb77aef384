/**
 * Losses of each output alone: one expression in prediction p and target t, then their sum over an example's outputs, or their
 * mean.
 */
import { convert, type Scalar } from '../program/scalar.js'
import { oneOf } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { overPositions } from './positions.js'
import type { Complaint } from './targets.js'

/** What a loss of each output does with those of an example. */
export interface ReductionOptions {
  /** They are added up, which is the default, or averaged: over n outputs the mean has gradients 1/n as large. */
  readonly reduction?: 'sum' | 'mean'
}
export const reductionKinds = { reduction: oneOf('sum', 'mean') }

/** From what each output costs, [batch, ...], to what an example costs, [batch]. */
const sum = (each: AnyTensor): AnyTensor => raw.reduce('sum', each, each.shape.slice(1).map((_: number, i: number) => i + 1))
const reductions = { sum, mean: overPositions }
export const ofExample = (each: AnyTensor, reduction: 'sum' | 'mean' = 'sum'): AnyTensor => reductions[reduction](each)

/**
 * The loss Σ f(p, t) over the outputs of an example, or their mean; targets of another float type are converted to the
 * predictions'.
 */
// @__NO_SIDE_EFFECTS__
export const ofOutputs = (
  name: string, f: (p: Scalar, t: Scalar) => Scalar, complaint: Complaint, { reduction }: ReductionOptions = {},
  logits = false,
): Loss<PerOutputRule> => {
  const each = raw.elementwise((p, t) => f(p, convert(t, p.dtype)))
  return define({
    rowwise: true,
    name,
    logits,
    complaint,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => ofExample(each(predictions, targets), reduction),
  })
}
