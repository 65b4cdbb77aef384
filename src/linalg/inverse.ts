/** Inverses of square matrices. */
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Square } from '../shape/square.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { batched, flattened, identity } from './matrix.js'
import { operation, type Derivative } from './operation.js'
import { solveSystem } from './solve.js'

// y = a⁻¹: dy = -y·da·y, da = -yᵀ·dy·yᵀ.
const derivative: Derivative = {
  pull: ({ values: [y] }, [dy]) => [raw.neg(raw.contract(raw.contract(y!, dy!, true), y!, false, true))],
  push: ({ values: [y] }, [da]) => [raw.neg(raw.contract(raw.contract(y!, da!), y!))],
}

/** The inverse of [batch, n, n]. */
export const inverted = (a: AnyTensor): AnyTensor =>
  operation([a], (a) => ({ values: [solveSystem(a!, identity(a!.shape, a!.dtype))] }), derivative)[0]!

/**
 * The inverse of each matrix of [..., n, n]. That of a singular matrix is not finite. To solve a·x = b, `solve` is faster and
 * more accurate.
 *
 * @example
 * inverse(t.of([2, 2], [2, 0, 1, 4])) // [[0.5, 0], [-0.125, 0.25]]
 */
export const inverse = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Tensor<S, D> => {
  const { shape } = expectSquare('inverse', a)
  return batched(inverted(flattened(a)), shape.slice(0, -2)) as Tensor<S, D>
}
