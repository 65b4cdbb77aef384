/**
 * Reverse-mode derivatives as explicit values. A differentiable function gives its value together with its pullback, the
 * linear map that takes a cotangent of the value back to one of the argument:
 *
 *     compose(f, g)(a) = [c, dc => pullF(pullG(dc))]   where [b, pullF] = f(a), [c, pullG] = g(b)
 *
 * `identity` and `compose` make a category: composition is associative and identity is neutral, bit for bit.
 */
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aFunction, aList, check } from '../shape/options.js'
import type { DType } from '../shape/shape.js'
import { expectTensor } from '../tensor/argument.js'
import { stopGradient } from '../tensor/stopGradient.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { add, full, mul, zerosLike } from '../tensor/untyped.js'
import type { Differentiable } from './arrow.js'
import { follow, ruled } from './custom.js'

export type { Differentiable } from './arrow.js'

/** The value of a differentiable function with its pullback, which holds in traces, too; or an error that names the function. */
export const valueAndPullback = <A, B>(
  operation: string, argument: string, f: Differentiable<A, B>, a: A,
): readonly [value: B, pullback: (db: B) => A] => {
  check(operation, { [argument]: f }, { [argument]: aFunction })
  return ruled(operation, f, undefined, argument)(a)
}

/**
 * Gives its argument back.
 *
 * @example
 * const [value, pullback] = identity(t.scalar(3))
 * pullback(value) // 3
 */
export const identity = <A>(a: A): readonly [value: A, pullback: (da: A) => A] => follow(a, a, (da) => da)

/**
 * First `f`, then `g`.
 *
 * @example
 * const softplus: Differentiable<Tensor<readonly [2]>, Tensor<readonly [2]>> = compose(exp, log1p)
 * const [value, pullback] = softplus(t.zeros([2]))
 * pullback(t.ones([2])) // [0.5, 0.5]
 */
export const compose = <A, B, C>(f: Differentiable<A, B>, g: Differentiable<B, C>): Differentiable<A, C> => (a) => {
  const [b, pullF] = valueAndPullback('compose', 'f', f, a)
  const [c, pullG] = valueAndPullback('compose', 'g', g, b)
  return follow(a, c, (dc) => pullF(pullG(dc)))
}

/**
 * `f` on the first of a pair, `g` on the second.
 *
 * @example
 * type Two = Tensor<readonly [2]>
 * const both: Differentiable<readonly [Two, Two], readonly [Two, Two]> = cross(square, neg)
 * both([t.ones([2]), t.ones([2])])[0] // [[1, 1], [-1, -1]]
 */
export const cross = <A, B, C, D>(
  f: Differentiable<A, C>,
  g: Differentiable<B, D>,
): Differentiable<readonly [A, B], readonly [C, D]> => (pair) => {
  check('cross', { pair }, { pair: aList })
  const [a, b] = pair
  const [c, pullF] = valueAndPullback('cross', 'f', f, a)
  const [d, pullG] = valueAndPullback('cross', 'g', g, b)
  return follow<readonly [A, B], readonly [C, D]>(pair, [c, d], ([dc, dd]) => [pullF(dc), pullG(dd)])
}

/**
 * Both of one argument: it is copied forward, and the cotangents of the copies are added backward, `f`'s first.
 *
 * @example
 * type Two = Tensor<readonly [2]>
 * const both: Differentiable<Two, readonly [Two, Two]> = fork(square, neg)
 * const [value, pullback] = both(t.of([2], [3, 4]))
 * value // [[9, 16], [-3, -4]]
 * pullback([t.ones([2]), t.ones([2])]) // [5, 7], 2x - 1
 */
export const fork = <A, B, C>(f: Differentiable<A, B>, g: Differentiable<A, C>): Differentiable<A, readonly [B, C]> => (a) => {
  const [b, pullF] = valueAndPullback('fork', 'f', f, a)
  const [c, pullG] = valueAndPullback('fork', 'g', g, a)
  return follow<A, readonly [B, C]>(a, [b, c], ([db, dc]) => plus(pullF(db), pullG(dc)))
}

