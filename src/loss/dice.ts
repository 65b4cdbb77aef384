/** How much of two masks is common to both. */
import { sigmoid } from '../program/elementary/functions.js'
import { add, convert, div, eq, like, mul, select, sub } from '../program/scalar.js'
import { nonNegative } from '../optimizer/hyperparameter.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { overPositions } from './positions.js'
import { expectOutputs } from './predictions.js'
import { chances } from './targets.js'

/** What masks are predicted, and how their overlap is counted. */
export interface DiceOptions {
  /** Whether predictions are logits, of which σ is taken, or chances in [0, 1], which is the default. */
  readonly logits?: boolean
  /**
   * What is added above and below the fraction, at least 0; 1 by default. Without it, empty masks that are well predicted cost
   * 0.
   */
  readonly smooth?: number
  /** Whether masks count by their squares, as Milletari et al. have it, which is the default, or as they are. */
  readonly squared?: boolean
  /** Whether each index along the last axis is a mask of its own, and the loss their mean; false by default. */
  readonly perClass?: boolean
}

const chance = raw.elementwise((p) => sigmoid(p))
/** What differs: (p - t)², or p·(1 - t) + t·(1 - p), which are the sizes of both less what is common. */
const squares = raw.elementwise((p, t) => {
  const e = sub(p, t)
  return mul(e, e)
})
const shares = raw.elementwise((p, t) => add(mul(p, sub(like(t, 1), t)), mul(t, sub(like(p, 1), p))))
const sizes = raw.elementwise((p, t) => add(mul(p, p), mul(t, t)))
const sums = raw.elementwise(add)
const as = { f32: raw.elementwise((x) => convert(x, 'f32')), f64: raw.elementwise((x) => convert(x, 'f64')) }

/**
 * 1 - (2·Σ p·t + smooth) / (Σ p² + Σ t² + smooth) over all outputs of an example, for masks p against masks t of chances in [0,
 * 1] of their shape, such as [batch, height, width, classes] (Milletari, Navab and Ahmadi, "V-Net", 2016). It is computed as Σ
 * (p - t)² / (Σ p² + Σ t² + smooth), which is the same and loses no digits where masks are near.
 *
 * @example
 * // 2 of 3 pixels found: 1 - (2·2 + 1) / (2 + 3 + 1)
 * dice().of(t.of([1, 4], [1, 1, 0, 0]), t.of([1, 4], [1, 1, 1, 0])) // 0.1667
 */
// @__NO_SIDE_EFFECTS__
export const dice = (options: DiceOptions = {}): Loss<PerOutputRule> => {
  const name = 'dice'
  const { logits = false, smooth = 1, squared = true, perClass = false } = checkOptions<DiceOptions>(
    name, options, { logits: aBoolean, smooth: nonNegative, squared: aBoolean, perClass: aBoolean })
  const [difference, size] = squared ? [squares, sizes] : [shares, sums]
  const ratio = raw.elementwise((different, whole) => {
    const all = add(whole, like(whole, smooth))
    const isNothing = eq(all, like(all, 0))
    return select(isNothing, like(all, 0), div(different, select(isNothing, like(all, 1), all)))
  })
  return define({
    rowwise: true,
    name,
    logits,
    complaint: chances,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
      if (perClass) expectOutputs(name, predictions, (outputs) => outputs.length > 0, '[batch, ..., classes]')
      const p = logits ? chance(predictions) : predictions
      const t = as[p.dtype as 'f32' | 'f64'](targets)
      const n = p.shape.length - (perClass ? 1 : 0)
      const axes = Array.from({ length: n - 1 }, (_, i) => i + 1)
      return overPositions(ratio(raw.reduce('sum', difference(p, t), axes), raw.reduce('sum', size(p, t), axes)))
    },
  })
}
