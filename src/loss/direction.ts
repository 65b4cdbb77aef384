/**
 * Lengths and directions along the last axis, without overflow on the way: rows are divided by their greatest element m, which
 * cancels, and so takes no part in derivatives.
 *
 *     |x| = m·√Σ (x/m)²,  x/|x| = (x/m) / √Σ (x/m)²
 *
 * A row of zeros, or of less than the smallest normal number, has length 0 and no direction: 0, with derivative 0.
 */
import { abs, constant, div, eq, like, lt, mul, or, select, sqrt, type Scalar } from '../program/scalar.js'
import { held } from '../program/scalarFunction.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

const smallest = { f32: 1.1754943508222875e-38, f64: 2.2250738585072014e-308 } as Readonly<Record<string, number>>

const size = raw.elementwise(abs)
const unit = raw.elementwise((m) => {
  const least = constant(m.dtype, smallest[m.dtype] as number)
  return select(or(lt(m, least), eq(m, constant(m.dtype, Infinity))), like(m, 1), m)
})
const scaled = raw.elementwise((x, m) => div(x, held(m)))

/** √s, and 0 with derivative 0 where s is 0. */
const root = (s: Scalar): Scalar => {
  const isNothing = eq(s, like(s, 0))
  return select(isNothing, s, sqrt(select(isNothing, like(s, 1), s)))
}
const length = raw.elementwise((s, m) => mul(held(m), root(s)))
const divided = raw.elementwise((x, s) => {
  const isNothing = eq(s, like(s, 0))
  return select(isNothing, like(x, 0), div(x, sqrt(select(isNothing, like(s, 1), s))))
})

const last = (x: AnyTensor): number => x.shape.length - 1

/** x/m, Σ (x/m)² and m, the last two without the last axis. */
const parts = (x: AnyTensor): readonly [scaled: AnyTensor, squares: AnyTensor, greatest: AnyTensor] => {
  const greatest = unit(raw.reduce('max', size(x), [last(x)]))
  const y = scaled(x, raw.expand(greatest, [last(x)], x.shape))
  return [y, raw.reduce('sum', raw.square(y), [last(x)]), greatest]
}

/** |x| of rows [..., n]: [...]. */
export const lengthOf = (x: AnyTensor): AnyTensor => {
  const [, squares, greatest] = parts(x)
  return length(squares, greatest)
}

/** x/|x| of rows [..., n], and Σ (x/m)² of each, [...], which is 0 where there is no direction. */
export const directionOf = (x: AnyTensor): readonly [direction: AnyTensor, squares: AnyTensor] => {
  const [y, squares] = parts(x)
  return [divided(y, raw.expand(squares, [last(x)], x.shape)), squares]
}