/**
 * A linear function is its own derivative; `transpose` is its pullback.
 *
 * @example
 * const double = linear((x: Tensor<readonly [2]>) => pipe(x, t.mul(2)), (dy) => pipe(dy, t.mul(2)))
 * double(t.ones([2]))[1](t.ones([2])) // [2, 2]
 */
export const linear = <A, B>(f: (a: A) => B, transpose: (db: B) => A): Differentiable<A, B> => {
  check('linear', { f, transpose }, { f: aFunction, transpose: aFunction })
  return ruled('linear', (a) => [f(a), transpose], () => f)
}

/**
 * A function of each element; `derivative` gives the slope from the argument and the value: dx = dy ⊙ slope.
 *
 * @example
 * const sine = elementwise<Tensor<readonly [1]>>(t.sin, (x) => t.cos(x))
 * sine(t.zeros([1]))[1](t.ones([1])) // [1]
 */
export const elementwise = <T extends AnyTensor>(f: (x: T) => T, derivative: (x: T, y: T) => T): Differentiable<T, T> => {
  check('elementwise', { f, derivative }, { f: aFunction, derivative: aFunction })
  const slope = (x: T, y: T): AnyTensor => expectTensor('elementwise', 'derivative', derivative(x, y))
  return ruled('elementwise', (x) => {
    const y = f(x)
    expectTensor('elementwise', 'f', y)
    return [y, (dy) => mul(dy, slope(x, y)) as T]
  }, (x, y) => (dx) => mul(dx, slope(x, y)) as T)
}

/**
 * The argument without a derivative: its cotangent is zero.
 *
 * @example
 * const one = constant<Tensor<readonly [2]>, Tensor<readonly []>>(t.scalar(1))
 * one(t.of([2], [3, 4]))[1](t.scalar(1)) // [0, 0]
 */
export const constant = <A, B>(b: B): Differentiable<A, B> => (a) => follow(a, stopGradient(b), () => zerosOf(a))

/**
 * A scalar function with its gradient at `a`.
 *
 * @example
 * const energy = lift((v: Tensor<readonly [2]>) => pipe(v, t.square, t.sum()))
 * valueAndGradient(energy)(t.of([2], [3, 4])) // [25, [6, 8]]
 */
export const valueAndGradient = <A, D extends DType>(
  f: Differentiable<A, Tensor<readonly [], D>>,
) => (a: A): readonly [value: Tensor<readonly [], D>, gradient: A] => {
  const [value, pullback] = valueAndPullback('gradient', 'f', f, a)
  if (expectTensor('gradient', 'the value', value).shape.length > 0)
    fail('gradient', { argument: 'the value', expected: 'a tensor without axes', received: value })
  return [value, pullback(full([], 1, value.dtype) as typeof value)]
}

/**
 * The gradient of a scalar function: its pullback of 1.
 *
 * @example
 * const energy = lift((v: Tensor<readonly [2]>) => pipe(v, t.square, t.sum()))
 * gradient(energy)(t.of([2], [3, 4])) // [6, 8]
 */
export const gradient = <A, D extends DType>(f: Differentiable<A, Tensor<readonly [], D>>) => (a: A): A =>
  valueAndGradient(f)(a)[1]

/**
 * Zeros in the form of `a`.
 *
 * @example
 * zerosOf({ weights: t.ones([2]), bias: t.scalar(1) }) // { weights: [0, 0], bias: 0 }
 */
export const zerosOf = <A>(a: A): A => tree.map(a, zerosLike)

/** Sums of floats; what is not a float has no cotangent but zero. */
const plus = <A>(a: A, b: A): A => tree.zip((x, y) => (isFloat(x.dtype) ? add(x, y) : x), a, b)
