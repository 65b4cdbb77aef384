/**
 * Softmax cross-entropy of logits [batch, ..., classes], against distributions or classes:
 *
 *     loss = -Σ_c w_c·t_c·ln softmax(p)_c,   t smoothed: (1 - ε)·t + ε/C
 *
 * Axes between batch and classes (the steps of a sequence) are averaged over. The mean over a batch divides by Σ w_t, so a
 * class is the same as its one-hot distribution. Where all that weigh 0 is left, the mean is 0.
 */
import { add, convert, eq, like, mul, select, type Scalar } from '../program/scalar.js'
import { fraction } from '../optimizer/hyperparameter.js'
import { aList, checkOptions } from '../shape/options.js'
import { logSoftmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkClassWeights, weightsOf } from './classWeights.js'
import { define } from './define.js'
import type { ClassesRule, DistributionsRule } from './forms.js'
import type { Loss } from './loss.js'
import { ignoring, isClass, overPositions, type IgnoreOptions } from './positions.js'
import { classes, distributions } from './targets.js'

/** How a cross-entropy looks at classes. */
export interface CrossEntropyOptions {
  /** The share ε in [0, 1) of each target that is spread over all classes (Szegedy et al. 2016); 0 by default. */
  readonly labelSmoothing?: number
  /** What each class counts, at least 0; 1 by default. */
  readonly classWeights?: readonly number[]
}

/** The same for classes as indices. */
export interface SparseCrossEntropyOptions extends CrossEntropyOptions, IgnoreOptions {}

const known = { labelSmoothing: fraction, classWeights: aList }

const last = (x: AnyTensor): number => x.shape.length - 1

/** The share t of a class from its logarithm x = ln softmax(p), and what the target says of it. */
type Share = (x: Scalar, target: Scalar) => Scalar

/** As given, or smoothed over `n` classes: (1 - ε)·t + ε/n. */
const given = (smoothing: number, n: number): Share => (x, target) => {
  const t = convert(target, x.dtype)
  return smoothing === 0 ? t : add(mul(like(t, 1 - smoothing), t), like(t, smoothing / n))
}

/** All of the class's own, but for what smoothing takes. */
const owned = (smoothing: number, n: number): Share => (x, own) =>
  select(own, like(x, 1 - smoothing + smoothing / n), like(x, smoothing / n))

/** The terms t·x, without the undefined 0·∞ of a class that is ruled out, and whose share is none. */
const terms = (share: Share) => raw.elementwise((x, target) => {
  const t = share(x, target)
  return select(eq(t, like(t, 0)), t, mul(t, x))
})

/** -Σ_c w_c·t_c·ln softmax(p)_c of each position, [batch, ...]. */
const entropy = (share: Share, logits: AnyTensor, target: AnyTensor, weights: AnyTensor | undefined): AnyTensor => {
  const each = terms(share)(logSoftmax(logits), target)
  const weighted = weights === undefined ? each : raw.mul(each, raw.broadcast(weights, each.shape))
  return raw.neg(raw.reduce('sum', weighted, [last(logits)]))
}

/**
 * Against distributions [batch, ..., classes].
 *
 * @example
 * softmaxCrossEntropy().of(t.of([1, 3], [2, 0, -1]), t.of([1, 3], [0.5, 0.5, 0])) // 1.17
 */
export const softmaxCrossEntropy = (options: CrossEntropyOptions = {}): Loss<DistributionsRule> => {
  const name = 'softmaxCrossEntropy'
  const { labelSmoothing = 0, classWeights } = checkOptions<CrossEntropyOptions>(name, options, known)
  checkClassWeights(name, classWeights)
  const weighted = terms(given(0, 1))
  return define({
    rowwise: true,
    name,
    logits: true,
    complaint: distributions,
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      const n: number = logits.shape.at(-1)
      const weights = classWeights && weightsOf(name, classWeights, n, logits.dtype)
      return overPositions(entropy(given(labelSmoothing, n), logits, targets, weights))
    },
    classWeight: classWeights && ((targets, dtype) => {
      const weights = weightsOf(name, classWeights, targets.shape.at(-1), dtype)
      return overPositions(raw.reduce('sum', weighted(raw.broadcast(weights, targets.shape), targets), [last(targets)]))
    }),
  })
}

/**
 * Against classes [batch, ...] from 0 to C - 1; another is an error, unless it is the one that `ignore` names.
 *
 * @example
 * sparseSoftmaxCrossEntropy().of(t.of([1, 3], [2, 0, -1]), t.of([1], [0], 'i32')) // 0.17
 * const padded = sparseSoftmaxCrossEntropy({ ignore: -1 })
 * padded.of(t.of([2, 3], [2, 0, -1, 5, 5, 5]), t.of([2], [0, -1], 'i32')) // 0.17
 */
export const sparseSoftmaxCrossEntropy = (options: SparseCrossEntropyOptions = {}): Loss<ClassesRule> => {
  const name = 'sparseSoftmaxCrossEntropy'
  const { labelSmoothing = 0, classWeights } = checkOptions<SparseCrossEntropyOptions>(name, options, { ...known, ignore: true })
  checkClassWeights(name, classWeights)
  const ignored = ignoring(name, options)
  const kept = (x: AnyTensor, targets: AnyTensor): AnyTensor => overPositions(ignored?.kept(x, targets) ?? x)
  return define({
    rowwise: true,
    name,
    logits: true,
    complaint: classes(options.ignore),
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      const n: number = logits.shape.at(-1)
      const weights = classWeights && weightsOf(name, classWeights, n, logits.dtype)
      return kept(entropy(owned(labelSmoothing, n), logits, isClass(targets, logits), weights), targets)
    },
    classWeight: classWeights === undefined && ignored === undefined ? undefined : (targets, dtype) =>
      kept(classWeights === undefined
        ? raw.full(targets.shape, 1, dtype)
        : raw.gather(raw.vector(classWeights, dtype), ignored?.known(targets) ?? targets), targets),
  })
}
