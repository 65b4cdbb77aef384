/** Orthonormal columns and a triangular matrix whose product a tall matrix [batch, m, n], m ≥ n, is. */
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Columns, Matrix, Rows } from '../shape/square.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectMatrix } from './argument.js'
import { batched, flattened, lower, sizesOf, strictlyLower, total, transposed, upper } from './matrix.js'
import { operation, type Derivative } from './operation.js'
import { orthonormal, reflections } from './reflections.js'
import { substituteRight } from './triangular.js'

// With M = R·dRᵀ - dQᵀ·Q: dA = (dQ + Q·(M's lower triangle, copied to the upper))·R⁻ᵀ.
// Forward, with X = dA·R⁻¹, S = QᵀX and Ω = S below the diagonal less its transpose: dQ = X - Q·S + Q·Ω, dR = (S - Ω)·R.
const derivative: Derivative = {
  pull: ({ values: [q, r] }, [dq, dr]) => {
    const moved = total(
      dr && raw.contract(r!, upper(dr), false, true), dq && raw.neg(raw.contract(dq, q!, true)))
    const mirrored = raw.add(lower(moved!), transposed(strictlyLower(moved!)))
    return [substituteRight(r!, total(dq, raw.contract(q!, mirrored))!, { lower: false, transpose: true })]
  },
  push: ({ values: [q, r] }, [da]) => {
    const x = substituteRight(r!, da!, { lower: false })
    const s = raw.contract(q!, x, true)
    const below = strictlyLower(s)
    const omega = raw.sub(below, transposed(below))
    return [raw.add(raw.sub(x, raw.contract(q!, s)), raw.contract(q!, omega)), raw.contract(upper(raw.sub(s, omega)), r!)]
  },
}

const tall = (a: AnyTensor): readonly AnyTensor[] => operation([a], (a) => {
  const by = reflections(a!)
  return { values: [orthonormal(by), by.r] }
}, derivative)

/** The same of any matrix: of one that is wide, those of its first columns, and what its others are in terms of these. */
const orthogonalFactors = (a: AnyTensor): readonly [q: AnyTensor, r: AnyTensor] => {
  const [b, m, n] = sizesOf(a)
  if (m >= n) return tall(a) as readonly [AnyTensor, AnyTensor]
  const [q, r] = tall(raw.slice(a, [0, 0, 0], [b, m, m]))
  return [q!, raw.concatenate([r!, raw.contract(q!, raw.slice(a, [0, 0, m], [b, m, n]), true)], 2)]
}

/** `a` is q·r. */
export interface Qr<S extends Shape, D extends Float> {
  /** Orthonormal columns, [..., m, k]. */
  readonly q: Shaped<Columns<S>, D>
  /** Upper triangular, [..., k, n]. */
  readonly r: Shaped<Rows<S>, D>
}

/**
 * Orthonormal columns and an upper triangular matrix, a = q·r, of each matrix of [..., m, n], k = min(m, n): the reduced
 * decomposition, by Householder's reflections, with LAPACK's signs (the diagonal of r is negative as a rule). There is no
 * derivative where the first k columns are linearly dependent.
 *
 * @example
 * const { q, r } = qr(t.of([2, 1], [3, 4]))
 * [q, r] // [[[-0.6], [-0.8]], [[-5]]]
 */
export const qr = <S extends Shape, D extends Float>(a: Fits<Matrix<S>> & Tensor<S, D>): Qr<S, D> => {
  const { shape } = expectMatrix('qr', a)
  const [q, r] = orthogonalFactors(flattened(a)).map((x) => batched(x, shape.slice(0, -2)))
  return { q, r } as unknown as Qr<S, D>
}
