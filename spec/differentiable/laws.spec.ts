/** The laws of the arrow, exactly: equal bits, no tolerance. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as d from '../../src/differentiable/index.js'
import type { Differentiable } from '../../src/differentiable/index.js'
import { add, exp, matmul, mul, neg, of, sigmoid, square, sub, sum, tanh, toArray, where, greater, transpose } from '../../src/tensor/index.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import * as raw from '../../src/tensor/untyped.js'
import * as s from '../../src/program/scalar.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'
import { some, type F64 } from './values.js'

type V = Tensor<readonly [3]>
type Arrow = Differentiable<V, V>

const numbers = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 })
const vector: fc.Arbitrary<V> = numbers.map((x) => of([3], x))
/** Functions with curious bits: each rounds. */
const functions: readonly ((x: V) => V)[] = [exp, tanh, sigmoid, add(0.1), mul(1 / 3), neg, (x) => mul(x)(x), (x) => sub(square(x))(x), (x) => where(x, mul(0.01)(x))(greater(0)(x))]
const plain = fc.constantFrom(...functions)
const once = fc.constantFrom(...functions.slice(0, 6))
const arrow: fc.Arbitrary<Arrow> = plain.map((f) => d.lift(f))

const bits = (x: unknown): readonly (readonly number[])[] => tree.tensors(x).map((v) => toArray(v))
/** Equal values and equal pullbacks. */
const same = <A, B>(f: Differentiable<A, B>, g: Differentiable<A, B>, a: A, db: B): void => {
  const [[b, pullF], [c, pullG]] = [f(a), g(a)]
  expect(bits(b)).toEqual(bits(c))
  expect(bits(pullF(db))).toEqual(bits(pullG(db)))
}

describe('a category', () => {
  test('composition is associative', () => fc.assert(fc.property(arrow, arrow, arrow, vector, vector, (f, g, h, a, da) => {
    same(d.compose(d.compose(f, g), h), d.compose(f, d.compose(g, h)), a, da)
  })))
  test('identity is neutral', () => fc.assert(fc.property(arrow, vector, vector, (f, a, da) => {
    same(d.compose<V, V, V>(d.identity, f), f, a, da)
    same(d.compose<V, V, V>(f, d.identity), f, a, da)
  })))
})

describe('products', () => {
  test('cross of identities is the identity', () => fc.assert(fc.property(vector, vector, (a, b) => {
    same(d.cross<V, V, V, V>(d.identity, d.identity), d.identity<readonly [V, V]>, [a, b], [b, a])
  })))
  test('cross goes with composition', () => fc.assert(fc.property(arrow, arrow, arrow, arrow, vector, vector, (f, g, h, k, a, b) => {
    same(d.compose(d.cross(f, g), d.cross(h, k)), d.cross(d.compose(f, h), d.compose(g, k)), [a, b], [b, a])
  })))
  test('fork is copying, then cross; what is copied forward is added backward', () => fc.assert(fc.property(arrow, arrow, vector, vector, (f, g, a, da) => {
    same(d.fork(f, g), d.compose(d.fork<V, V, V>(d.identity, d.identity), d.cross(f, g)), a, [da, a])
    const [[, pullF], [, pullG]] = [f(a), g(a)]
    expect(bits(d.fork(f, g)(a)[1]([da, a]))).toEqual(bits(add(pullG(a))(pullF(da))))
  })))
  test('a constant has no derivative', () => fc.assert(fc.property(vector, vector, (a, b) => {
    const [value, pullback] = d.constant<V, V>(b)(a)
    expect(bits([value, pullback(a)])).toEqual([toArray(b), [0, 0, 0]])
  })))
})

