/** Gradients of several batches to one update. */
import { add, convert, div, eq, like, select } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import type { Said } from '../shape/fits.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { none, type Count } from './count.js'
import { check, positiveCount } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import {
  anOptimizer, type AnyOptimizer, type Optimizer, type OptimizerRule, type OptimizerRuleOf, type OptimizerState,
} from './optimizer.js'
import { still } from './still.js'

/** What `accumulate` keeps between the batches of one update. */
export interface AccumulateState<P, S> {
  /** How many batches have been gathered since the last update. */
  readonly count: Count
  /** The sum of their gradients, and of their losses. */
  readonly gradients: P
  readonly loss: Tensor<readonly [], 'f64'>
  /** The inner optimizer's state, which only an update moves. */
  readonly inner: S
}

/** `AccumulateState` of the parameters and of what `inner` keeps of them, or its sentence. */
export interface AccumulateRule<R extends OptimizerRule> extends OptimizerRule {
  readonly state: [Said<OptimizerState<R, this['in']>>] extends [never]
    ? AccumulateState<this['in'], OptimizerState<R, this['in']>> : Said<OptimizerState<R, this['in']>>
}

const chosen = raw.elementwise((isDue, a, b) => select(isDue, a, b))
/** One tree where `isDue`, without axes, is true, else the other. */
const either = <A>(isDue: AnyTensor, then: A, otherwise: A): A =>
  tree.zip((a, b) => chosen(raw.broadcast(isDue, a!.shape), a!, b!), then, otherwise)

const successor = raw.elementwise((n) => add(n, like(n, 1)))
const isZero = raw.elementwise((n) => eq(n, like(n, 0)))
const summed = leafwise(add)
const total = raw.elementwise((sum, x) => add(sum, convert(x, 'f64')))
const rounded = (dtype: DType) => raw.elementwise((x) => convert(x, dtype))
/**
 * One update of `inner` for every `batches` batches, by the mean of their gradients, which is the gradient of one batch as
 * large as all of them where they are of one size and weight: as much memory as a small batch needs, and the steps of a large
 * one. In between, updates are 0 and the inner state stays as it is; its schedules count updates, not batches. The loss that
 * `inner` looks at is the mean of the losses. What a pass observes, such as the statistics of `batchNorm`, moves with every
 * batch. Sums go on from fold to fold: batches that are no multiple wait for those that come.
 *
 * g = (g₁ + … + gₖ) / k, added in this order. The gradient of one large batch adds the same numbers in another order, so
 * that they agree within rounding, and to the bit only where every sum is exact.
 *
 * @example
 * const { init, update } = accumulate(2, sgd({ learningRate: 0.1 }))
 * const [params, first, second] = [t.of([2], [1, 1]), t.of([2], [3, -4]), t.of([2], [1, 0])]
 * const [none, state] = update(first, init(params), params, { loss: t.scalar(1) })
 * none // [0, 0]
 * update(second, state, params, { loss: t.scalar(1) })[0] // [-0.2, 0.2]
 */
// @__NO_SIDE_EFFECTS__
export const accumulate = <const I extends AnyOptimizer>(
  batches: number, inner: I,
): Optimizer<AccumulateRule<OptimizerRuleOf<I>>> => {
  check('accumulate', { batches, inner }, { batches: positiveCount, inner: anOptimizer })
  const isLast = raw.elementwise((n) => eq(n, like(n, batches)))
  const mean = leafwise((g) => div(g, like(g, batches)))
  const meanLoss = raw.elementwise((loss) => div(loss, like(loss, batches)))
  const untyped: AnyOptimizer = {
    parts: (state) => [[inner, state.inner]],
    init: (params) => ({
      count: none(),
      gradients: zerosOf(params),
      loss: raw.scalar(0, 'f64') as Tensor<readonly [], 'f64'>,
      inner: inner.init(params),
    }),
    update: (g, state, params, moment) => {
      // The first gradient as it is: 0 + -0 is +0.
      const gradients = either(isZero(state.count), g, summed([state.gradients, g]))
      const loss = total(state.loss, moment.loss)
      const gathered = successor(state.count)
      const isDue = isLast(gathered)
      const [updates, next] = inner.update(mean([gradients]), state.inner, params,
        { ...moment, loss: rounded(moment.loss.dtype)(meanLoss(loss)) })
      return [either(isDue, updates, tree.map(updates, still)), {
        count: either(isDue, none(), gathered as Count),
        gradients: either(isDue, zerosOf(gradients), gradients),
        loss: either(isDue, raw.scalar(0, 'f64'), loss),
        inner: either(isDue, next, state.inner),
      }]
    },
  }
  // What `inner` keeps, only its rule knows.
  return untyped as Optimizer<any>
}
