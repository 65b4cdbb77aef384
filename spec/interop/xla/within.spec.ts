import { expect, test } from 'vitest'
import { difference, ulp, type Within } from './within.js'

test.each([
  [1, 'f32', 2 ** -23], [1.9999999, 'f32', 2 ** -23], [2, 'f32', 2 ** -22], [0, 'f32', 2 ** -149], [1e-40, 'f32', 2 ** -149],
  [3.4e38, 'f32', 2 ** 104], [1, 'f64', 2 ** -52], [2 ** 1000, 'f64', 2 ** 948], [-3, 'f32', 2 ** -22],
] as const)('the unit in the last place of %d in %s is %d', (x, dtype, unit) => { expect(ulp(x, dtype)).toBe(unit) })

const next = 1 + 2 ** -23
test.each<readonly [actual: readonly number[], expected: readonly number[], within: Within, near: boolean]>([
  [[1, NaN, -0], [1, NaN, -0], 'bits', true],
  [[0], [-0], 'bits', false],
  [[next], [1], 'bits', false],
  [[next], [1], { ulps: 1 }, true],
  [[next], [1], { ulps: 0.5 }, false],
  [[0], [-0], { ulps: 0 }, true],
  [[0], [1e-40], { ulps: 0 }, true],
  [[1e-30], [0], { ulps: 4 }, false],
  [[NaN], [1], { absolute: 1e9 }, false],
  [[1], [NaN], { absolute: 1e9 }, false],
  [[Infinity], [3e38], { relative: 1 }, false],
  [[Infinity], [Infinity], { relative: 1e-6 }, true],
  [[-Infinity], [Infinity], { ulps: 4 }, false],
  [[101], [100], { relative: 0.01 }, true],
  [[102], [100], { relative: 0.01 }, false],
  [[1.5, 2], [1, 2], { absolute: 0.5 }, true],
  [[1, 2], [1], { absolute: 9 }, false],
])('%j for %j within %j: %s', (actual, expected, within, near) => {
  expect(difference(Float32Array.from(actual), Float32Array.from(expected), within, 'f32') === undefined).toBe(near)
})

test('the worst element is told', () => {
  expect(difference(Float32Array.of(1, 2, 3.5), Float32Array.of(1, 2.5, 2), { ulps: 4 }, 'f32'))
    .toBe('2 of 3 elements, the worst at 2: 3.5 for 2, 6291456 units in the last place')
  expect(difference(Int32Array.of(1, 2), Int32Array.of(1, 3), 'bits', 'i32')).toBe('1 of 2 elements, the worst at 1: 2 for 3')
})
