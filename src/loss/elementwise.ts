/**
 * Losses of each output alone, added up over the outputs of an example, or their mean. One expression in prediction p and
 * target t says everything; targets of another float type are converted to that of the predictions.
 */
import { abs, le, like, max, mul, neg, select, sub, add, type Scalar } from '../program/scalar.js'
import { named } from '../program/scalarFunction.js'
import { exp, log1p, sigmoid } from '../program/elementary/functions.js'
import { positive } from '../optimizer/hyperparameter.js'
import { checkOptions } from '../shape/options.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { ofOutputs } from './outputs.js'
import { chances, finite, signs } from './targets.js'

type Error = (p: Scalar, t: Scalar) => Scalar

const squared: Error = (p, t) => {
  const e = sub(p, t)
  return mul(e, e)
}
const absolute: Error = (p, t) => abs(sub(p, t))

/**
 * Σ (p - t)² over the outputs of an example: their sum, where `meanSquaredError`, the loss and the metric, is their mean. With n
 * outputs its gradients are n times as large.
 *
 * @example
 * squaredError().of(t.of([1, 2], [0.6, 0]), t.of([1, 2], [1, 0])) // 0.16
 */
export const squaredError = (): Loss<PerOutputRule> =>
  ofOutputs('squaredError', squared, finite)

/**
 * Σ (p - t)² / n over the n outputs of an example: the metric `meanSquaredError` as a loss.
 *
 * @example
 * meanSquaredError().of(t.of([1, 2], [0.6, 0]), t.of([1, 2], [1, 0])) // 0.08
 */
export const meanSquaredError = (): Loss<PerOutputRule> =>
  ofOutputs('meanSquaredError', squared, finite, { reduction: 'mean' })

/**
 * Σ |p - t| over the outputs of an example: their sum, where `meanAbsoluteError` is their mean. The derivative at p = t is 0.
 *
 * @example
 * absoluteError().of(t.of([1, 2], [0.6, 0]), t.of([1, 2], [1, 0])) // 0.40
 */
export const absoluteError = (): Loss<PerOutputRule> =>
  ofOutputs('absoluteError', absolute, finite)

/**
 * Σ |p - t| / n over the n outputs of an example: the metric `meanAbsoluteError` as a loss. The derivative at p = t is 0.
 *
 * @example
 * meanAbsoluteError().of(t.of([1, 2], [0.6, 0]), t.of([1, 2], [1, 0])) // 0.20
 */
export const meanAbsoluteError = (): Loss<PerOutputRule> =>
  ofOutputs('meanAbsoluteError', absolute, finite, { reduction: 'mean' })

/** Where the Huber loss stops being a square. */
export interface HuberOptions {
  /** Above 0; 1 by default. */
  readonly delta?: number
}

/**
 * Σ over the outputs of e²/2 where |e| ≤ δ, else δ·(|e| - δ/2), for e = p - t (Huber 1964).
 *
 * @example
 * huber({ delta: 1 }).of(t.of([1, 2], [0.5, 3]), t.of([1, 2], [0, 0])) // 2.625
 */
export const huber = (options: HuberOptions = {}): Loss<PerOutputRule> => {
  const { delta = 1 } = checkOptions<HuberOptions>('huber', options, { delta: positive })
  return ofOutputs('huber', (p, t) => {
    const e = sub(p, t)
    const [half, d] = [like(e, 0.5), like(e, delta)]
    return select(le(abs(e), d), mul(half, mul(e, e)), mul(d, sub(abs(e), mul(half, d))))
  }, finite)
}

/**
 * -t·ln σ(p) - (1 - t)·ln(1 - σ(p)) = t·max(-p, 0) + (1 - t)·max(p, 0) + ln(1 + e^(-|p|)): no term is negative, so none
 * cancels. ∂p = (1 - t)·σ(p) - t·σ(-p), which is σ(p) - t; ∂t = -p.
 */
const sigmoidCrossEntropy = named({
  name: 'sigmoidCrossEntropy',
  body: (p: Scalar, t: Scalar) => {
    const [zero, one] = [like(p, 0), like(p, 1)]
    return add(add(mul(t, max(neg(p), zero)), mul(sub(one, t), max(p, zero))), log1p(exp(neg(abs(p)))))
  },
  partials: ([p, t]) => [sub(mul(sub(like(t, 1), t), sigmoid(p)), mul(t, sigmoid(neg(p)))), neg(p)],
})

/**
 * Binary cross-entropy of logits p against chances t in [0, 1], added up over the outputs of an example.
 *
 * @example
 * sigmoidBinaryCrossEntropy().of(t.of([1, 1], [0]), t.of([1, 1], [1])) // 0.6931
 */
export const sigmoidBinaryCrossEntropy = (): Loss<PerOutputRule> =>
  ofOutputs('sigmoidBinaryCrossEntropy', (p, t) => sigmoidCrossEntropy(p, t), chances, {}, true)

/**
 * Σ max(0, 1 - p·t) over the outputs of an example, for targets 1 and -1; the derivative at the kink is 0.
 *
 * @example
 * hinge().of(t.of([1, 2], [0.5, -2]), t.of([1, 2], [1, 1])) // 3.5
 */
export const hinge = (): Loss<PerOutputRule> =>
  ofOutputs('hinge', (p, t) => max(like(p, 0), sub(like(p, 1), mul(p, t))), signs)
