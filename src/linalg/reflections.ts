/** Householder's reflections 1 - τ·v·vᵀ, one a column, that make [batch, m, n] upper triangular. */
import {
  abs, add, constant, div, eq, ge, gt, like, lt, mul, neg, select, sqrt, sub,
} from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { greatest, identity, over, pick, sizesOf } from './matrix.js'
import { repeated } from './operation.js'

/** What the reflections are, the first axis counting them, and what is left of the matrix. */
export interface Reflections {
  /** [steps, batch, m]. */
  readonly v: AnyTensor
  /** [steps, batch, 1]. */
  readonly tau: AnyTensor
  /** Upper triangular, [batch, steps, n], its columns in order. */
  readonly r: AnyTensor
  /** Which column of the matrix is column j of `r`, i32 [batch, steps]. */
  readonly order: AnyTensor
}

const placeAt = over((b, i, j, m, n) => add(mul(add(mul(b, m), i), n), j))
const whole = over((x) => select(gt(x, like(x, 0)), x, like(x, 1)))
const size = over((x, i, k) => select(ge(i, k), abs(x), like(x, 0)))
const square = over((x, scale, i, k) => select(gt(i, k), mul(div(x, scale), div(x, scale)), like(x, 0)))
/** -sign α·|x|, or α itself where nothing is below it: as LAPACK's. */
const beta = over((alpha, scale, tail) => {
  const a = div(alpha, scale)
  const length = mul(scale, sqrt(add(mul(a, a), tail)))
  return select(eq(tail, like(tail, 0)), alpha, select(lt(alpha, like(alpha, 0)), length, neg(length)))
})
const tau = over((alpha, beta, tail) => select(eq(tail, like(tail, 0)), like(tail, 0), div(sub(beta, alpha), beta)))
const vector = over((x, alpha, beta, tail, i, k) =>
  select(lt(i, k), like(x, 0), select(eq(i, k), like(x, 1),
    select(eq(tail, like(tail, 0)), like(x, 0), div(x, sub(alpha, beta))))))
const reflected = over((x, tau, v, w) => sub(x, mul(mul(tau, v), w)))
const triangle = over((x, beta, i, j) => select(lt(i, j), x, select(eq(i, j), beta, like(x, 0))))

/** x - τ·v·(vᵀ·x). */
const reflect = (x: AnyTensor, v: AnyTensor, tau: AnyTensor): AnyTensor => {
  const [b, m] = sizesOf(x)
  const w = raw.contract(raw.reshape(v, [b, 1, m]), x)
  return reflected(x.shape, x, raw.reshape(tau, [b, 1, 1]), raw.reshape(v, [b, m, 1]), w)
}

const left = over((x, scale, i, k) => select(lt(i, k), like(x, 0), mul(div(x, scale), div(x, scale))))
const open = over((norm, done) => select(gt(done, like(done, 0)), constant(norm.dtype, -1), norm))
const either = over((done, j, p) => select(eq(j, p), like(done, 1), done))

/** The next column: of those that are left the one of the greatest norm of what is left of it. */
const longest = (rest: AnyTensor, scale: AnyTensor, done: AnyTensor, k: AnyTensor): AnyTensor => {
  const norms = raw.reduce('sum', left(rest.shape, rest, scale, raw.iota(rest.shape, 1), k), [1])
  return raw.reduce('argmax', open(norms.shape, norms, done), [1])
}

/** Businger and Golub's choice of columns by `pivoting`; otherwise they are taken as they come. */
export const reflections = (a: AnyTensor, pivoting = false): Reflections => {
  const [b, m, n] = sizesOf(a)
  const [steps, column, one] = [Math.min(m, n), [b, m], [b, 1]]
  const [ofBatch, i] = [raw.iota(column, 0), raw.iota(column, 1)]
  const [rows, columns] = [raw.scalar(m, 'i32'), raw.scalar(n, 'i32')]
  const scaleOfAll = whole([b, 1, 1], greatest(a, [1, 2]))
  const [[rest], [v, taus, betas, chosen]] = repeated(([rest, done], [k]) => {
    const p = done === undefined ? raw.broadcast(k!, [b]) : longest(rest!, scaleOfAll, done, k!)
    const x = pick(rest!, placeAt(column, ofBatch, i, raw.reshape(p, one), rows, columns))
    const alpha = pick(x, placeAt(one, raw.iota(one, 0), raw.full(one, 0, 'i32'), k!, raw.scalar(1, 'i32'), rows))
    const scale = whole(one, greatest(size(column, x, i, k!), [1]))
    const tail = raw.reshape(raw.reduce('sum', square(column, x, scale, i, k!), [1]), one)
    const to = beta(one, alpha, scale, tail)
    const by = tau(one, alpha, to, tail)
    const v = vector(column, x, alpha, to, tail, i, k!)
    const next = reflect(rest!, v, by)
    const seen = done === undefined ? [] : [either([b, n], done, raw.iota([b, n], 1), raw.reshape(p, one))]
    return [[next, ...seen], [v, by, to, p]]
  }, [a, ...(pivoting ? [raw.full([b, n], 0, 'i32')] : [])], [raw.iota([steps], 0)])
  const order = raw.permute(chosen!, [1, 0])
  const top = raw.slice(rest!, [0, 0, 0], [b, steps, n])
  const shape = [b, steps, n]
  const inOrder = pivoting
    ? pick(top, placeAt(
      shape, raw.iota(shape, 0), raw.iota(shape, 1), raw.reshape(order, [b, 1, n]), raw.scalar(steps, 'i32'), columns))
    : top
  const diagonal = raw.reshape(raw.permute(betas!, [1, 0, 2]), [b, steps, 1])
  const r = triangle(shape, inOrder, diagonal, raw.iota(shape, 1), raw.iota(shape, 2))
  return { v: v!, tau: taus!, r, order }
}

/** The product of the reflections, in order, with [batch, m, w]. */
export const reflectedBy = ({ v, tau }: Reflections, x: AnyTensor): AnyTensor => {
  const [[result]] = repeated(([x], [v, tau]) => [[reflect(x!, v!, tau!)], []], [x], [v, tau], true)
  return result!
}

/** The first columns of that product, [batch, m, steps]. */
export const orthonormal = (by: Reflections): AnyTensor => {
  const [steps, b, m] = by.v.shape as readonly [number, number, number]
  return reflectedBy(by, identity([b, m, steps], by.v.dtype))
}