describe('lift', () => {
  test('of a composite is the composite of lifts, bit for bit', () => fc.assert(fc.property(plain, plain, plain, vector, vector, (f, g, h, a, da) => {
    same(d.lift((x: V) => h(g(f(x)))), d.compose(d.compose(d.lift(f), d.lift(g)), d.lift(h)), a, da)
  })))
  test('of a pair is fork, where each uses its argument once', () => fc.assert(fc.property(once, once, vector, vector, (f, g, a, da) => {
    same(d.lift((x: V): readonly [V, V] => [f(x), g(x)]), d.fork(d.lift(f), d.lift(g)), a, [da, a])
  })))
  test('keeps the value of the function', () => fc.assert(fc.property(plain, vector, (f, a) => { expect(bits(d.lift(f)(a)[0])).toEqual(bits(f(a))) })))
  test('is the rule that one would write', () => fc.assert(fc.property(vector, vector, (a, da) => {
    const byHand = d.elementwise<V>((x) => exp(x), (_, y) => y)
    same(d.lift((x: V) => exp(x)), byHand, a, da)
    same(d.lift((x: V) => neg(x)), d.linear<V, V>(neg, neg), a, da)
  })))
  test('of the identity is the identity', () => fc.assert(fc.property(vector, vector, (a, da) => { same(d.lift((x: V) => x), d.identity<V>, a, da) })))

  test('cotangents of a fan-out are added in the order of the forward uses', () => {
    // Three uses, whose cotangents ½, 2²⁵ and -2²⁵ give 0 or ½ by the order in which they are added.
    const uses = ([a, b, c]: readonly [number, number, number]) => (x: Tensor<readonly []>) => {
      const parts = [mul(a)(x), mul(b)(x), mul(c)(x)] as const
      return [parts[2], parts[1], parts[0]] as const
    }
    const one = t.scalar(1)
    const big = 2 ** 25
    const pulled = (order: readonly [number, number, number]): number => t.item(d.lift(uses(order))(one)[1]([one, one, one]))
    expect(pulled([0.5, big, -big])).toBe(0)
    expect(pulled([big, -big, 0.5])).toBe(0.5)
    expect(pulled([-big, 0.5, big])).toBe(0)
  })
  test('and so they are inside one expression', () => {
    const pulled = (...[a, b, c]: readonly [number, number, number]): number => {
      const f = raw.elementwise((x) => s.add(s.add(s.mul(x, s.like(x, a)), s.mul(x, s.like(x, b))), s.mul(x, s.like(x, c))))
      return t.item(d.lift((x: Tensor<readonly []>) => f(x) as Tensor<readonly []>)(t.scalar(1))[1](t.scalar(1)))
    }
    const big = 2 ** 25
    expect([pulled(0.5, big, -big), pulled(big, -big, 0.5), pulled(-big, 0.5, big)]).toEqual([0, 0.5, 0])
  })
  test('integers and truth values have zero cotangents of their own type', () => {
    const at = { x: of([2], [1, 2]), i: of([2], [1, 0], 'i32'), b: of([2], [1, 0], 'bool') }
    const [, pullback] = d.lift(({ x, i, b }: typeof at) => where(t.gather(i)(x), x)(b))(at)
    const da = pullback(of([2], [10, 100]))
    expect([da.x, da.i, da.b].map((v) => [v.dtype, ...toArray(v as AnyTensor)])).toEqual([['f32', 0, 110], ['i32', 0, 0], ['bool', 0, 0]])
  })
  test('an argument that is not used has a zero cotangent', () => {
    const [, pullback] = d.lift(([a]: readonly [V, F64<readonly [2]>]) => a)([of([3], [1, 2, 3]), some([2])])
    expect(bits(pullback(of([3], [4, 5, 6])))).toEqual([[4, 5, 6], [0, 0]])
  })
  test('a value that is two results receives both cotangents', () => {
    const [, pullback] = d.lift((x: V) => { const y = neg(x); return [y, y, x] as const })(of([3], [1, 2, 3]))
    expect(bits(pullback([of([3], [1, 1, 1]), of([3], [10, 10, 10]), of([3], [100, 100, 100])]))).toEqual([[89, 89, 89]])
  })
  test('what the function closes over is a constant', () => {
    const w = of([3], [1, 2, 3])
    const [, pullback] = d.lift((x: V) => mul(w)(x))(of([3], [5, 5, 5]))
    expect(bits(pullback(of([3], [1, 1, 1])))).toEqual([[1, 2, 3]])
  })
})

