/**
 * Softmax cross-entropy of logits [batch, ..., classes], against distributions or classes:
 *
 *     loss = -Σ_c w_c·t_c·ln softmax(p)_c,   t smoothed: (1 - ε)·t + ε/C
 *
 * Axes between batch and classes (the steps of a sequence) are averaged over. The mean over a batch divides by Σ w_t, so a
 * class is the same as its one-hot distribution.
 */
import { add, constant, convert, eq, like, mul, neg, select, type Scalar } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { of as tensorOf } from '../tensor/create.js'
import { logSoftmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { Loss } from './loss.js'
import { isClass, overPositions } from './positions.js'
import { classes, distributions, expectTargets } from './targets.js'

/** How a cross-entropy looks at classes. */
export interface CrossEntropyOptions {
  /** The share ε in [0, 1) of each target that is spread over all classes (Szegedy et al. 2016); 0 by default. */
  readonly labelSmoothing?: number
  /** What each class counts, at least 0; 1 by default. */
  readonly classWeights?: readonly number[]
}

const check = (operation: string, { labelSmoothing = 0, classWeights = [] }: CrossEntropyOptions): void => {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) fail(operation, { argument: 'labelSmoothing', expected: 'a number of at least 0 and below 1', received: labelSmoothing })
  const at = classWeights.findIndex((w) => !(w >= 0 && w < Infinity))
  if (at >= 0) fail(operation, { argument: `classWeights[${at}]`, expected: 'a finite number of at least 0', received: classWeights[at] })
}

/** The weights of `n` classes, [classes]. */
const weightsOf = (operation: string, weights: readonly number[], n: number, dtype: DType): AnyTensor => {
  if (weights.length !== n) fail(operation, { argument: 'classWeights', expected: `${n} numbers, one for each class`, received: weights })
  return tensorOf([n], weights, dtype)
}

const last = (x: AnyTensor): number => x.shape.length - 1

/** The terms t_c·x_c without the undefined 0·∞ of a class that is ruled out, and whose share is none. */
const terms = raw.elementwise((x, t) => {
  const share = convert(t as Scalar, (x as Scalar).dtype)
  return select(eq(share, like(share, 0)), share, mul(share, x as Scalar))
})
const product = raw.elementwise((x, w) => mul(x as Scalar, w as Scalar))
const opposite = raw.elementwise((x) => neg(x as Scalar))

/** (1 - ε)·t + ε/C. */
const smoothed = (smoothing: number, targets: AnyTensor): AnyTensor => {
  const n = targets.shape.at(-1) as number
  return smoothing === 0 ? targets : raw.elementwise((t) => add(mul(like(t as Scalar, 1 - smoothing), t as Scalar), like(t as Scalar, smoothing / n)))(targets)
}

const entropy = (logits: AnyTensor, targets: AnyTensor, weights: AnyTensor | undefined): AnyTensor => {
  const weighted = (x: AnyTensor): AnyTensor => (weights === undefined ? x : product(x, raw.broadcast(weights, x.shape)))
  return opposite(overPositions(raw.reduce('sum', weighted(terms(logSoftmax(logits), targets)), [last(logits)])))
}

/** Against distributions [batch, ..., classes]. */
export const softmaxCrossEntropy = <C extends number, L extends Shape = readonly []>(options: CrossEntropyOptions = {}): Loss<readonly [...L, C], readonly [...L, C], 'f32'> => {
  const name = 'softmaxCrossEntropy'
  const { labelSmoothing = 0, classWeights } = options
  check(name, options)
  return define<readonly [...L, C], readonly [...L, C], 'f32'>({
    name,
    complaint: distributions,
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectTargets(name, targets, logits.shape, ['f32', 'f64'])
      const weights = classWeights && weightsOf(name, classWeights, logits.shape.at(-1), logits.dtype)
      return entropy(logits, smoothed(labelSmoothing, targets), weights)
    },
    classWeight: classWeights && ((targets, dtype) => {
      const weights = weightsOf(name, classWeights, targets.shape.at(-1), dtype)
      return overPositions(raw.reduce('sum', terms(raw.broadcast(weights, targets.shape), targets), [last(targets)]))
    }),
  })
}

/** Against classes [batch, ...] from 0 to C - 1. */
export const sparseSoftmaxCrossEntropy = <C extends number, L extends Shape = readonly []>(options: CrossEntropyOptions = {}): Loss<readonly [...L, C], readonly [...L], 'i32'> => {
  const name = 'sparseSoftmaxCrossEntropy'
  const { labelSmoothing = 0, classWeights } = options
  check(name, options)
  return define<readonly [...L, C], readonly [...L], 'i32'>({
    name,
    complaint: classes,
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectTargets(name, targets, logits.shape.slice(0, -1), ['i32'])
      const n = logits.shape.at(-1) as number
      const weights = classWeights && weightsOf(name, classWeights, n, logits.dtype)
      const shares = raw.elementwise((yes) => select(yes as Scalar, constant(logits.dtype, 1 - labelSmoothing + labelSmoothing / n), constant(logits.dtype, labelSmoothing / n)))
      return entropy(logits, shares(isClass(targets, logits)), weights)
    },
    classWeight: classWeights && ((targets, dtype) => overPositions(raw.gather(tensorOf([classWeights.length], classWeights, dtype), targets))),
  })
}
