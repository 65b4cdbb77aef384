/** Elements in lists: what `of` takes and refuses, what `toNested` gives back, and what JSON says of a tensor. */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as t from '../../src/tensor/index.js'
import type { DType } from '../../src/shape/shape.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

const of = t.of as unknown as (shape: unknown, values: unknown, dtype?: unknown) => AnyTensor

describe('of', () => {
  test.each([
    [[2, 2], [[1, 2], [3, 4]], 'f32', [1, 2, 3, 4]],
    [[2, 1, 2], [[[1, 2]], [new Float32Array([3, 4])]], 'f32', [1, 2, 3, 4]],
    [[2, 2], [[true, false], [0, 1]], 'bool', [1, 0, 0, 1]],
    [[2], [true, false], 'bool', [1, 0]],
    [[], 3, 'i32', [3]],
    [[], [3], 'i32', [3]],
    [[2, 0], [[], []], 'f32', []],
    [[2], { length: 2, 0: 1, 1: 2 }, 'f32', [1, 2]],
    [[1], [NaN], 'f64', [NaN]],
    [[2], new Float64Array([0.1, 1e300]), 'f32', [Math.fround(0.1), Infinity]],
    [[2], new Uint8Array([0, 255]), 'u32', [0, 255]],
  ])('%j takes %j of %s', (shape, values, dtype, expected) => {
    expect(t.toArray(of(shape, values, dtype))).toEqual(expected)
  })

  test.each([
    [[2], [[1, 2], [3, 4]], 'f32', 'of: values[0] should be a value of f32, but is [1, 2]'],
    [[2], ['1', 'x'], 'f32', 'of: values[0] should be a value of f32, but is "1"'],
    [[2], [1, null], 'f32', 'of: values[1] should be a value of f32, but is null'],
    [[2], Array.from({ length: 2 }, (_, i) => (i === 0 ? 1 : undefined)), 'f32', 'of: values[1] should be a value of f32, but is undefined'],
    [[2], [1, true], 'f32', 'of: values[1] should be a value of f32, but is true'],
    [[2], [1n, 2n], 'i32', 'of: values[0] should be a value of i32, but is 1n'],
    [[2], new BigInt64Array(2), 'i32', 'of: values[0] should be a value of i32, but is 0n'],
    [[2], new Float32Array([1, 1.5]), 'i32', 'of: values[1] should be a value of i32, but is 1.5'],
    [[2], new Uint8Array([1, 2]), 'bool', 'of: values[1] should be a value of bool, but is 2'],
    [[2, 2], [[1, 2], [3]], 'f32', 'of: values[1] should be a list of 2, as [2, 2] says, but has 1'],
    [[2, 2], [[1, 2], 3], 'f32', 'of: values[1] should be a list of 2, as [2, 2] says, but is 3'],
    [[2, 2], [[1, 2], [3, [4]]], 'f32', 'of: values[1][1] should be a value of f32, but is [4]'],
    [[2, 2], [[1, 2], [3, 'x']], 'f32', 'of: values[1][1] should be a value of f32, but is "x"'],
    [[2, 1, 2], [[[1, 2]], [[3, null]]], 'f32', 'of: values[1][0][1] should be a value of f32, but is null'],
    [[2], '12', 'f32', 'of: values should be a list of 2, but is "12"'],
    [[2], undefined, 'f32', 'of: values should be a list of 2, but is undefined'],
    [[2], [1, 2], 'f16', 'of: dtype should be one of f32, f64, i32, u32, bool, but is "f16"'],
  ])('%# %o refuses %o of %s', (shape, values, dtype, message) => {
    expect(() => of(shape, values, dtype)).toThrow(message)
  })
})

const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool']
const element: Readonly<Record<DType, fc.Arbitrary<number>>> = {
  f32: fc.float(), f64: fc.double(), i32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), u32: fc.nat(2 ** 32 - 1), bool: fc.nat(1),
}
const someTensor = fc.tuple(fc.array(fc.nat(3), { maxLength: 4 }), fc.constantFrom(...dtypes)).chain(([shape, dtype]) => {
  const size = shape.reduce((a, b) => a * b, 1)
  return fc.array(element[dtype], { minLength: size, maxLength: size }).map((values) => of(shape, values, dtype))
})

test('toNested gives back what of took', () => {
  expect(t.toNested(t.of([2, 1, 2], [1, 2, 3, 4]))).toEqual([[[1, 2]], [[3, 4]]])
  expect(t.toNested(t.scalar(3))).toBe(3)
  const typed: readonly (readonly number[])[] = t.toNested(t.of([1, 1], [2]))
  expect(typed).toEqual([[2]])
  fc.assert(fc.property(someTensor, (x) => {
    const { shape, dtype } = x
    // Where there are none of the elements, lists say less than the shape.
    if (!(shape as readonly number[]).includes(0)) expect(of(shape, t.toNested(x), dtype)).toEqual(x)
  }))
})

test('JSON and the codec give every tensor back, to the bit', () => {
  expect(JSON.stringify({ x: t.of([2, 2], [1, NaN, -0, -Infinity]) }))
    .toBe('{"x":{"shape":[2,2],"dtype":"f32","elements":[1,"NaN","-0","-Infinity"]}}')
  fc.assert(fc.property(someTensor, (x) => {
    expect(t.codec.decode(JSON.parse(JSON.stringify(x)))).toEqual(E.right(x))
    expect(t.codec.encode(x)).toEqual(JSON.parse(JSON.stringify(x)))
  }))
})

test.each([
  null, 3, 'f32[2]', [1, 2], {}, { shape: [1], dtype: 'f32' }, { shape: [1], dtype: 'f16', elements: [1] },
  { shape: 1, dtype: 'f32', elements: [1] }, { shape: [-1], dtype: 'f32', elements: [] }, { shape: [2], dtype: 'f32', elements: [1] },
  { shape: [1], dtype: 'f32', elements: [null] }, { shape: [1], dtype: 'f32', elements: ['1'] }, { shape: [1], dtype: 'f32', elements: [[1]] },
  { shape: [1], dtype: 'f32', elements: { 0: 1 } }, { shape: [1], dtype: 'i32', elements: [0.5] }, { shape: [1], dtype: 'i32', elements: ['NaN'] },
  { shape: [1], dtype: 'i32', elements: ['-0'] }, { shape: [1], dtype: 'bool', elements: [2] }, { shape: [1], dtype: 'bool', elements: [true] },
  { shape: [1], dtype: 'f32', elements: [1], more: 1 }, { shape: [2 ** 40], dtype: 'f32', elements: [] },
])('the codec refuses %j', (u) => {
  expect(E.isLeft(t.codec.decode(u))).toBe(true)
})
