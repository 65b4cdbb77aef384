/** Triangular systems of equations, by substitution. */
import { div, gt, like, lt, mul, select, sub } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { solveSquare } from '../shape/solve.js'
import type { Square } from '../shape/square.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { diagonal, lower, over, sizesOf, strictlyLower, strictlyUpper, upper } from './matrix.js'
import { operation, repeated, type Derivative } from './operation.js'
import { ofRightSide, type Solving } from './rightSide.js'

/** Which triangle of the matrix counts, whether the matrix is transposed, and whether its diagonal is taken to be ones. */
export interface Triangle {
  readonly lower: boolean
  readonly transpose?: boolean
  readonly unit?: boolean
}

const below = raw.elementwise((x, i, k) => select(gt(i, k), x, like(x, 0)))
const above = raw.elementwise((x, i, k) => select(lt(i, k), x, like(x, 0)))
const quotient = over((x, d) => div(x, d))
const without = over((b, t, x) => sub(b, mul(t, x)))

/** One unknown a step: what is known of it is taken from all equations, [n, batch, m], at once. */
const substituted = (t: AnyTensor, b: AnyTensor, { lower, transpose = false, unit = false }: Triangle): AnyTensor => {
  const [batch, n, m] = sizesOf(b)
  const columns = raw.permute(t, transpose ? [1, 2, 0] : [2, 1, 0])
  const forward = lower !== transpose
  const between = (forward ? below : above)(columns, raw.iota(columns.shape, 1), raw.iota(columns.shape, 0))
  const sequences = [raw.iota([n], 0), raw.reshape(between, [n, n, batch, 1])]
  const pivots = unit ? [] : [raw.reshape(raw.permute(diagonal(t), [1, 0]), [n, batch, 1])]
  const [, [x]] = repeated(([rest], [k, column, pivot]) => {
    const row = raw.gather(rest!, k!)
    const x = pivot === undefined ? row : quotient([batch, m], row, pivot)
    return [[without([n, batch, m], rest!, column!, raw.reshape(x, [1, batch, m]))], [x]]
  }, [raw.permute(b, [1, 0, 2])], [...sequences, ...pivots], !forward)
  return raw.permute(x!, [1, 0, 2])
}

const partOf = (x: AnyTensor, form: Triangle): AnyTensor =>
  (form.lower ? form.unit === true ? strictlyLower : lower : form.unit === true ? strictlyUpper : upper)(x)

// x = t⁻¹b: db = t⁻ᵀdx, dt = -db·xᵀ in the triangle; of tᵀx = b it is the transpose.
// @__NO_SIDE_EFFECTS__
const derivative = (form: Triangle): Derivative => ({
  pull: ({ inputs: [t], values: [x] }, [dx], wanted) => {
    const db = substitute(t!, dx!, { ...form, transpose: form.transpose !== true })
    const product = (): AnyTensor =>
      (form.transpose === true ? raw.contract(x!, db, false, true) : raw.contract(db, x!, false, true))
    return [wanted[0] === true ? raw.neg(partOf(product(), form)) : undefined, db]
  },
  push: ({ inputs: [t], values: [x] }, [dt, db]) => {
    const moved = dt && raw.neg(raw.contract(partOf(dt, form), x!, form.transpose === true))
    return [substitute(t!, moved === undefined ? db! : db === undefined ? moved : raw.add(db, moved), form)]
  },
})

/** The x of t·x = b, [batch, n, n] and [batch, n, m]. */
export const substitute = (t: AnyTensor, b: AnyTensor, form: Triangle): AnyTensor =>
  operation([t, b], (t, b) => ({ values: [substituted(t!, b!, form)] }), derivative(form))[0]!

/** The x of x·t = b, or of x·tᵀ = b. */
export const substituteRight = (t: AnyTensor, b: AnyTensor, form: Triangle): AnyTensor =>
  raw.permute(substitute(t, raw.permute(b, [0, 2, 1]), { ...form, transpose: form.transpose !== true }), [0, 2, 1])

/** Which triangle counts, and how. */
export interface TriangularOptions {
  /** The triangle on and below the diagonal; otherwise that on and above it. False by default. */
  readonly lower?: boolean
  /** Solve aᵀ·x = b. */
  readonly transpose?: boolean
  /** Take the diagonal to be ones, whatever it is. */
  readonly unitDiagonal?: boolean
}

/**
 * The x of a·x = b for triangular matrices a of [..., n, n], of which the other triangle is not looked at, by substitution: b is
 * [..., n, k], or vectors [..., n]. A 0 on the diagonal makes x infinite or NaN.
 *
 * @example
 * const a = t.of([2, 2], [2, 0, 1, 4])
 * solveTriangular(a, { lower: true })(t.of([2], [2, 9])) // [1, 2]
 * solveTriangular(a, { lower: true, transpose: true })(t.of([2], [4, 8])) // [1, 2]
 */
export const solveTriangular = <A extends Shape, D extends Float>(
  a: Fits<Square<A>> & Tensor<A, D>, options: TriangularOptions = {},
): Solving<A, D> => {
  expectSquare('solveTriangular', a)
  const { lower = false, transpose = false, unitDiagonal: unit = false } = checkOptions<TriangularOptions>(
    'solveTriangular', options, { lower: aBoolean, transpose: aBoolean, unitDiagonal: aBoolean })
  return (b: AnyTensor) =>
    ofRightSide('solveTriangular', a, b, solveSquare, (t, b) => substitute(t, b, { lower, transpose, unit })) as never
}
