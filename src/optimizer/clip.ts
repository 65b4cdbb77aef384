/**
 * Clipping keeps a step from being too large. Norms are summed in the element type of each leaf; from there on they are
 * f64. Elements whose squares would overflow are made smaller by a power of two before, which is exact, and which the
 * quotient of element and norm doesn't notice. A gradient that is not finite stays so: nothing hides it.
 */
import { abs, convert, div, eq, isFloat, like, lt, max, min, mul, neg, select, sqrt, type Scalar } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { check, nonNegative, positive } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
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

const wide = raw.elementwise((x) => convert(x, 'f64'))
const absolute = raw.elementwise(abs)
const larger = raw.elementwise(max)
const times = leafwise((g, factor) => mul(g, factor))
const chosen = leafwise((g, scaled, factor, isBelow) => select(eq(isBelow, like(isBelow, 1)), g, mul(scaled, factor)))

/** The greatest |x| of a leaf, in f64. */
const greatest = (x: AnyTensor): AnyTensor =>
  wide(raw.reduce('max', absolute(x), x.shape.map((_: number, i: number) => i)))

/** From 2⁴⁰ on, squares may overflow in f32 (2¹²⁸), from 2²⁰⁰ on those that were brought down by 2⁻⁹⁰ in f64 (2¹⁰²⁴). */
const [large, huge] = [1099511627776, 1.6069380442589903e60]
const [down, farDown] = [8.077935669463161e-28, 1.90109156629516e-211]

/** The power of two, 1, 2⁻⁹⁰ or 2⁻⁷⁰⁰, that brings numbers of this size to one whose squares don't overflow. */
const unit = raw.elementwise((size) => {
  const above = (least: number, u: number, otherwise: Scalar): Scalar => select(lt(like(size, least), size), like(size, u), otherwise)
  return above(huge, farDown, above(large, down, like(size, 1)))
})

/** Σ x² of a leaf, in f64. */
const squareSum = (x: AnyTensor): AnyTensor => wide(raw.total(raw.square(x)))

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
