/** Elementwise operations beside those of a training: values and errors, and the same bits wherever they are run. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { jit, pipe, tensor as t, type Tensor } from '../../src/index.js'
import { elements } from '../../src/tensor/tensor.js'
import { expectSame } from '../backend/each.js'
import { allBackends } from '../jit/each.js'
import { compiled } from './compiled.js'

let backends: readonly Backend[] = []
let close: () => unknown = () => {}
beforeAll(async () => { ({ backends, close } = await allBackends()) })
afterAll(() => close())

const floats = [0, -0, 1, -1, 0.5, -0.3, 2.5, -7.25, 1e-20, 3e30, Infinity, -Infinity, NaN, 88, -88, 1e-42, 0.99999994, 17]
const others = [3, -0.5, 0, -0, 1e30, 7, -2.5, 3, 1e-40, 2, -1, 5, 1, NaN, 0.1, 3e-43, 1, -5]
const ints = [0, 1, -1, 7, -7, 2147483647, -2147483648, 12]
const counts = [0, 1, 31, 4, 2, 3, 31, 40]

type Float = Tensor<readonly [18]>
type Int = Tensor<readonly [8], 'i32'>
type Bool = Tensor<readonly [8], 'bool'>
const [x, y]: readonly [Float, Float] = [t.of([18], floats), t.of([18], others)]
const [i, n]: readonly [Int, Int] = [t.of([8], ints, 'i32'), t.of([8], counts, 'i32')]
const [p, q]: readonly [Bool, Bool] = [t.of([8], [0, 0, 1, 1, 0, 0, 1, 1], 'bool'), t.of([8], [0, 1, 0, 1, 0, 1, 0, 1], 'bool')]

/** Every operation, of floats. */
const ofFloats = ([a, b]: readonly [Float, Float]) => [
  t.tan(a), t.asin(a), t.acos(a), t.atan(a), t.sinh(a), t.cosh(a), t.asinh(a), t.acosh(a), t.atanh(a), t.log2(a), t.log10(a), t.exp2(a),
  t.rsqrt(a), t.cbrt(a), t.lgamma(a), t.digamma(a), t.erfc(a), t.erfInverse(a), t.sign(a), t.trunc(a), t.isNaN(a), t.isFinite(a), t.isInfinite(a),
  pipe(a, t.atan2(b)), pipe(a, t.hypot(b)), pipe(a, t.logAddExp(b)), pipe(a, t.copySign(b)), pipe(a, t.mod(b)), pipe(a, t.fmod(b)),
  pipe(a, t.floorDivide(b)), pipe(a, t.subFrom(b)), pipe(a, t.divInto(b)), pipe(a, t.powOf(b)), pipe(a, t.clip(b, 3)), pipe(a, t.clip(-1, 1)),
  pipe(a, t.mod(0.75)), pipe(a, t.powOf(2)), pipe(a, t.divInto(1)),
]
const ofIntegers = ([a, b]: readonly [Int, Int]) => [
  t.sign(a), t.not(a), pipe(a, t.and(b)), pipe(a, t.or(b)), pipe(a, t.xor(b)), pipe(a, t.shiftLeft(b)), pipe(a, t.shiftRight(b)), pipe(a, t.mod(b)),
  pipe(a, t.fmod(b)), pipe(a, t.floorDivide(b)), pipe(a, t.subFrom(1)), pipe(a, t.divInto(100)), pipe(a, t.clip(-3, 9)), pipe(a, t.shiftRight(3)),
]
const ofBooleans = ([a, b]: readonly [Bool, Bool]) => [t.not(a), pipe(a, t.and(b)), pipe(a, t.or(b)), pipe(a, t.xor(b))]

test('the same bits at once, compiled on every backend, and by jit', () => {
  const same = <A>(f: (a: A) => readonly Tensor<any, any>[], a: A): void => {
    const eager = f(a).map(elements)
    for (const backend of backends) {
      expectSame(compiled(backend, f, a).map(elements), eager, backend.name)
      const jitted = jit(f as never, { backend } as never) as unknown as typeof f
      expectSame(jitted(a).map(elements), eager, backend.name)
    }
  }
  same(ofFloats, [x, y] as const)
  same(ofIntegers, [i, n] as const)
  same(ofBooleans, [p, q] as const)
})

