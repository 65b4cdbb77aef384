/** `check` and `checkLinear` find what is wrong, and say it. */
import { describe, expect, test } from 'vitest'
import * as d from '../../src/differentiable/index.js'
import type { Differentiable } from '../../src/differentiable/index.js'
import { named } from '../../src/program/scalarFunction.js'
import { key } from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import { add, exp, mul, neg, of, square, sum, tanh } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { some, type F64 } from './values.js'

type V = F64<readonly [5]>
type Arrow = Differentiable<V, V>
const x = some([5])
const e = 1e-5

/** A function with a pullback that is not its own. */
const wrong: readonly (readonly [about: string, f: Arrow])[] = [
  ['a sign', (v) => [exp(v), (dy) => neg(mul(exp(v))(dy))]],
  ['a factor', (v) => [square(v), (dy) => mul(v)(dy)]],
  ['a small factor', (v) => [square(v), (dy) => mul(2 * (1 + e))(mul(v)(dy))]],
  ['the argument for the value', (v) => [tanh(v), (dy) => mul(add(1)(neg(square(v))))(dy)]],
  ['a term forgotten', (v) => [mul(exp(v))(v), (dy) => mul(exp(v))(dy)]],
  ['one element', (v) => [square(v), (dy) => mul(mul(2)(v))(mul(of([5], [1, 1, 1, 1, 0.999], 'f64'))(dy))]],
  ['zero', (v) => [exp(v), () => t.zeros([5], 'f64')]],
  ['another order of elements', (v) => [square(v), (dy) => t.gather(of([5], [1, 0, 2, 3, 4], 'i32'))(mul(mul(2)(v))(dy))]],
  ['not linear in the cotangent', (v) => [exp(v), (dy) => mul(exp(v))(square(dy))]],
  ['NaN', (v) => [exp(v), (dy) => mul(NaN)(dy)]],
]

describe('check', () => {
  test.each(wrong)('finds %s', (_, f) => expect(d.check(f, x, key(1))).toMatchObject({ _tag: 'Left', left: { operation: 'check', argument: 'pullback' } }))
  test('says what both sides are', () => {
    expect(d.check<V, V>((v) => [mul(2)(v), (dy) => dy], of([5], [0, 0, 0, 0, 0], 'f64'), key(1))).toMatchObject({ left: { message: expect.stringMatching(/^check: the pullback says -?[\d.]+ along a random direction, differences say -?[\d.]+/) as string } })
  })
  test('finds a second derivative that is wrong where the first is right', () => {
    // The value's slope is right, but held: its own derivative is lost.
    const stop = raw.elementwise(named({ name: 'stop', body: (v) => v, partials: () => [undefined] }))
    const held: Arrow = (v) => [square(v), (dy) => mul(mul(2)(stop(v) as V))(dy)]
    expect(d.check(held, x, key(1))).toMatchObject({ _tag: 'Right' })
    expect(d.check(held, x, key(1), { order: 2 })).toMatchObject({ _tag: 'Left' })
  })
  test('takes trees, and leaves other than floats where they are', () => {
    const at = { a: some([2, 3]), rows: of([2], [1, 0], 'i32'), rest: [some([3], 2)] as const }
    const f = d.lift((p: typeof at) => mul(p.rest[0])(t.gather(p.rows)(p.a)))
    expect(d.check(f, at, key(2), { order: 2 })).toMatchObject({ _tag: 'Right' })
  })
  test('refuses f32, where differences are too coarse', () => {
    const single = t.zeros([5]) as Tensor<readonly [5]>
    expect(d.check(d.lift((v: typeof single) => v), single, key(1))).toMatchObject({ left: { message: expect.stringContaining('check: a has f32, and differences need f64 to be exact enough') as string } })
    expect(d.check(d.lift((v: V) => t.cast('f32')(v)), x, key(1))).toMatchObject({ left: { argument: 'the value' } })
  })
  test('a gradient of large numbers is compared relatively', () => {
    const f = d.lift((v: V) => sum()(mul(1e12)(square(v))))
    expect(d.check(f, x, key(3))).toMatchObject({ _tag: 'Right' })
  })
})

describe('checkLinear', () => {
  test.each<readonly [string, Arrow, string]>([
    ['a function that is not linear', d.lift((v: V) => square(v)), 'f(x + 2y) = f(x) + 2f(y) does not hold'],
    ['an affine one', d.lift((v: V) => add(1)(v)), 'f(x + 2y) = f(x) + 2f(y) does not hold'],
    ['a transpose of another', d.linear<V, V>((v) => mul(2)(v), (dy) => mul(2.0000001)(dy)), '⟨w, f(x)⟩ = ⟨pullback(w), x⟩ does not hold'],
  ])('finds %s', (_, f, message) => expect(d.checkLinear(f, x, key(1))).toMatchObject({ _tag: 'Left', left: { message: expect.stringContaining(message) as string } }))
  test('accepts what is', () => expect(d.checkLinear(d.lift((v: V) => mul(of([5], [1, 2, 3, 4, 5], 'f64'))(v)), x, key(1))).toMatchObject({ _tag: 'Right' }))
})
