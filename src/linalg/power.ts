/** Powers of square matrices, and their exponential function. */
import { abs, add, gt, like, lt, mul, select } from '../program/scalar.js'
import { anInteger, check } from '../shape/options.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Square } from '../shape/square.js'
import { stopGradient } from '../tensor/stopGradient.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { expectSquare } from './argument.js'
import { inverted } from './inverse.js'
import { batched, flattened, identity, over } from './matrix.js'
import { repeated } from './operation.js'
import { solveSystem } from './solve.js'

/** xⁿ for n ≥ 1, by squaring. */
const power = (x: AnyTensor, n: number): AnyTensor => {
  if (n === 1) return x
  const square = power(raw.contract(x, x), Math.floor(n / 2))
  return n % 2 === 1 ? raw.contract(square, x) : square
}

/** `matrixPower(n)` of any square matrices. */
export interface Raising {
  <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Tensor<S, D>
}

/**
 * The n-th power of each matrix of [..., n, n], by squaring: for n = 0 the identity, below 0 a power of the inverse.
 *
 * @example
 * matrixPower(10)(t.of([2, 2], [1, 1, 1, 0])) // [[89, 55], [55, 34]]
 */
export const matrixPower = (n: number): Raising => {
  check('matrixPower', { n }, { n: anInteger })
  return (a) => {
    const { shape } = expectSquare('matrixPower', a)
    const flat = flattened(a)
    const result = n === 0 ? identity(flat.shape, flat.dtype) : power(n < 0 ? inverted(flat) : flat, Math.abs(n))
    return batched(result, shape.slice(0, -2)) as typeof a
  }
}

/** Coefficients of the diagonal Padé approximant of eˣ, and up to which 1-norm it is right to the last digit. */
const approximants = {
  f32: { coefficients: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1], most: 3.925724783138660 },
  f64: {
    coefficients: [
      64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800,
      33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
    ],
    most: 5.371920351148152,
  },
} as const

/** As many squarings are done for each matrix; those that need fewer stay as they are. */
const squarings = 24

const magnitude = raw.elementwise((x) => abs(x))
const halved = over((scale, norm, most) => select(gt(mul(norm, scale), most), mul(scale, like(scale, 0.5)), scale))
const scaled = over((x, scale) => mul(x, scale))
const plus = over((sum, x, by) => add(sum, mul(x, by)))
const either = over((square, x, scale) => select(lt(scale, like(scale, 1)), square, x))
const doubled = over((scale) => add(scale, scale))

const exponential = (a: AnyTensor): AnyTensor => {
  const { coefficients, most } = approximants[a.dtype as Float]
  const [b] = a.shape as readonly [number, number, number]
  const one = [b, 1, 1]
  const norm = raw.reshape(raw.reduce('max', raw.reduce('sum', magnitude(stopGradient(a)), [1]), [1]), one)
  const [bound, steps] = [raw.full([], most, a.dtype), raw.iota([squarings], 0)]
  const [[scale]] = repeated(([scale]) => [[halved(one, scale!, norm, bound)], []], [raw.full(one, 1, a.dtype)], [steps])
  const x = scaled(a.shape, a, scale!)
  const square = raw.contract(x, x)
  // Even powers, and odd ones without a factor x, by Horner's rule.
  const whole = identity(a.shape, a.dtype)
  const sum = (first: number): AnyTensor => {
    const own = coefficients.filter((_, i) => i % 2 === first).toReversed()
    const by = (c: number): AnyTensor => raw.full([], c, a.dtype)
    const greatest = scaled(a.shape, whole, by(own[0]!))
    return own.slice(1).reduce((s, c) => plus(a.shape, raw.contract(square, s), whole, by(c)), greatest)
  }
  const [even, odd] = [sum(0), raw.contract(x, sum(1))]
  const approximant = solveSystem(raw.sub(even, odd), raw.add(even, odd))
  const [[result]] = repeated(([y, scale]) =>
    [[either(a.shape, raw.contract(y!, y!), y!, scale!), doubled(one, scale!)], []], [approximant, scale!], [steps])
  return result!
}

/**
 * The exponential function of each matrix of [..., n, n], Σ aᵏ/k!, by scaling and squaring of a Padé approximant (N. Higham, "The
 * scaling and squaring method for the matrix exponential revisited", 2005): up to a 1-norm of some 6·10⁷ (or as far as it is
 * finite); beyond it is not to be trusted.
 *
 * @example
 * expm(t.of([2, 2], [0, 1, 0, 0])) // [[1, 1], [0, 1]]
 */
export const expm = <S extends Shape, D extends Float>(a: Fits<Square<S>> & Tensor<S, D>): Tensor<S, D> => {
  const { shape } = expectSquare('expm', a)
  return batched(exponential(flattened(a)), shape.slice(0, -2)) as Tensor<S, D>
}
