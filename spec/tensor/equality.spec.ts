/** Tensors are values: deep comparisons look at their elements. */
import assert from 'node:assert/strict'
import { expect, test } from 'vitest'
import { of, zeros } from '../../src/tensor/create.js'

test('equal elements of one type are equal, others are not', () => {
  assert.deepEqual(of([2], [1, 2]), of([2], [1, 2]))
  assert.deepEqual([{ weights: zeros([2, 2]) }], [{ weights: of([2, 2], [0, 0, 0, 0]) }])
  expect(of([2], [1, 2])).toEqual(of([2], [1, 2]))
  assert.notDeepEqual(of([2], [1, 2]), of([2], [1, 3]))
  assert.notDeepEqual(of([2], [1, 2]), of([1, 2], [1, 2]))
  assert.notDeepEqual(of([2], [1, 2]), of([2], [1, 2], 'f64'))
})