describe('derivatives of derivatives', () => {
  type X = F64<readonly [3]>
  const energy = (x: X) => pipe(x, square, mul(x), sum()) as F64<readonly []>
  /** Without the sign of zeros. */
  const positive = (x: X): readonly number[] => toArray(x).map((v) => v + 0)
  test('the Hessian of Σx³ is diag(6x), by reverse over reverse and forward over reverse', () => {
    const x = of([3], [1, -2, 0.5], 'f64')
    const slope = (y: X): X => d.gradient(d.lift(energy))(y)
    expect(toArray(slope(x))).toEqual([3, 12, 0.75])
    const row = (i: number): X => of([3], [0, 1, 2].map((j) => (j === i ? 1 : 0)), 'f64')
    const reverse = [0, 1, 2].map((i) => positive(d.lift(slope)(x)[1](row(i))))
    const forward = [0, 1, 2].map((i) => positive(d.jvp(slope)(x, row(i))[1]))
    expect(reverse).toEqual([[6, 0, 0], [0, -12, 0], [0, 0, 3]])
    expect(forward).toEqual(reverse)
  })
  test('the third derivative of eˣ is eˣ', () => {
    const nth = (n: number): ((x: F64<readonly []>) => F64<readonly []>) => n === 0 ? (x) => exp(x) : d.gradient(d.lift(nth(n - 1)))
    const x = t.scalar(0.7, 'f64')
    expect(toArray(nth(3)(x))).toEqual(toArray(exp(x)))
  })
  test('perturbations do not mix: d/dx (x · d/dy (x + y)) = 1', () => {
    const f = (x: F64<readonly []>): F64<readonly []> => mul(d.jvp((y: F64<readonly []>) => add(y)(x))(t.scalar(1, 'f64'), t.scalar(1, 'f64'))[1])(x)
    expect(t.item(d.jvp(f)(t.scalar(1, 'f64'), t.scalar(1, 'f64'))[1])).toBe(1)
  })
})

describe.each(backends)('$name', (backend) => {
  type Params = { readonly w: Tensor<readonly [3, 2]>; readonly b: Tensor<readonly [2]> }
  const loss = (x: Tensor<readonly [5, 3]>) => ({ w, b }: Params): Tensor<readonly []> => pipe(x, matmul(w), add(b), (h) => tanh(h), square, t.mean()) as Tensor<readonly []>
  const x = of([5, 3], Array.from({ length: 15 }, (_, i) => ((i * 7) % 11) / 3 - 1.7))
  const params: Params = { w: of([3, 2], [0.1, -0.4, 0.7, 0.3, -0.2, 0.9]), b: of([2], [0.3, -0.1]) }

  test('a gradient inside a traced program, compiled, equals the eager one bit for bit', () => {
    const step = (p: Params) => d.valueAndGradient(d.lift(loss(x)))(p)
    expect(bits(compiled(backend, step, params))).toEqual(bits(step(params)))
  })
  test('and so do a gradient step, a Hessian-vector product, and a tangent', () => {
    const v: Params = tree.map(params, (leaf) => mul(0.5)(leaf as Tensor<readonly [2]>))
    const work = ([p, dp]: readonly [Params, Params]) => {
      const slope = (q: Params): Params => d.gradient(d.lift(loss(x)))(q)
      return [tree.zip((a, g) => sub<readonly [2], 'f32'>(mul(0.1)(g as Tensor<readonly [2]>))(a as Tensor<readonly [2]>), p, slope(p)), d.jvp(slope)(p, dp), d.lift(slope)(p)[1](dp)]
    }
    expect(bits(compiled(backend, work, [params, v]))).toEqual(bits(work([params, v])))
  })
  test('and so does a gradient through a loop', () => {
    const work = (w: Tensor<readonly [3, 3]>) => d.valueAndGradient(d.lift((m: typeof w) => {
      const [last] = t.scan((h: Tensor<readonly [1, 3]>, row: Tensor<readonly [3]>) => [pipe(h, matmul(m), add(row), (y) => tanh(y)), h] as const, t.zeros([1, 3]), x)
      return pipe(last, square, sum()) as Tensor<readonly []>
    }))(w)
    const at = pipe(of([3, 3], [0.3, -0.1, 0.2, 0.5, 0.1, -0.7, 0.2, 0.2, 0.4]), transpose)
    expect(bits(compiled(backend, work, at))).toEqual(bits(work(at)))
  })
})
