/**
 * Is a pullback the derivative of its function? The law, for a direction v and a cotangent w:
 *
 *     ⟨w, J·v⟩ = ⟨pullback(w), v⟩
 *
 * J·v is measured by differences of fourth order in double precision, along random directions.
 */
import { left, right, type Either } from 'fp-ts/lib/Either.js'
import { add, like, mul } from '../program/scalar.js'
import { printType } from '../program/infer.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { normal } from '../random/distribution.js'
import { TenfoldError } from '../shape/error.js'
import { aBoolean, aFunction, aNumber, anInteger, check as checkKinds, checkOptions, type Kind } from '../shape/options.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { valueAndPullback, type Differentiable } from './differentiable.js'
import { jvp } from './jvp.js'
import { lift } from './lift.js'

/** How thoroughly `check` looks. */
export interface CheckOptions {
  /** 2 checks the derivative of the pullback as well. */
  readonly order?: 1 | 2
  /** Of an ordinary function, checks its tangents (`jvp`) as well. */
  readonly forward?: boolean
  /** Random directions, 3 by default. */
  readonly directions?: number
  /** Of the larger of both sides and of what they are sums of, 10⁻⁷ by default. */
  readonly tolerance?: number
}

const anOrder: Kind = { expected: '1 or 2', holds: (x) => x === 1 || x === 2 }

/** The step of the differences: truncation h⁴ and rounding ε/h are both near 10⁻¹². */
const h = 1e-3

const isDouble = (x: AnyTensor): boolean => x.dtype === 'f64'

/** A tree of normal numbers in the form of `a`; what is not f64 does not move. */
const direction = <A>(a: A, key: Key): A => {
  let next = 0
  return tree.map(a, (x) => (isDouble(x) ? normal(foldIn(key, next++), x.shape, 'f64') : raw.zerosLike(x)))
}

/** a + s·v. */
const moved = <A>(a: A, v: A, s: number): A =>
  tree.zip((x, dx) => (isDouble(x) ? raw.elementwise((p, q) => add(p, mul(q, like(q, s))))(x, dx) : x), a, v)

interface Product {
  readonly value: number
  /** The sum of the absolute terms: what rounding errors are relative to. */
  readonly size: number
}

const inner = (a: unknown, b: unknown): Product => {
  const others = tree.aligned(a, b)
  const terms = tree.tensors(a).flatMap((x, i) => {
    const y = others[i] as AnyTensor
    if (!isDouble(x)) return []
    const right = elements(y)
    return [...elements(x)].map((value, j) => value * (right[j] as number))
  })
  return { value: terms.reduce((s, x) => s + x, 0), size: terms.reduce((s, x) => s + Math.abs(x), 0) }
}

const doubles = (argument: string, x: unknown): TenfoldError | undefined => {
  const wrong = tree.leaves(x).find(({ tensor }) => tensor.dtype === 'f32')
  return wrong && new TenfoldError('check', {
    argument,
    expected: 'tensors of f64, in which differences are exact enough',
    received: printType(wrong.tensor),
    message: `${argument} has f32${wrong.path === '' ? '' : ` at ${wrong.path}`}, and differences need f64 to be exact enough`,
  })
}

/** One direction: the inner products on both sides of the law. */
const compare = <A, B>(
  f: Differentiable<A, B>, a: A, key: Key, tolerance: number, push?: (a: A, da: A) => readonly [value: B, tangent: B],
): TenfoldError | undefined => {
  const [value, pullback] = f(a)
  const v = direction(a, foldIn(key, 0))
  const w = direction(value, foldIn(key, 1))
  const at = (s: number): Product => inner(w, f(moved(a, v, s))[0])
  const [p2, p1, m1, m2] = [at(2 * h), at(h), at(-h), at(-2 * h)]
  const measured = (8 * (p1.value - m1.value) - (p2.value - m2.value)) / (12 * h)
  // Rounding in the values is spread over h; beyond that both sides must agree.
  const noise = (p1.size * 1e-14) / h
  const differ = (argument: string, stated: Product): TenfoldError | undefined => {
    const allowed = tolerance * Math.max(Math.abs(measured), stated.size, 1e-3) + noise
    return Math.abs(measured - stated.value) <= allowed
      ? undefined
      : new TenfoldError('check', {
        argument,
        expected: `${measured}, by differences`,
        received: stated.value,
        message: `the ${argument} says ${stated.value} along a random direction, differences say ${measured}`,
      })
  }
  return differ('pullback', inner(pullback(w), v)) ?? (push && differ('pushforward', inner(w, push(a, v)[1])))
}

