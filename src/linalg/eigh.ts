/** Eigenvalues and eigenvectors of symmetric [batch, n, n]. */
import { abs, add, div, eq, like, select, sub } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Diagonal, Square } from '../shape/square.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { batched, diagonal, flattened, identity, over, scaledColumns, sizesOf, symmetric, total, transposed } from './matrix.js'
import { operation, type Derivative } from './operation.js'
import { ascending } from './order.js'
import { orthonormal, reflections } from './reflections.js'
import { orthogonalRows } from './rotations.js'

const magnitude = raw.elementwise((x) => abs(x))
const shifted = over((x, one, shift) => select(eq(one, like(one, 0)), x, add(x, shift)))

/**
 * In a basis of its columns, the longest first, a matrix of great and small eigenvalues is near to a diagonal. Without its
 * negative eigenvalues, by a shift of no more than the largest, it has them as its singular values; its rows, turned until they
 * are orthogonal, are turned into eigenvectors. The eigenvalues are vᵀ·a·v.
 */
const decomposed = (a: AnyTensor): readonly [values: AnyTensor, vectors: AnyTensor] => {
  const [b, n] = sizesOf(a)
  const basis = orthonormal(reflections(a, true))
  const near = symmetric(raw.contract(raw.contract(basis, a, true), basis))
  const bound = raw.reduce('max', raw.reduce('sum', magnitude(near), [2]), [1])
  const positive = shifted(a.shape, near, identity(a.shape, a.dtype), raw.reshape(bound, [b, 1, 1]))
  const rows = raw.contract(raw.slice(orthogonalRows(positive), [0, 0, n], [b, n, n + n]), basis, false, true)
  const values = raw.reduce('sum', raw.mul(raw.contract(rows, a), rows), [2])
  const order = ascending(values)
  return [raw.reshape(raw.contract(order, raw.reshape(values, [b, n, 1])), [b, n]), transposed(raw.contract(order, rows))]
}

/** 1 / (wⱼ - wᵢ) beside the diagonal, on which nothing is divided by 0 in a derivative, either. */
const gap = over((x, own, other, i, j) =>
  select(eq(i, j), like(x, 0), div(x, select(eq(i, j), like(x, 1), sub(other, own)))))
const overGaps = (x: AnyTensor, w: AnyTensor): AnyTensor => {
  const [b, n] = sizesOf(x)
  return gap(x.shape, x, raw.reshape(w, [b, n, 1]), raw.reshape(w, [b, 1, n]), raw.iota(x.shape, 1), raw.iota(x.shape, 2))
}

// With D = vᵀ·da·v: dw = its diagonal, dv = v·(D / (wⱼ - wᵢ) beside it). Backward, da = v·(dw + (vᵀ·dv) / (wⱼ - wᵢ))·vᵀ.
const derivative: Derivative = {
  pull: ({ values: [w, v] }, [dw, dv]) => {
    const inner = dv && overGaps(raw.contract(v!, dv, true), w!)
    const left = total(dw && scaledColumns(v!, dw), inner && raw.contract(v!, inner))
    return [raw.contract(left!, v!, false, true)]
  },
  push: ({ values: [w, v] }, [da]) => {
    const moved = raw.contract(raw.contract(v!, da!, true), v!)
    return [diagonal(moved), raw.contract(v!, overGaps(moved, w!))]
  },
}

/** Eigenvalues, ascending, and vectors, in columns. */
export const eigen = (a: AnyTensor): readonly [values: AnyTensor, vectors: AnyTensor] =>
  operation([a], (a) => ({ values: decomposed(a!) }), derivative) as readonly [AnyTensor, AnyTensor]

/** `a` is vectors·values·vectorsᵀ. */
export interface Eigen<S extends Shape, D extends Float> {
  /** Ascending, [..., n]. */
  readonly values: Shaped<Diagonal<S>, D>
  /** Orthonormal, in columns, in the order of the values. */
  readonly vectors: Tensor<S, D>
}

/**
 * Eigenvalues and eigenvectors of each symmetric matrix of [..., n, n]; what is not symmetric is taken to be (a + aᵀ) / 2. By
 * Jacobi's rotations: values, residuals and orthogonality are right to some n roundings of the largest eigenvalue. The sign of a
 * vector is no matter of the matrix. Vectors of equal eigenvalues are any that are orthonormal, and have no derivative (it is
 * infinite or NaN); the values have theirs.
 *
 * @example
 * const { values, vectors } = eigh(t.of([2, 2], [2, 1, 1, 2]))
 * values // [1.00000, 3.00000]
 * pipe(vectors, t.mul(vectors)) // [[0.5, 0.5], [0.5, 0.5]]
 * eigvalsh(t.of([2, 2], [2, 1, 1, 2])) // [1.00000, 3.00000]
 */
export const eigh = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Eigen<S, D> => {
  const { shape } = expectSquare('eigh', a)
  const [values, vectors] = eigen(symmetric(flattened(a))).map((x) => batched(x, shape.slice(0, -2)))
  return { values, vectors } as unknown as Eigen<S, D>
}

/** Eigenvalues alone, ascending, [..., n]: those of `eigh`, which have a derivative where some are equal, too. */
export const eigvalsh = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Shaped<Diagonal<S>, D> => {
  const { shape } = expectSquare('eigvalsh', a)
  return batched(eigen(symmetric(flattened(a)))[0], shape.slice(0, -2)) as Shaped<Diagonal<S>, D>
}