describe('values', () => {
  const list = (v: Tensor<any, any>): readonly unknown[] => t.toArray(v)
  test('of signs and questions', () => {
    const v = t.of([6], [-2, -0, 0, 5, NaN, -Infinity])
    expect(list(t.sign(v))).toEqual([-1, -0, 0, 1, NaN, -1])
    expect(list(t.trunc(t.of([4], [-1.5, -0.5, 0.5, 1.5])))).toEqual([-1, -0, 0, 1])
    expect(list(t.sign(t.of([3], [0, 7, 4294967295], 'u32')))).toEqual([0, 1, 1])
    expect([list(t.isNaN(v)), list(t.isFinite(v)), list(t.isInfinite(v))].map((bits) => bits.map(Number))).toEqual([
      [0, 0, 0, 0, 1, 0], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1],
    ])
  })
  test('of bounds: NaN stays, and the upper bound wins', () => {
    expect(list(pipe(t.of([4], [NaN, -5, 0.5, 5]), t.clip(0, 1)))).toEqual([NaN, 0, 0.5, 1])
    expect(list(pipe(t.of([2], [-5, 5]), t.clip(3, 1)))).toEqual([1, 1])
    expect(list(pipe(t.of([2, 1], [-5, 5]), t.clip(t.of([2], [0, 1]), 2)))).toEqual([0, 1, 2, 2])
  })
  test('of shifts: bits beyond 32 are dropped, counts beyond 31 leave nothing but the sign', () => {
    const c = t.of([5], [0, 4, 31, 32, -1], 'i32')
    expect(list(pipe(t.of([5], [3, 3, 3, 3, 3], 'i32'), t.shiftLeft(c)))).toEqual([3, 48, -2147483648, 0, 0])
    expect(list(pipe(t.of([5], [-64, -64, -64, -64, -64], 'i32'), t.shiftRight(c)))).toEqual([-64, -4, -1, -1, -1])
    expect(list(pipe(t.of([2], [4294967295, 4294967295], 'u32'), t.shiftRight(t.of([2], [4, 32], 'u32'))))).toEqual([268435455, 0])
  })
  test('of bits and booleans', () => {
    expect(list(pipe(t.of([2], [12, -1], 'i32'), t.and(10)))).toEqual([8, 10])
    expect(list(pipe(t.of([2], [12, 1], 'u32'), t.xor(10)))).toEqual([6, 11])
    expect(list(t.not(t.of([2], [0, 4294967295], 'u32')))).toEqual([4294967295, 0])
    expect(list(pipe(p, t.and(q))).map(Number)).toEqual([0, 0, 0, 1, 0, 0, 0, 1])
  })
  test('of pipes from the other side', () => {
    const v = t.of([2], [0.25, 4])
    expect([list(pipe(v, t.subFrom(1))), list(pipe(v, t.divInto(1))), list(pipe(v, t.powOf(16)))]).toEqual([[0.75, -3], [4, 0.25], [2, 65536]])
  })
})

test('shapes broadcast, also of a batch whose size is not known', () => {
  const f = (v: Tensor<readonly [number, 3]>) => pipe(v, t.hypot(t.ones([3])), t.clip(0, 1), t.mod(2))
  expectTypeOf(f).returns.toEqualTypeOf<Tensor<readonly [number, 3]>>()
  expectTypeOf(pipe(x, t.isNaN)).toEqualTypeOf<Tensor<readonly [18], 'bool'>>()
  expectTypeOf(pipe(p, t.and(q))).toEqualTypeOf<Bool>()
})

describe('bad input', () => {
  const cases: readonly (readonly [what: () => unknown, said: string])[] = [
    [() => t.tan(i as never), 'tan: x should be a tensor of f32 or f64, but is "i32"'],
    [() => pipe(x as never, t.and(x as never)), 'and: a should be a tensor of i32 or u32 or bool, but is "f32"'],
    [() => pipe(i, t.shiftLeft(32)), 'shiftLeft: b should be a whole number from 0 to 31, but is 32'],
    [() => pipe(i, t.shiftRight(-1)), 'shiftRight: b should be a whole number from 0 to 31, but is -1'],
    [() => pipe(i, t.clip(0.5, 3)), 'clip: low should be a value of i32, but is 0.5'],
    [() => pipe(x, t.clip('0' as never, 3)), 'clip: low should be a tensor or a number, but is "0"'],
    [() => pipe(x, t.clip(0, i as never)), 'clip: high should be f32, but is "i32"'],
    [() => pipe(x as never, t.hypot(t.ones([5]))), 'hypot'],
    [() => pipe(x as never, t.clip(0, t.ones([5]))), 'clip: cannot broadcast [18] with [5]'],
    [() => t.isNaN(i as never), 'isNaN: x should be a tensor of f32 or f64, but is "i32"'],
  ]
  test.each(cases)('%s', (call, said) => expect(() => call()).toThrow(said))
})
