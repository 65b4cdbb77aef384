/**
 * Clipping keeps a step from being too large. Norms are summed in the element type of each leaf; from there on they are
 * f64. A gradient that is not finite stays so: nothing hides it.
 */
import { constant, convert, div, like, lt, max, min, mul, neg, select, sqrt } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { check, nonNegative, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { stateless } from './stateless.js'

/**
 * Every element into [-limit, limit].
 *
 * @example
 * chain(clipByValue(0.5), sgd({ learningRate: 0.1 }))
 */
export const clipByValue = <P>(limit: number): Optimizer<P, null> => {
  check('clipByValue', { limit }, { limit: nonNegative })
  const clipped = leafwise((g) => {
    const bound = like(g, limit)
    return max(min(g, bound), neg(bound))
  })
  return stateless((updates) => clipped([updates]))
}

const wide = raw.elementwise((x) => convert(x, 'f64'))
const times = leafwise((g, factor) => mul(g, factor))

/** Σ x² of a leaf, in f64. */
const squareSum = (x: AnyTensor): AnyTensor => wide(raw.total(raw.square(x)))

/** What brings a norm down to the limit: limit / √(Σ x²), or 1 where it is below. */
const factor = (limit: number) => raw.elementwise((total) => {
  const norm = sqrt(total)
  return select(lt(norm, like(norm, limit)), constant('f64', 1), div(like(norm, limit), norm))
})

/**
 * Each leaf by itself to a norm of at most `limit`: g·min(1, limit / ‖g‖).
 *
 * @example
 * chain(clipByNorm(1), sgd({ learningRate: 0.1 }))
 */
export const clipByNorm = <P>(limit: number): Optimizer<P, null> => {
  check('clipByNorm', { limit }, { limit: positive })
  const of = factor(limit)
  return stateless((updates) => tree.map(updates, (g) => times<AnyTensor>([g], [of(squareSum(g))])))
}

/**
 * All leaves together to a norm of at most `limit`, which keeps the direction (Pascanu, Mikolov and Bengio 2013).
 *
 * @example
 * const { init, update } = clipByGlobalNorm<Tensor<readonly [2]>>(1)
 * const gradient = t.of([2], [3, -4])
 * update(gradient, init(gradient), gradient, { loss: t.scalar(1) })[0] // [0.6, -0.8]
 */
export const clipByGlobalNorm = <P>(limit: number): Optimizer<P, null> => {
  check('clipByGlobalNorm', { limit }, { limit: positive })
  const of = factor(limit)
  return stateless((updates) => {
    const sums = tree.tensors(updates).map(squareSum)
    return sums.length === 0 ? updates : times([updates], [of(sums.reduce((a, b) => raw.add(a, b)))])
  })
}
