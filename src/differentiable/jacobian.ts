/** All derivatives of a function at once: of every element of its value by every element of its argument. */
import { count } from '../program/program.js'
import { add, constant, convert, eq } from '../program/scalar.js'
import { aFunction, check } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { elementwise, iota, reshape, slice } from '../tensor/untyped.js'
import { batchedAll } from '../transform/batch.js'
import { movedAxis } from '../transform/value.js'
import { aligned } from './application.js'
import { expectFloats, pulledBack, withGradient } from './grad.js'
import { jvp } from './jvp.js'

/** A block [...value, ...argument] for each tensor of the value and each of the argument, of the argument's element type. */
export type Jacobian<B, A> = B extends Tensor<infer S extends Shape, infer _ extends DType>
  ? JacobianRow<S, A> : { readonly [K in keyof B]: Jacobian<B[K], A> }

/** The blocks of one tensor of the value, whose shape is `S`. */
export type JacobianRow<S extends Shape, A> = A extends Tensor<infer T extends Shape, infer D extends DType>
  ? Tensor<readonly [...S, ...T], D> : { readonly [K in keyof A]: JacobianRow<S, A[K]> }

/** The tensors of a tree, each with the number of elements before it. */
const placesOf = (a: unknown) => {
  let size = 0
  const places = tree.tensors(a).map((tensor) => {
    const from = size
    size += count(tensor.shape)
    return { tensor, from, to: size }
  })
  return { places, size }
}

/** For each element of a tree the tree that is 1 there and 0 elsewhere, one after another along a new first axis. */
const basis = <A>(a: A): A => {
  const { places, size } = placesOf(a)
  return tree.replace(a, places.map(({ tensor: { shape, dtype }, from }) => {
    const isThere = elementwise((row, column) => convert(eq(row, add(column, constant('i32', from))), dtype))
    const flat = [size, count(shape)]
    return reshape(isThere(iota(flat, 0), iota(flat, 1)), [size, ...shape])
  }))
}

/** The rows of one part of a basis. */
const rowsOf = (x: AnyTensor, from: number, to: number): AnyTensor => {
  const rest = x.shape.slice(1) as Shape
  return slice(x, [from, ...rest.map(() => 0)], [to, ...rest])
}

/** Blocks for the tensors of the value, each a tree like the argument. */
const blocks = (value: unknown, a: unknown, block: (i: number, j: number) => AnyTensor): unknown => {
  let i = -1
  return tree.map(value, () => {
    i++
    let j = 0
    return tree.map(a, () => block(i, j++))
  })
}

/** A tree of the types of what `f` gives. */
const typesOf = <A, R extends readonly unknown[], B>(operation: string, f: (a: A, ...rest: R) => B, a: A, rest: R): B => {
  const { result } = trace(([first, others]: readonly [A, R]) => f(first, ...others), [a, rest] as const)
  expectFloats(operation, 'the value', result, '')
  return result
}

const byRows = <A, R extends readonly unknown[], B>(operation: string, f: (a: A, ...rest: R) => B, a: A, rest: R): unknown => {
  const value = typesOf(operation, f, a, rest)
  const { places, size } = placesOf(value)
  const directions = basis(places.map(({ tensor }) => tensor))
  const rows = tree.tensors(batchedAll(
    ([along, at, others]: readonly [readonly AnyTensor[], A, R]) => pulledBack(operation, f, at, others)[1](along),
    [directions, a, rest] as const, tree.tensors([directions, a, rest]).map((_, i) => i < places.length), size,
  ))
  return blocks(value, a, (i, j) => {
    const { tensor, from, to } = places[i] as (typeof places)[number]
    const x = rows[j] as AnyTensor
    return reshape(rowsOf(x, from, to), [...tensor.shape, ...x.shape.slice(1)])
  })
}

