/** Noise finds what rounding decides, and nothing else. */
import { expect, test } from 'vitest'
import { expression } from '../../../src/program/expression.js'
import type { Program } from '../../../src/program/primitive.js'
import * as s from '../../../src/program/scalar.js'
import { build, type } from '../../program/build.js'
import { noisy } from './noise.js'

const one = (f: (x: s.Scalar) => s.Scalar): Program =>
  build([type([1])], ({ emit }) => [emit({ kind: 'map', expression: expression(['f32'], f) }, 0)])
const allowed = (program: Program, x: number): number => noisy(program, [Float32Array.of(x)])[0]!.each[0]!
const unit = 2 ** -23

test.each<readonly [string, Program, x: number, from: number, to: number]>([
  ['a sum moves by its last places', one((x) => s.add(x, s.like(x, 1))), 1, 4 * unit, 100 * unit],
  ['a difference that cancels, by those of its operands', one((x) => s.sub(s.mul(x, s.like(x, 1.1)), x)), 1, 1 * unit, 100 * unit],
  ['a minus moves nothing', one(s.neg), 3, 8 * unit, 8 * unit],
  ['bits are exact', one((x) => s.bitcast(x, 'i32')), 3, 0, 0],
  ['comparisons are exact', one((x) => s.lt(x, s.like(x, 2))), 3, 0, 0],
  ['what is decided by rounding may be anything', one((x) => s.lt(s.mul(x, s.like(x, 1.1)), s.like(x, Math.fround(1.1)))), 1, Infinity, Infinity],
  ['what is decided by a sign of zero, too', one((x) => s.div(s.like(x, 1), s.max(x, s.like(x, -0)))), 0, Infinity, Infinity],
  ['and by a subnormal number', one((x) => s.convert(s.mul(x, s.like(x, 2)), 'bool')), 1e-40, Infinity, Infinity],
])('%s', (_, program, x, from, to) => {
  const each = allowed(program, x)
  expect(each).toBeGreaterThanOrEqual(from)
  expect(each).toBeLessThanOrEqual(to)
})

test('in loops each step adds its own', () => {
  const body = one((x) => s.mul(x, s.like(x, 1.1)))
  const loop = (steps: number): number => allowed(build([type([1])], ({ emit }) =>
    [emit({ kind: 'scan', body, constants: 0, carried: 1, steps, reverse: false }, 0)]), 1) / 1.1 ** steps
  expect(loop(40)).toBeGreaterThan(2 * loop(1))
})