/** `check` of a differentiable function, and of an ordinary one. */
export interface Check {
  <A, B>(f: Differentiable<A, B>, a: A, key: Key, options?: CheckOptions): Either<TenfoldError, void>
  <A>(f: (a: A) => unknown, a: A, key: Key, options?: CheckOptions): Either<TenfoldError, void>
}

const isPair = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && typeof x[1] === 'function'

/**
 * Right when the pullback of `f` at `a` agrees with differences of `f`, else what disagrees. An ordinary function is lifted: its
 * pullback is that of its operations, and of what is in it with a pullback of its own. `a` must be of f64 and not within a
 * thousandth of a kink.
 *
 * @example
 * type V = Tensor<readonly [3], 'f64'>
 * const x: V = t.of([3], [0.5, -1, 2], 'f64')
 * const cube: Differentiable<V, V> = (v) => [pipe(v, t.mul(v), t.mul(v)), (dy) => pipe(v, t.mul(v), t.mul(3), t.mul(dy))]
 * check(cube, x, random.key(3)) // right
 * const own = withPullback(cube, { pushforward: (v) => (dv) => pipe(v, t.mul(v), t.mul(3), t.mul(dv)) })
 * check((v: V) => t.sin(own(v)), x, random.key(3), { order: 2, forward: true }) // right
 */
export const check: Check = <A>(
  given: (a: A) => unknown,
  a: A,
  key: Key,
  options: CheckOptions = {},
): Either<TenfoldError, void> => {
  checkKey('check', key)
  const { order = 1, directions = 3, tolerance = 1e-7, forward = false } = checkOptions<CheckOptions>(
    'check', options, { order: anOrder, directions: anInteger, tolerance: aNumber, forward: aBoolean })
  checkKinds('check', { f: given }, { f: aFunction })
  const first = given(a)
  const isOrdinary = tree.tensors(first).length > 0 && !isPair(first)
  if (forward && !isOrdinary)
    return left(new TenfoldError('check', { argument: 'forward', expected: 'asked for of an ordinary function', received: true }))
  const f = isOrdinary ? lift(given) : given as Differentiable<A, unknown>
  const push = forward ? jvp(given) : undefined
  const [value] = valueAndPullback('check', 'f', f, a)
  const refused = doubles('a', a) ?? doubles('the value', value)
  if (refused !== undefined) return left(refused)
  const w = direction(value, foldIn(key, directions))
  const second = lift((x: A): A => f(x)[1](w))
  for (let i = 0; i < directions; i++) {
    const wrong = compare(f, a, foldIn(key, i), tolerance, push)
      ?? (order === 2 ? compare(second, a, foldIn(key, i), tolerance) : undefined)
    if (wrong !== undefined) return left(wrong)
  }
  return right(undefined)
}

/**
 * Right when `f` is linear and its pullback is its transpose: f(x + 2y) = f(x) + 2f(y), ⟨w, f(x)⟩ = ⟨pullback(w), x⟩.
 * Exact but for rounding.
 *
 * @example
 * type V = Tensor<readonly [3], 'f64'>
 * const double: Differentiable<V, V> = linear((x) => pipe(x, t.mul(2)), (dy) => pipe(dy, t.mul(2)))
 * checkLinear(double, t.zeros([3], 'f64'), random.key(0)) // right
 */
export const checkLinear = <A, B>(f: Differentiable<A, B>, a: A, key: Key): Either<TenfoldError, void> => {
  checkKey('checkLinear', key)
  valueAndPullback('checkLinear', 'f', f, a)
  const refused = doubles('a', a)
  if (refused !== undefined) return left(refused)
  const [x, y] = [direction(a, foldIn(key, 0)), direction(a, foldIn(key, 1))]
  const [fx, pullback] = f(x)
  const w = direction(fx, foldIn(key, 2))
  const [whole, parts] = [inner(w, f(moved(x, y, 2))[0]), inner(w, moved(fx, f(y)[0], 2))]
  const [there, back] = [inner(w, fx), inner(pullback(w), x)]
  const differ = (p: Product, q: Product): boolean => Math.abs(p.value - q.value) > 1e-12 * Math.max(p.size, q.size, 1e-300)
  const complain = (law: string, p: Product, q: Product): Either<TenfoldError, void> =>
    left(new TenfoldError('checkLinear', {
      argument: 'f',
      expected: law,
      received: p.value - q.value,
      message: `${law} does not hold: ${p.value} is not ${q.value}`,
    }))
  return differ(whole, parts) ? complain('f(x + 2y) = f(x) + 2f(y)', whole, parts)
    : differ(there, back) ? complain('⟨w, f(x)⟩ = ⟨pullback(w), x⟩', there, back)
    : right(undefined)
}
