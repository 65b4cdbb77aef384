/** Random bits: the same blocks, four at a time. */
import { expect, test } from 'vitest'
import { wasm } from '../../../src/backend/wasm/wasm.js'
import { type } from '../../program/build.js'
import { given, run } from '../each.js'
import { expectSameRuns } from './same.js'

const operands = [type([2], 'u32'), type([], 'u32')]
const shapes: readonly (readonly number[])[] = [[], [1], [3], [4], [5], [0], [2, 3], [63], [64], [65], [257], [3, 5, 7]]

test.each(shapes)('[%s]', (...shape) => {
  for (const form of ['word', 'block'] as const) {
    expectSameRuns({ kind: 'bits', shape, form }, operands)
    // Counters that go over 2^32.
    for (const start of [0, 4294967295, 4294967290]) expectSameRuns({ kind: 'bits', shape, form }, operands, [undefined, Uint32Array.of(start)])
  }
})

test('as published: key(10)', () => {
  expect(run(wasm, { kind: 'bits', shape: [4], form: 'word' }, given([2], [0, 10], 'u32'), given([], [0], 'u32')))
    .toEqual([[169096361, 1572511259, 2689743692, 2228103506]])
})
