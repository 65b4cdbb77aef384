/** Cross-entropy of who belongs together, in a batch. */
import { div, like, neg, select } from '../program/scalar.js'
import { positive as aPositive } from '../optimizer/hyperparameter.js'
import { checkOptions } from '../shape/options.js'
import { logSoftmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { embeddingExpected, flags, isEmbedding, labels, meanOf, relations, someOf, type EmbeddingsRule } from './batch.js'
import { define } from './define.js'
import { directionOf } from './direction.js'
import type { Loss } from './loss.js'
import { expectOutputs } from './predictions.js'

/** How sharply similarities are told apart. */
export interface NtXentOptions {
  /** The temperature τ that cosines are divided by, above 0; 0.1 by default. */
  readonly temperature?: number
}

/** Far below every cosine over a temperature, and finite: of a batch of one nothing else is left. */
const never = -1e30
const others = raw.elementwise((isSelf, score) => select(isSelf, like(score, never), score))
const cost = raw.elementwise(neg)

/**
 * The normalised temperature-scaled cross-entropy (NT-Xent, an InfoNCE loss) of embeddings [batch, features], against the class
 * of each example, [batch]. With cosines s over the temperature,
 *
 *     loss_i = -mean over p of ln (e^s_ip / Σ_a≠i e^s_ia),  p: the others of i's class
 *
 * The class may be that of a picture, and the examples two views of each (Chen et al., "A Simple Framework for Contrastive
 * Learning of Visual Representations", 2020), or a label (Khosla et al., "Supervised Contrastive Learning", 2020, equation 2).
 * The mean is over the examples that have another of their class, and 0 where none has. An example's weight is its weight as i,
 * and what it costs depends on the rest of its batch. An embedding of zeros has cosine 0 with all, with derivative 0.
 *
 * @example
 * const views = t.of([4, 2], [1, 0, 1, 0, 0, 1, 0, 1])
 * ntXent({ temperature: 1 }).of(views, t.of([4], [0, 0, 1, 1], 'i32')) // 0.5514
 */
// @__NO_SIDE_EFFECTS__
export const ntXent = (options: NtXentOptions = {}): Loss<EmbeddingsRule> => {
  const name = 'ntXent'
  const { temperature = 0.1 } = checkOptions<NtXentOptions>(name, options, { temperature: aPositive })
  const cooled = raw.elementwise((x) => div(x, like(x, temperature)))
  return define({
    name,
    complaint: labels,
    perExample: (embeddings: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, embeddings, isEmbedding, embeddingExpected)
      const { positive, isSelf } = relations(targets)
      const [u] = directionOf(embeddings)
      const scores = others(isSelf, cooled(raw.contract(u, u, false, true)))
      return meanOf(cost(logSoftmax(scores)), positive)
    },
    classWeight: (targets, dtype) => flags(someOf(relations(targets).positive, 1), dtype),
  })
}
