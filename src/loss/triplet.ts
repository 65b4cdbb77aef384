/**
 * An anchor is nearer to its own class than to others, by a margin:
 *
 *     max(0, margin + D(anchor, positive) - D(anchor, negative))
 *
 * Triplets are made of the examples of a batch.
 */
import { add, and, constant, eq, like, lt, max, select, sub } from '../program/scalar.js'
import { positive as aPositive } from '../optimizer/hyperparameter.js'
import { checkOptions, oneOf } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import {
  both, down, embeddingExpected, flags, isEmbedding, labels, meanOf, relations, someOf, type EmbeddingsRule,
} from './batch.js'
import { define } from './define.js'
import { lengthOf } from './direction.js'
import type { Loss } from './loss.js'
import { expectOutputs } from './predictions.js'

/** Which triplets of a batch count, and how far apart they should be. */
export interface TripletOptions {
  /** How much farther another class should be, above 0; 1 by default. */
  readonly margin?: number
  /**
   * `'hard'`, the default: for each anchor the farthest of its class and the nearest of others (Hermans et al. 2017).
   * `'semiHard'`: for each of its class the nearest of others that is farther, or the farthest of others where none is (Schroff
   * et al. 2015). `'all'`: every triplet. The last two look at batch³ numbers. What an anchor's triplets cost is averaged.
   */
  readonly mining?: 'hard' | 'semiHard' | 'all'
  /** The Euclidean distance, which is the default, or its square, as Schroff et al. have it. */
  readonly distance?: 'euclidean' | 'squared'
}

const noMore = raw.elementwise((holds, x) => select(holds, x, constant(x.dtype, -Infinity)))
const noLess = raw.elementwise((holds, x) => select(holds, x, constant(x.dtype, Infinity)))
const farther = raw.elementwise((isNegative, there, here) => and(isNegative, lt(here, there)))
const nearestOr = raw.elementwise((nearest, farthest) =>
  select(eq(nearest, constant(nearest.dtype, Infinity)), farthest, nearest))

const differences = (x: AnyTensor): AnyTensor => {
  const [n, features] = x.shape as readonly [number, number]
  return raw.sub(raw.expand(x, [1], [n, n, features]), raw.expand(x, [0], [n, n, features]))
}
const distances = {
  euclidean: (x: AnyTensor): AnyTensor => lengthOf(differences(x)),
  squared: (x: AnyTensor): AnyTensor => raw.reduce('sum', raw.square(differences(x)), [2]),
}

/** From the terms of a margin to what an anchor costs, [batch]: of distances D [anchor, other] and who is alike. */
type Hinge = (near: AnyTensor, far: AnyTensor) => AnyTensor
type Mining = (hinge: Hinge, d: AnyTensor, positive: AnyTensor, negative: AnyTensor) => AnyTensor

/** [anchor, positive, negative], of a table of positives or of negatives. */
const ofPositives = (x: AnyTensor, n: number): AnyTensor => raw.expand(x, [2], [n, n, n])
const ofNegatives = (x: AnyTensor, n: number): AnyTensor => raw.expand(x, [1], [n, n, n])

const minings: Readonly<Record<'hard' | 'semiHard' | 'all', Mining>> = {
  hard: (hinge, d, positive, negative) =>
    hinge(raw.reduce('max', noMore(positive, d), [1]), raw.reduce('min', noLess(negative, d), [1])),
  semiHard: (hinge, d, positive, negative) => {
    const n = d.shape[0] as number
    const [there, here, isNegative] = [ofNegatives(d, n), ofPositives(d, n), ofNegatives(negative, n)]
    const nearest = raw.reduce('min', noLess(farther(isNegative, there, here), there), [2])
    const farthest = down(raw.reduce('max', noMore(negative, d), [1]), n)
    return meanOf(hinge(d, nearestOr(nearest, farthest)), positive)
  },
  all: (hinge, d, positive, negative) => {
    const n = d.shape[0] as number
    const costs = hinge(ofPositives(d, n), ofNegatives(d, n))
    const holds = both(ofPositives(positive, n), ofNegatives(negative, n))
    return meanOf(raw.reshape(costs, [n, n * n]), raw.reshape(holds, [n, n * n]))
  },
}

const ifAny = raw.elementwise((cost, has) => select(has, cost, like(cost, 0)))

/** Whether an anchor has others of its class and others of none, [batch]. */
const hasBoth = (targets: AnyTensor): AnyTensor => {
  const { positive, negative } = relations(targets)
  return both(someOf(positive, 1), someOf(negative, 1))
}

/**
 * max(0, margin + D(anchor, positive) - D(anchor, negative)) of embeddings [batch, features], against the class of each
 * example, [batch]: every example is an anchor, and the other examples of the batch are its positives and negatives (Schroff,
 * Kalenichenko and Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015). The mean is over the
 * anchors that have both, and 0 where none has. An example's weight is its weight as an anchor, and what it costs depends on
 * the rest of its batch: batches should have several examples of each class. Of equal embeddings the derivative of D is 0.
 *
 * @example
 * // two of class 0 at distance 1, one of class 1: the first anchor is 2 away from it, the second 1
 * triplet().of(t.of([3, 1], [0, 1, 2]), t.of([3], [0, 0, 1], 'i32')) // 0.5
 */
// @__NO_SIDE_EFFECTS__
export const triplet = (options: TripletOptions = {}): Loss<EmbeddingsRule> => {
  const name = 'triplet'
  const { margin = 1, mining = 'hard', distance = 'euclidean' } = checkOptions<TripletOptions>(name, options, {
    margin: aPositive, mining: oneOf('hard', 'semiHard', 'all'), distance: oneOf('euclidean', 'squared'),
  })
  const hinge = raw.elementwise((near, far) => max(like(near, 0), add(like(near, margin), sub(near, far))))
  return define({
    name,
    complaint: labels,
    perExample: (embeddings: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, embeddings, isEmbedding, embeddingExpected)
      const { positive, negative } = relations(targets)
      return ifAny(minings[mining](hinge, distances[distance](embeddings), positive, negative), hasBoth(targets))
    },
    classWeight: (targets, dtype) => flags(hasBoth(targets), dtype),
  })
}