const byColumns = <A, R extends readonly unknown[], B>(operation: string, f: (a: A, ...rest: R) => B, a: A, rest: R): unknown => {
  expectFloats(operation, 'the first argument', a, '; what is not differentiated may be a further argument')
  const value = typesOf(operation, f, a, rest)
  const { places, size } = placesOf(a)
  const columns = tree.tensors(batchedAll(
    ([along, at, others]: readonly [A, A, R]) => jvp((x: A) => f(x, ...others))(at, along)[1],
    [basis(a), a, rest] as const, tree.tensors([a, a, rest]).map((_, i) => i < places.length), size,
  ))
  return blocks(value, a, (i, j) => {
    const { tensor: { shape, dtype }, from, to } = places[j] as (typeof places)[number]
    const part = rowsOf(columns[i] as AnyTensor, from, to)
    const last = movedAxis(part, 0, part.shape.length - 1)
    const block = reshape(last, [...part.shape.slice(1), ...shape])
    return block.dtype === dtype ? block : elementwise((x) => convert(x, dtype))(block)
  })
}

/**
 * The Jacobian of an ordinary function by its first argument, [...value, ...argument], a block for each pair where these are
 * lists or records. It pulls every element of the value back at once: best where the value has fewer elements than the argument.
 * Further arguments are not differentiated. A tensor that is not of floats is an error.
 *
 * @example
 * const powers = (x: Tensor<readonly [2]>) => t.stack(0)([x, t.square(x), pipe(x, t.square, t.mul(x))])
 * const all = jacobian(powers)(t.of([2], [2, 3])) // Tensor<readonly [3, 2, 2]>
 * pipe(all, t.sum([2])) // [[1, 1], [4, 6], [12, 27]]
 */
// @__NO_SIDE_EFFECTS__
export const jacobian = <A, R extends readonly unknown[], B>(
  f: (a: A, ...rest: R) => B,
): ((a: A, ...rest: R) => Jacobian<B, A>) => {
  check('jacobian', { f }, { f: aFunction })
  return (a, ...rest) => byRows('jacobian', f, a, rest) as Jacobian<B, A>
}

/**
 * The same by forward mode, which pushes every element of the argument at once: best where the argument has fewer elements than
 * the value. Functions with a pullback of their own need their pushforward.
 *
 * @example
 * const f = (x: Tensor<readonly [2]>) => pipe(x, t.square)
 * jacobianForward(f)(t.of([2], [2, 3])) // [[4, 0], [0, 6]]
 */
// @__NO_SIDE_EFFECTS__
export const jacobianForward = <A, R extends readonly unknown[], B>(
  f: (a: A, ...rest: R) => B,
): ((a: A, ...rest: R) => Jacobian<B, A>) => {
  check('jacobianForward', { f }, { f: aFunction })
  return (a, ...rest) => byColumns('jacobianForward', f, a, rest) as Jacobian<B, A>
}

/**
 * The second derivatives of an ordinary function that gives a scalar, [...argument, ...argument], by its first argument: the
 * Jacobian of the gradient. A derivative of its own is taken as it is, so that the matrix need not be symmetric.
 *
 * @example
 * const product = (x: Tensor<readonly [2]>) => pipe(x, t.square, t.sum(), t.square)
 * hessian(product)(t.of([2], [1, 2])) // [[28, 16], [16, 52]], 4|x|²·I + 8x·xᵀ
 */
// @__NO_SIDE_EFFECTS__
export const hessian = <A, R extends readonly unknown[], D extends Float>(
  f: (a: A, ...rest: R) => Tensor<readonly [], D>,
): ((a: A, ...rest: R) => Jacobian<A, A>) => {
  const both = withGradient('hessian', f, {})
  return (a, ...rest) => byRows('hessian', (at: A, ...others: R) => both(at, ...others)[1] as A, a, rest) as Jacobian<A, A>
}

/**
 * The second derivatives times a vector, of the form of the argument, without the matrix: the pullback of the gradient.
 *
 * @example
 * const product = (x: Tensor<readonly [2]>) => pipe(x, t.square, t.sum(), t.square)
 * hessianVectorProduct(product)(t.of([2], [1, 2]), t.of([2], [1, 0])) // [28, 16]
 */
// @__NO_SIDE_EFFECTS__
export const hessianVectorProduct = <A, R extends readonly unknown[], D extends Float>(
  f: (a: A, ...rest: R) => Tensor<readonly [], D>,
): ((a: A, v: A, ...rest: R) => A) => {
  const both = withGradient('hessianVectorProduct', f, {})
  return (a, v, ...rest) => {
    const [, pullback] = pulledBack('hessianVectorProduct', (at: A, ...others: R) => both(at, ...others)[1] as A, a, rest)
    return pullback(aligned('hessianVectorProduct', 'v', a, v))
  }
}
