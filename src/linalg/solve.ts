/** Systems of equations a·x = b, by factors of a. */
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { solveSquare } from '../shape/solve.js'
import type { Square } from '../shape/square.js'
import { stopGradient } from '../tensor/stopGradient.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { factorsOf } from './lu.js'
import { rowsAt } from './matrix.js'
import { operation, type Derivative, type Tensors } from './operation.js'
import { ofRightSide, type Solving } from './rightSide.js'
import { substitute } from './triangular.js'

/** p·a = l·u: a·x = b is u·x = l⁻¹·p·b, aᵀ·x = b is x = pᵀ·l⁻ᵀ·u⁻ᵀ·b. */
const solved = ([l, u, order, place]: Tensors, b: AnyTensor, transpose: boolean): AnyTensor =>
  (transpose
    ? rowsAt(substitute(l!, substitute(u!, b, { lower: false, transpose }), { lower: true, unit: true, transpose }), place!)
    : substitute(u!, substitute(l!, rowsAt(b, order!), { lower: true, unit: true }), { lower: false }))

// x = a⁻¹b: db = a⁻ᵀdx, da = -db·xᵀ, with the same factors.
// @__NO_SIDE_EFFECTS__
const derivative = (transpose: boolean): Derivative => ({
  pull: ({ inputs: [a, , ...factors], values: [x] }, [dx], wanted) => {
    const db = solution(a!, factors, dx!, !transpose)
    const product = (): AnyTensor => (transpose ? raw.contract(x!, db, false, true) : raw.contract(db, x!, false, true))
    return [wanted[0] === true ? raw.neg(product()) : undefined, db]
  },
  push: ({ inputs: [a, , ...factors], values: [x] }, [da, db]) => {
    const moved = da && raw.neg(raw.contract(da, x!, transpose))
    return [solution(a!, factors, moved === undefined ? db! : db === undefined ? moved : raw.add(db, moved), transpose)]
  },
})

const solution = (a: AnyTensor, factors: Tensors, b: AnyTensor, transpose: boolean): AnyTensor =>
  // What comes from the factors comes from a, which the rule speaks of.
  operation([a, b, ...factors], (_, b, ...factors) => ({ values: [solved(factors, b!, transpose)] }),
    derivative(transpose))[0]!

/** The x of a·x = b, [batch, n, n] and [batch, n, m]. */
export const solveSystem = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const { l, u, order, place } = factorsOf(stopGradient(a))
  return solution(a, [l, u, order, place], b, false)
}

/**
 * The x of a·x = b for square matrices a of [..., n, n]: b is [..., n, k], of as many axes, or vectors [..., n], of one axis
 * less. By elimination with partial pivoting. Of a singular matrix x is not finite, and that of no other in the batch;
 * `leastSquares` has an answer.
 *
 * @example
 * pipe(t.of([2], [3, 5]), solve(t.of([2, 2], [1, 1, 1, 3]))) // [2, 1]
 * solve(t.of([1, 1], [0]))(t.of([1], [1])) // [Infinity]
 */
export const solve = <A extends Shape, D extends Float>(a: Fits<Square<A>> & Tensor<A, D>): Solving<A, D> => {
  expectSquare('solve', a)
  return (b: AnyTensor) => ofRightSide('solve', a, b, solveSquare, solveSystem) as never
}
