/** Gradients of ordinary functions: of their first argument, whatever else they take. */
import { printType } from '../program/infer.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aBoolean, aFunction, check, checkOptions, type Kind } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { expectTensor, floats } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { full } from '../tensor/untyped.js'
import { traced } from './application.js'
import { forward, pullInputs } from './lift.js'

type Maybe = AnyTensor | undefined

/** Whether the function gives more than the scalar. */
export interface GradOptions<H extends boolean = boolean> {
  /** The function gives `[scalar, aux]`, and `aux`, any tree of tensors, is given along and not differentiated. */
  readonly hasAux?: H
}

/** The tree has tensors, and all of them are floats, which have derivatives. */
export const expectFloats = (operation: string, argument: string, a: unknown, advice: string): void => {
  const leaves = tree.leaves(a)
  if (leaves.length === 0) fail(operation, { argument, expected: 'a tensor, or a list or record of them', received: a })
  for (const { path, tensor } of leaves) {
    if (!isFloat(tensor.dtype)) fail(operation, {
      argument: path === '' ? argument : `${argument}.${path}`,
      expected: `of f32 or f64, which have derivatives${advice}`,
      received: printType(tensor),
    })
  }
}

/** The value of `f` at its first argument `a`, and what takes cotangents of the tensors of the value back to `a`. */
export const pulledBack = <A, R extends readonly unknown[], B>(
  operation: string, f: (a: A, ...rest: R) => B, a: A, rest: R,
): readonly [value: B, pullback: (cotangents: readonly Maybe[]) => A] => {
  expectFloats(operation, 'the first argument', a, '; what is not differentiated may be a further argument')
  check(operation, { f }, { f: aFunction })
  const all = ([first, others]: readonly [A, R]): B => f(first, ...others)
  const { program, inputs, valueOf } = traced(operation, all, [a, rest] as const)
  const run = forward(program, inputs)
  const n = tree.tensors(a).length
  return [valueOf(run.values), (cotangents) => tree.replace(a, pullInputs(run, n, cotangents))]
}

const expectScalar = (operation: string, value: unknown): AnyTensor => {
  const scalar = expectTensor(operation, 'the value', value, floats)
  if (scalar.shape.length > 0)
    fail(operation, { argument: 'the value', expected: 'a tensor without axes', received: scalar.shape })
  return scalar
}

/** A list of a scalar and what is given along. */
const aPair: Kind = { expected: 'a list [scalar, aux], as hasAux says', holds: (x) => Array.isArray(x) && x.length === 2 }

/** What `f` gives, and the gradient of its scalar. */
export const withGradient = (operation: string, f: (...args: any) => unknown, options: GradOptions) => {
  const apply = f as (a: unknown, ...rest: readonly unknown[]) => unknown
  check(operation, { f }, { f: aFunction })
  const { hasAux = false } = checkOptions<GradOptions>(operation, options, { hasAux: aBoolean })
  return (a: unknown, ...rest: readonly unknown[]): readonly [value: unknown, gradient: unknown] => {
    const [value, pullback] = pulledBack(operation, apply, a, rest)
    if (hasAux) check(operation, { 'the value': value }, { 'the value': aPair })
    const scalar = expectScalar(operation, hasAux ? (value as readonly unknown[])[0] : value)
    return [value, pullback([full([], 1, scalar.dtype)])]
  }
}

/** `valueAndGrad`, with or without more than the scalar. */
export interface ValueAndGrad {
  <A, R extends readonly unknown[], D extends Float, X>(
    f: (a: A, ...rest: R) => readonly [value: Tensor<readonly [], D>, aux: X], options: { readonly hasAux: true },
  ): (a: A, ...rest: R) => readonly [value: readonly [value: Tensor<readonly [], D>, aux: X], gradient: A]
  <A, R extends readonly unknown[], D extends Float>(
    f: (a: A, ...rest: R) => Tensor<readonly [], D>, options?: GradOptions<false>,
  ): (a: A, ...rest: R) => readonly [value: Tensor<readonly [], D>, gradient: A]
}

/** `grad`, with or without more than the scalar. */
export interface Grad {
  <A, R extends readonly unknown[], D extends Float, X>(
    f: (a: A, ...rest: R) => readonly [value: Tensor<readonly [], D>, aux: X], options: { readonly hasAux: true },
  ): (a: A, ...rest: R) => readonly [gradient: A, aux: X]
  <A, R extends readonly unknown[], D extends Float>(
    f: (a: A, ...rest: R) => Tensor<readonly [], D>, options?: GradOptions<false>,
  ): (a: A, ...rest: R) => A
}

/**
 * An ordinary function that gives a scalar, as one that gives the scalar and its gradient: the derivative by the first argument,
 * a tensor or a list or record of them, in its form. Further arguments are not differentiated. Errors: a tensor in the first
 * argument that is not of floats, by its path; a value that is no float without axes.
 *
 * @example
 * type Two = Tensor<readonly [2]>
 * const loss = (w: Two, x: Two) => pipe(w, t.mul(x), t.sum(), t.square)
 * valueAndGrad(loss)(t.of([2], [1, 2]), t.ones([2])) // [9, [6, 6]]
 * const both = (w: Two) => [pipe(w, t.sum()), { length: pipe(w, t.square, t.sum(), t.sqrt) }] as const
 * valueAndGrad(both, { hasAux: true })(t.of([2], [3, 4])) // [[7, { length: 5 }], [1, 1]]
 */
// @__NO_SIDE_EFFECTS__
export const valueAndGrad = ((f: (...args: any) => unknown, options: GradOptions = {}) =>
  withGradient('valueAndGrad', f, options)) as ValueAndGrad

/**
 * The gradient of an ordinary function that gives a scalar, by its first argument; with `hasAux`, `[gradient, aux]`. What
 * `valueAndGrad` says of arguments and errors holds here.
 *
 * @example
 * interface P { readonly w: Tensor<readonly [2]>; readonly b: Tensor<readonly []> }
 * const energy = ({ w, b }: P) => pipe(w, t.square, t.sum(), t.mul(b))
 * grad(energy)({ w: t.of([2], [3, 4]), b: t.scalar(2) }) // { w: [12, 16], b: 25 }
 * // The second derivative of the sine.
 * const slope = grad((x: Tensor<readonly []>) => t.sin(x))
 * grad(slope)(t.scalar(0.5)) // -0.47942555
 */
// @__NO_SIDE_EFFECTS__
export const grad = ((f: (...args: any) => unknown, options: GradOptions = {}) => {
  const both = withGradient('grad', f, options)
  return (a: unknown, ...rest: readonly unknown[]): unknown => {
    const [value, gradient] = both(a, ...rest)
    return options.hasAux === true ? [gradient, (value as readonly unknown[])[1]] : gradient
  }
}) as Grad
