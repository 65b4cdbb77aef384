/** The triangular factors of [batch, n, n] by elimination with partial pivoting, p·a = l·u. */
import { abs, add, constant, convert, div, eq, ge, gt, like, mul, ne, select, sub } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Square } from '../shape/square.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { batched, flattened, identity, over, pick, rowsAt, sizesOf, strictlyLower, total, upper } from './matrix.js'
import { operation, repeated, type Derivative, type Tensors } from './operation.js'
import { substitute, substituteRight } from './triangular.js'

/** Triangular matrices, and which row of a is which of theirs. */
export interface Factors {
  readonly l: AnyTensor
  readonly u: AnyTensor
  /** Row i of l·u is row order[i] of a, i32 [batch, n]. */
  readonly order: AnyTensor
  /** Row i of a is row place[i] of l·u. */
  readonly place: AnyTensor
  /** The number of exchanges of rows, i32 [batch]. */
  readonly exchanges: AnyTensor
}

/** Places in [n, batch, n] in row-major order. */
const placeAt = over((i, b, j, batch, n) => add(mul(add(mul(i, batch), b), n), j))
const candidate = over((x, i, k) => select(ge(i, k), abs(x), constant(x.dtype, -1)))
const exchanged = over((x, i, k, p, atK, atP) => select(eq(i, k), atP, select(eq(i, p), atK, x)))
const factor = over((x, pivot, place, k) =>
  select(gt(place, k), select(eq(pivot, like(pivot, 0)), x, div(x, pivot)), like(x, 0)))
const without = over((w, a, b) => sub(w, mul(a, b)))
const differ = over((p, k) => convert(ne(p, k), 'i32'))

/**
 * Rows stay where they are in [n, batch, n]; only the list of which is which changes. Of rows that are done the rest is of no
 * matter, so whatever is taken from them does no harm.
 */
const factored = (
  a: AnyTensor,
): readonly [l: AnyTensor, u: AnyTensor, order: AnyTensor, place: AnyTensor, exchanges: AnyTensor] => {
  const [b, n] = sizesOf(a)
  const whole = [n, b, n]
  const list = [b, n]
  const [batch, size] = [raw.scalar(b, 'i32'), raw.scalar(n, 'i32')]
  const [own, i] = [raw.iota([b], 0), raw.iota(list, 1)]
  const at = (shape: readonly number[], i: AnyTensor, ofBatch: AnyTensor, j: AnyTensor): AnyTensor =>
    placeAt(shape, i, ofBatch, j, batch, size)
  const inList = (x: AnyTensor, position: AnyTensor): AnyTensor =>
    pick(x, at([b], raw.full([b], 0, 'i32'), own, position))
  const wide = (x: AnyTensor): AnyTensor => raw.reshape(x, [b, 1])
  const [[, , place], outputs] = repeated(([rest, order, place], [k]) => {
    const column = pick(rest!, at(list, i, raw.iota(list, 0), k!))
    const inOrder = pick(column, at(list, raw.full(list, 0, 'i32'), raw.iota(list, 0), order!))
    const p = raw.reduce('argmax', candidate(list, inOrder, i, k!), [1])
    const [first, second] = [inList(order!, raw.broadcast(k!, [b])), inList(order!, p)]
    const pivotRow = pick(rest!, at(list, wide(second), raw.iota(list, 0), i))
    const nextOrder = exchanged(list, order!, i, k!, wide(p), wide(first), wide(second))
    const nextPlace = exchanged(list, place!, i, wide(second), wide(first), wide(p), raw.broadcast(k!, list))
    const factors = factor(list, column, wide(inList(column, second)), nextPlace, k!)
    const down = raw.reshape(raw.permute(factors, [1, 0]), [n, b, 1])
    const next = without(whole, rest!, down, raw.reshape(pivotRow, [1, b, n]))
    return [[next, nextOrder, nextPlace], [pivotRow, factors, second, differ([b], p, k!)]]
  }, [raw.permute(a, [1, 0, 2]), i, i], [raw.iota([n], 0)])
  const [rows, factors, chosen, changes] = outputs as readonly [AnyTensor, AnyTensor, AnyTensor, AnyTensor]
  const order = raw.permute(chosen, [1, 0])
  const l = raw.add(strictlyLower(rowsAt(raw.permute(factors, [1, 2, 0]), order)), identity([b, n, n], a.dtype))
  return [l, upper(raw.permute(rows, [1, 0, 2])), order, place!, raw.reduce('sum', changes, [0])]
}

// With F = L⁻¹·P·dA·U⁻¹: dL = L·(F below the diagonal), dU = (F on and above it)·U. Backward,
// P·dA = L⁻ᵀ·((Lᵀ·dL below) + (dU·Uᵀ on and above))·U⁻ᵀ.
const derivative: Derivative = {
  pull: ({ values: [l, u], rest: [, place] }, [dl, du]) => {
    const inner = total(
      dl && strictlyLower(raw.contract(l!, dl, true)), du && upper(raw.contract(du, u!, false, true)))
    const left = substitute(l!, inner!, { lower: true, unit: true, transpose: true })
    return [rowsAt(substituteRight(u!, left, { lower: false, transpose: true }), place!)]
  },
  push: ({ values: [l, u], rest: [order] }, [da]) => {
    const left = substitute(l!, rowsAt(da!, order!), { lower: true, unit: true })
    const inner = substituteRight(u!, left, { lower: false })
    return [raw.contract(l!, strictlyLower(inner)), raw.contract(upper(inner), u!)]
  },
}

/** Factors with their derivative. */
export const factorsOf = (a: AnyTensor): Factors => {
  let rest: Tensors = []
  const [l, u] = operation([a], (a) => {
    const [l, u, ...others] = factored(a!)
    rest = others
    return { values: [l, u], rest }
  }, derivative)
  const [order, place, exchanges] = rest
  return { l: l!, u: u!, order: order!, place: place!, exchanges: exchanges! }
}

/** `a` is p·l·u. */
export interface Lu<S extends Shape, D extends Float> {
  /** A permutation: one 1 in each row and each column. */
  readonly p: Tensor<S, D>
  /** Lower triangular, ones on the diagonal, and nothing greater below. */
  readonly l: Tensor<S, D>
  /** Upper triangular. */
  readonly u: Tensor<S, D>
}

const isChosen = over((i, order, x) => convert(eq(i, order), x.dtype))

/**
 * The triangular factors of each matrix of [..., n, n], a = p·l·u, by elimination with partial pivoting: LAPACK's getrf. That of
 * a singular matrix has a 0 on the diagonal of u, and no derivative.
 *
 * @example
 * const { p, l, u } = lu(t.of([2, 2], [1, 3, 2, 4]))
 * [p, l, u] // [[[0, 1], [1, 0]], [[1, 0], [0.5, 1]], [[2, 4], [0, 1]]]
 */
export const lu = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Lu<S, D> => {
  const { shape } = expectSquare('lu', a)
  const { l, u, order } = factorsOf(flattened(a))
  const [b, n] = sizesOf(l)
  const p = isChosen([b, n, n], raw.iota([b, n, n], 1), raw.reshape(order, [b, 1, n]), raw.full([], 0, l.dtype))
  const [wholeP, wholeL, wholeU] = [p, l, u].map((x) => batched(x, shape.slice(0, -2)) as Tensor<S, D>)
  return { p: wholeP!, l: wholeL!, u: wholeU! }
}
