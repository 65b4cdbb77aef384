/** Kullback–Leibler divergence. */
import { log } from '../program/elementary/functions.js'
import { convert, eq, like, mul, select, sub } from '../program/scalar.js'
import { logSoftmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { DistributionsRule } from './forms.js'
import type { Loss } from './loss.js'
import { overPositions } from './positions.js'
import { distributions } from './targets.js'

/** t·(ln t - x), with 0·ln 0 = 0. */
const terms = raw.elementwise((x, target) => {
  const t = convert(target, x.dtype)
  return select(eq(t, like(t, 0)), t, mul(t, sub(log(t), x)))
})

/**
 * KL(t ‖ softmax(p)) = Σ t·(ln t - ln softmax(p)) of logits [batch, ..., classes] from distributions of the same shape; axes
 * between batch and classes are averaged over. Log-probabilities are logits too: ln softmax leaves them as they are.
 *
 * @example
 * klDivergence().of(t.of([1, 2], [0, 0]), t.of([1, 2], [1, 0])) // 0.6931
 */
export const klDivergence = (): Loss<DistributionsRule> =>
  define({
    rowwise: true,
    name: 'klDivergence',
    logits: true,
    complaint: distributions,
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor =>
      overPositions(raw.reduce('sum', terms(logSoftmax(logits), targets), [logits.shape.length - 1])),
  })
