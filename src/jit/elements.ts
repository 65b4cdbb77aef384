/** Scalar functions over every element of tensors, compiled: what is the same for all elements is an input of the program. */
import { count } from '../program/program.js'
import { like, type Scalar, type Scalars } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { byProgram } from './rows.js'

/** What all elements have in common: a number, or in a program that serves every such number a scalar. */
export type Parameter = Scalar | number

/** A parameter beside a scalar of its element type. */
export const beside = (x: Scalar, parameter: Parameter): Scalar => (typeof parameter === 'number' ? like(x, parameter) : parameter)

/** As many parameters as a function names. */
export type Parameters = readonly [Parameter, Parameter, Parameter, Parameter]

/** Elements of a program's run: with few, a small tensor costs little more than its own. */
export const perRun = 1024

/**
 * A function of the elements of `operands` tensors of one shape and type, and of numbers of that type: by a program for any
 * numbers where that is worth while, else, and inside of a trace, with the numbers as constants.
 */
// @__NO_SIDE_EFFECTS__
export const overElements = (operands: number, f: (xs: Scalars, parameters: Parameters) => Scalar) => {
  const over = raw.elementwise((...all: Scalars) => f(all, all.slice(operands) as readonly Scalar[] as Parameters))
  const run = byProgram<readonly AnyTensor[], readonly AnyTensor[], AnyTensor>(({ shared, rows, size }) =>
    over(...rows, ...shared.map((p) => raw.broadcast(p, [size]))), { elements: perRun })
  return (xs: readonly AnyTensor[], ...numbers: readonly number[]): AnyTensor => {
    const { shape, dtype } = xs[0] as AnyTensor
    const n = count(shape)
    const made = run(numbers.map((p) => raw.scalar(p, dtype)), xs.map((x) => raw.reshape(x, [n])), n)
    if (made !== undefined) return raw.reshape(made, shape)
    return raw.elementwise((...all) => f(all, numbers as readonly Parameter[] as Parameters))(...xs)
  }
}
