/** Cross-entropies that look at what is still wrong: each term counts (1 - p)^γ, p being the chance that the truth was given. */
import { exp, expm1, pow, sigmoid, softplus } from '../program/elementary/functions.js'
import { add, div, eq, like, max, mul, neg, select, sub, type Scalar } from '../program/scalar.js'
import { family, type ScalarFunction } from '../program/scalarFunction.js'
import { nonNegative } from '../optimizer/hyperparameter.js'
import { aList, aShare, checkOptions } from '../shape/options.js'
import { logSoftmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkClassWeights, weightsOf } from './classWeights.js'
import { define } from './define.js'
import type { ClassesRule, PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { ofOutputs, reductionKinds, type ReductionOptions } from './outputs.js'
import { ignoring, isClass, overPositions, type IgnoreOptions } from './positions.js'
import { chances, classes } from './targets.js'

/** How a focal loss of logits of chances looks at them. */
export interface SigmoidFocalOptions extends ReductionOptions {
  /** How much what is well predicted is left aside, at least 0; 2 by default, and 0 is cross-entropy. */
  readonly gamma?: number
  /** What ones count, from 0 to 1; zeros count 1 - α. Without it, which is the default, each counts 1. */
  readonly alpha?: number
}

/** Below this, chances and their products have long reached 0: 0·∞ never arises. */
const bounded = (x: Scalar): Scalar => max(x, like(x, -1000))

/** -σ(-x)^γ·ln σ(x), what a one costs; d = -σ(-x)^γ·(σ(-x) - γ·σ(x)·ln σ(x)). */
const ofOne = family('sigmoidFocal', (gamma: number): ScalarFunction<readonly [Scalar]> => {
  const factor = (x: Scalar): Scalar => (gamma === 0 ? like(x, 1) : exp(mul(like(x, -gamma), softplus(x))))
  return {
    body: (x) => mul(factor(x), softplus(neg(x))),
    partials: ([x]) =>
      [neg(mul(factor(x), add(sigmoid(neg(x)), mul(like(x, gamma), mul(sigmoid(x), softplus(neg(bounded(x))))))))],
  }
})

/** w·t·cost, and nothing of what isn't there, be it ∞. */
const part = (w: number, t: Scalar, cost: Scalar): Scalar => {
  const zero = like(t, 0)
  return select(eq(t, zero), zero, mul(mul(like(t, w), t), cost))
}

/**
 * -α·t·(1 - σ(p))^γ·ln σ(p) - (1 - α)·(1 - t)·σ(p)^γ·ln(1 - σ(p)) of logits p against chances t in [0, 1], added up over the
 * outputs of an example, whose shape targets have (Lin et al., "Focal Loss for Dense Object Detection", 2017, equation 5). It
 * is made for ones among very many zeros. A logit of ±∞ that is wrong costs ∞.
 *
 * @example
 * sigmoidFocal({ alpha: 0.25 }).of(t.of([1, 1], [0]), t.of([1, 1], [1])) // 0.0433, a 16th of ln 2
 */
// @__NO_SIDE_EFFECTS__
export const sigmoidFocal = (options: SigmoidFocalOptions = {}): Loss<PerOutputRule> => {
  const { gamma = 2, alpha, ...reduction } = checkOptions<SigmoidFocalOptions>(
    'sigmoidFocal', options, { ...reductionKinds, gamma: nonNegative, alpha: aShare })
  const cost = ofOne(gamma)
  return ofOutputs('sigmoidFocal', (p, t) =>
    add(part(alpha ?? 1, t, cost(p)), part(1 - (alpha ?? 0), sub(like(t, 1), t), cost(neg(p)))), chances, reduction, true)
}

/** How a focal loss of classes looks at them. */
export interface SparseFocalOptions extends IgnoreOptions {
  /** How much what is well predicted is left aside, at least 0; 2 by default, and 0 is cross-entropy. */
  readonly gamma?: number
  /** What each class counts, at least 0; 1 by default. The mean over a batch divides by what its classes count. */
  readonly classWeights?: readonly number[]
}

/** -(1 - eˣ)^γ·x of x = ln p; d = (1 - eˣ)^γ·(γ·eˣ·x/(1 - eˣ) - 1), where x/(1 - eˣ) is -1 at 0. */
const ofLogarithm = family('softmaxFocal', (gamma: number): ScalarFunction<readonly [Scalar]> => ({
  body: (x) => mul(pow(neg(expm1(x)), like(x, gamma)), neg(x)),
  partials: ([x]) => {
    const [zero, one, rest] = [like(x, 0), like(x, 1), neg(expm1(x))]
    const isSure = eq(rest, zero)
    const ratio = select(isSure, neg(one), div(bounded(x), select(isSure, one, rest)))
    return [mul(pow(rest, like(x, gamma)), sub(mul(like(x, gamma), mul(exp(x), ratio)), one))]
  },
}))

const owned = raw.elementwise((own, x) => select(own, x, like(x, 0)))

/**
 * -(1 - pₜ)^γ·ln pₜ for p = softmax of logits [batch, ..., classes], against classes t [batch, ...] from 0 to C - 1; axes
 * between batch and classes are averaged over (Lin et al., "Focal Loss for Dense Object Detection", 2017, equation 4).
 *
 * @example
 * sparseSoftmaxFocal().of(t.of([1, 2], [0, 0]), t.of([1], [1], 'i32')) // 0.1733, a 4th of ln 2
 */
// @__NO_SIDE_EFFECTS__
export const sparseSoftmaxFocal = (options: SparseFocalOptions = {}): Loss<ClassesRule> => {
  const name = 'sparseSoftmaxFocal'
  const { gamma = 2, classWeights } = checkOptions<SparseFocalOptions>(
    name, options, { gamma: nonNegative, classWeights: aList, ignore: true })
  checkClassWeights(name, classWeights)
  const ignored = ignoring(name, options)
  const cost = ofLogarithm(gamma)
  const costs = raw.elementwise((x) => cost(x))
  const kept = (x: AnyTensor, targets: AnyTensor): AnyTensor => overPositions(ignored?.kept(x, targets) ?? x)
  const weights = (targets: AnyTensor, table: AnyTensor): AnyTensor => raw.gather(table, ignored?.known(targets) ?? targets)
  return define({
    rowwise: true,
    name,
    logits: true,
    complaint: classes(options.ignore),
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      const table = classWeights && weightsOf(name, classWeights, logits.shape.at(-1), logits.dtype)
      const own = owned(isClass(targets, logits), logSoftmax(logits))
      const each = costs(raw.reduce('sum', own, [logits.shape.length - 1]))
      return kept(table === undefined ? each : raw.mul(each, weights(targets, table)), targets)
    },
    classWeight: classWeights === undefined && ignored === undefined ? undefined : (targets, dtype) =>
      kept(classWeights === undefined
        ? raw.full(targets.shape, 1, dtype)
        : weights(targets, raw.vector(classWeights, dtype)), targets),
  })
}
