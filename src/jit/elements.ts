/** Scalar functions over every element of tensors, compiled: what is the same for all elements is an input of the program. */
import { count } from '../program/program.js'
import { like, type Scalar } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { byProgram } from './rows.js'

/** What all elements have in common: a number, or in a program that serves every such number a scalar. */
export type Parameter = Scalar | number

/** A parameter beside a scalar of its element type. */
export const beside = (x: Scalar, parameter: Parameter): Scalar =>
  (typeof parameter === 'number' ? like(x, parameter) : parameter)

/** A number for each parameter. */
export type Numbers<P extends readonly Parameter[]> = { readonly [K in keyof P]: number }

/** As many operands as are counted. */
type Operands<N extends 1 | 2, A> = N extends 1 ? readonly [A] : readonly [A, A]

/** Elements of a program's run: with few, a small tensor costs little more than its own. */
export const perRun = 1024

/**
 * A function of the elements of `operands` tensors of one shape and type, and of numbers of that type: by a program for any
 * numbers where that is worth while, else, and inside of a trace, with the numbers as constants.
 */
// @__NO_SIDE_EFFECTS__
export const overElements = <N extends 1 | 2, P extends readonly Parameter[]>(
  operands: N, f: (xs: Operands<N, Scalar>, ...parameters: P) => Scalar,
) => {
  // One list of operands is elements and then parameters: the compiler counts neither in it.
  const of = (xs: readonly Scalar[], parameters: readonly Parameter[]): Scalar =>
    f(xs as Operands<N, Scalar>, ...parameters as readonly unknown[] as P)
  const over = raw.elementwise((...all: readonly Scalar[]) => of(all.slice(0, operands), all.slice(operands)))
  const run = byProgram<readonly AnyTensor[], readonly AnyTensor[], AnyTensor>(({ shared, rows, size }) =>
    over(...rows, ...shared.map((p) => raw.broadcast(p, [size]))), { elements: perRun })
  return (xs: Operands<N, AnyTensor>, ...given: Numbers<P>): AnyTensor => {
    const numbers = given as readonly number[]
    const { shape, dtype } = xs[0]
    const n = count(shape)
    const made = run(numbers.map((p) => raw.scalar(p, dtype)), xs.map((x) => raw.reshape(x, [n])), n)
    if (made !== undefined) return raw.reshape(made, shape)
    return raw.elementwise((...all: readonly Scalar[]) => of(all, numbers))(...xs as readonly AnyTensor[])
  }
}
