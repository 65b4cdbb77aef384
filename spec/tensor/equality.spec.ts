/** Tensors are values: deep comparisons look at their elements, the console shows them. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { full, of, zeros } from '../../src/tensor/create.js'

test('equal elements of one type are equal, others are not', () => {
  assert.deepEqual(of([2], [1, 2]), of([2], [1, 2]))
  assert.deepEqual([{ weights: zeros([2, 2]) }], [{ weights: of([2, 2], [0, 0, 0, 0]) }])
  expect(of([2], [1, 2])).toEqual(of([2], [1, 2]))
  assert.notDeepEqual(of([2], [1, 2]), of([2], [1, 3]))
  assert.notDeepEqual(of([2], [1, 2]), of([1, 2], [1, 2]))
  assert.notDeepEqual(of([2], [1, 2]), of([2], [1, 2], 'f64'))
})

test('the console shows the type and the first elements', () => {
  expect(inspect(of([2, 2], [1, 2.5, -3, 4]))).toBe('f32[2, 2] [1, 2.5, -3, 4]')
  expect(inspect(full([100], 7, 'i32'))).toBe('i32[100] [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, … 88 more]')
  expect(inspect({ bias: zeros([1]) })).toBe('{ bias: f32[1] [0] }')
})
