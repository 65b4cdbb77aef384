/**
 * Reverse-mode derivatives as explicit values. A differentiable function gives its value together with its pullback, the
 * linear map that takes a cotangent of the value back to one of the argument:
 *
 *     compose(f, g)(a) = [c, dc => pullF(pullG(dc))]   where [b, pullF] = f(a), [c, pullG] = g(b)
 *
 * `identity` and `compose` make a category: composition is associative and identity is neutral, bit for bit.
 */
import { isFloat, mul } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { full, elementwise as overElements } from '../tensor/untyped.js'
import { add } from './sum.js'

/** A function that comes with its derivative. The pullback belongs to this call: there is no second forward pass. */
export type Differentiable<A, B> = (a: A) => readonly [value: B, pullback: (db: B) => A]

/** Gives its argument back. */
export const identity = <A>(a: A): readonly [value: A, pullback: (da: A) => A] => [a, (da) => da]

/** First `f`, then `g`. */
export const compose = <A, B, C>(f: Differentiable<A, B>, g: Differentiable<B, C>): Differentiable<A, C> => (a) => {
  const [b, pullF] = f(a)
  const [c, pullG] = g(b)
  return [c, (dc) => pullF(pullG(dc))]
}

/** `f` on the first of a pair, `g` on the second. */
export const cross = <A, B, C, D>(f: Differentiable<A, C>, g: Differentiable<B, D>): Differentiable<readonly [A, B], readonly [C, D]> => ([a, b]) => {
  const [c, pullF] = f(a)
  const [d, pullG] = g(b)
  return [[c, d], ([dc, dd]) => [pullF(dc), pullG(dd)]]
}

/** Both of one argument: it is copied forward, and the cotangents of the copies are added backward, `f`'s first. */
export const fork = <A, B, C>(f: Differentiable<A, B>, g: Differentiable<A, C>): Differentiable<A, readonly [B, C]> => (a) => {
  const [b, pullF] = f(a)
  const [c, pullG] = g(a)
  return [[b, c], ([db, dc]) => plus(pullF(db), pullG(dc))]
}

/** A linear function is its own derivative; `transpose` is its pullback. */
export const linear = <A, B>(f: (a: A) => B, transpose: (db: B) => A): Differentiable<A, B> => (a) => [f(a), transpose]

/** A function of each element; `derivative` gives the slope from the argument and the value: dx = dy ⊙ slope. */
export const elementwise = <T extends AnyTensor>(f: (x: T) => T, derivative: (x: T, y: T) => T): Differentiable<T, T> => (x) => {
  const y = f(x)
  return [y, (dy) => product(dy, derivative(x, y)) as T]
}

/** The argument without a derivative: its cotangent is zero. */
export const constant = <A, B>(b: B): Differentiable<A, B> => (a) => [b, () => zerosOf(a)]

/** A scalar function with its gradient at `a`. */
export const valueAndGradient = <A, D extends DType>(f: Differentiable<A, Tensor<readonly [], D>>) => (a: A): readonly [value: Tensor<readonly [], D>, gradient: A] => {
  const [value, pullback] = f(a)
  return [value, pullback(full([], 1, value.dtype) as typeof value)]
}

/** The gradient of a scalar function: its pullback of 1. */
export const gradient = <A, D extends DType>(f: Differentiable<A, Tensor<readonly [], D>>) => (a: A): A => valueAndGradient(f)(a)[1]

const product = overElements((a, b) => mul(a!, b!))

/** Zeros in the form of `a`. */
export const zerosOf = <A>(a: A): A => tree.map(a, ({ shape, dtype }) => full(shape, 0, dtype))

/** Sums of floats; what is not a float has no cotangent but zero. */
const plus = <A>(a: A, b: A): A => tree.zip((x, y) => (isFloat(x!.dtype) ? add(x!, y!) : x!), a, b)
