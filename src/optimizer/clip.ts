/**
 * Clipping keeps a step from being too large. Norms are summed in the element type of each leaf; from there on they are
 * f64. Elements whose squares would overflow are made smaller by a power of two before, which is exact, and which the
 * quotient of element and norm doesn't notice. A gradient that is not finite stays so: nothing hides it.
 */
import { div, eq, isFloat, like, lt, max, min, mul, neg, select, sqrt } from '../program/scalar.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { check, nonNegative, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import { greatest, squareSum, unit } from './norm.js'
import type { Optimizer } from './optimizer.js'
import { stateless, type StatelessRule } from './stateless.js'

/**
 * Every element into [-limit, limit].
 *
 * @example
 * chain(clipByValue(0.5), sgd({ learningRate: 0.1 }))
 */
export const clipByValue = (limit: number): Optimizer<StatelessRule> => {
  check('clipByValue', { limit }, { limit: nonNegative })
  const clipped = leafwise((g) => {
    const bound = like(g, limit)
    return max(min(g, bound), neg(bound))
  })
  return stateless((updates) => clipped([updates]))
}

const larger = raw.elementwise(max)
const times = leafwise((g, factor) => mul(g, factor))
const chosen = leafwise((g, scaled, factor, isBelow) => select(eq(isBelow, like(isBelow, 1)), g, mul(scaled, factor)))

/** Leaves that go together brought to a norm of at most `limit`: u·g · (limit / ‖u·g‖), or g where its norm is below. */
// @__NO_SIDE_EFFECTS__
const clipped = (limit: number) => {
  const below = raw.elementwise((total, u) => select(lt(sqrt(total), mul(like(u, limit), u)), like(u, 1), like(u, 0)))
  const factor = raw.elementwise((total) => div(like(total, limit), sqrt(total)))
  return <P>(updates: P): P => {
    const leaves = tree.tensors(updates).filter((x) => isFloat(x.dtype) && !x.shape.includes(0))
    if (leaves.length === 0) return updates
    const u = unit(leaves.map(greatest).reduce((a, b) => larger(a, b)))
    const scaled = times([updates], [u])
    const total = tree.tensors(scaled).filter((x) => isFloat(x.dtype)).map(squareSum).reduce((a, b) => raw.add(a, b))
    return chosen([updates, scaled], [factor(total), below(total, u)])
  }
}

/**
 * Each leaf by itself to a norm of at most `limit`: g·min(1, limit / ‖g‖).
 *
 * @example
 * chain(clipByNorm(1), sgd({ learningRate: 0.1 }))
 */
export const clipByNorm = (limit: number): Optimizer<StatelessRule> => {
  check('clipByNorm', { limit }, { limit: positive })
  const clip = clipped(limit)
  return stateless((updates) => tree.map(updates, clip))
}

/**
 * All leaves together to a norm of at most `limit`, which keeps the direction (Pascanu, Mikolov and Bengio 2013).
 *
 * @example
 * const { init, update } = clipByGlobalNorm(1)
 * const gradient = t.of([2], [3, -4])
 * update(gradient, init(gradient), gradient, { loss: t.scalar(1) })[0] // [0.6, -0.8]
 */
export const clipByGlobalNorm = (limit: number): Optimizer<StatelessRule> => {
  check('clipByGlobalNorm', { limit }, { limit: positive })
  return stateless(clipped(limit))
}
