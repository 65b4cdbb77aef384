/** Bounds hold what this engine gives, and little else. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pure } from '../../../../src/backend/index.js'
import { exp, sin, tanh } from '../../../../src/program/elementary/functions.js'
import { expression } from '../../../../src/program/expression.js'
import type { Primitive } from '../../../../src/program/primitive.js'
import * as s from '../../../../src/program/scalar.js'
import type { Scalar } from '../../../../src/program/scalar.js'
import type { DType } from '../../../../src/shape/shape.js'
import { holds, someSingle } from '../../../backend/arbitrary.js'
import { single } from '../../../backend/each.js'
import { isQuick } from '../../../slow.js'
import { build, type } from '../../../program/build.js'
import { boundsFor, boundsOf } from './bounds.js'
import { isUnknown, type Ranges } from './range.js'

const isIn = (x: number, { from, to }: Ranges, i: number): boolean =>
  Number.isNaN(x) ? isUnknown([from[i]!, to[i]!]) : x >= from[i]! && x <= to[i]!

test('random programs: every value is within its bounds', () => holds(someSingle, ({ program, runs }) => {
  for (const inputs of runs) {
    const bounds = boundsFor(program, inputs)
    pure.compile(program)(inputs).forEach((x, result) => {
      const at = x.findIndex((v, i) => !isIn(v, bounds[result]!, i))
      expect(at === -1 ? undefined : { result, at, value: x[at], from: bounds[result]!.from[at], to: bounds[result]!.to[at] }).toBeUndefined()
    })
  }
}, isQuick ? 0.2 : 1))

test('random programs: a relative error of 1e-4 is out of bounds, nearly everywhere', () => {
  let [found, wide, all] = [0, 0, 0]
  for (const { program, runs } of fc.sample(someSingle, { numRuns: 120, seed: 1 })) {
    const bounds = boundsFor(program, runs[0]!)
    pure.compile(program)(runs[0]!).forEach((values, result) => values.forEach((x, i) => {
      if (!Number.isFinite(x)) return
      all++
      if (!isIn(x === 0 ? 1e-30 : x * (1 + 1e-4), bounds[result]!, i)) found++
      if (bounds[result]!.from[i] !== bounds[result]!.to[i]) wide++
    }))
  }
  // There are enough numbers of which an engine may round the last bits.
  expect(wide).toBeGreaterThan(500)
  expect((all - found) / all).toBeLessThan(0.02)
})

type Fields = readonly [from: number, to: number]
/** The range of the only element that a primitive gives for operands of one element, or rows of them. */
const rangeOf = (primitive: Primitive, dtypes: readonly DType[], ...operands: readonly (readonly Fields[])[]): Fields => {
  const types = operands.map((list, i) => type(primitive.kind === 'map' ? [] : [list.length], dtypes[i]))
  const [made] = boundsOf(single(primitive, types), operands.map((list) => ({
    from: Float64Array.from(list, ([from]) => from), to: Float64Array.from(list, ([, to]) => to),
  })))
  return [made!.from[0]!, made!.to[0]!]
}
const map = (dtypes: readonly DType[], f: (...args: readonly Scalar[]) => Scalar): Primitive => ({ kind: 'map', expression: expression(dtypes, f as never) })
const u = 2 ** -22

test.each<readonly [what: string, f: (...args: readonly Scalar[]) => Scalar, dtypes: readonly DType[], operands: readonly Fields[], range: Fields]>([
  ['an exact sum of points', (x, y) => s.add(x!, y!), ['f32', 'f32'], [[1, 1], [2, 2]], [3, 3]],
  ['a sum', (x, y) => s.add(x!, y!), ['f32', 'f32'], [[1, 2], [3, 4]], [4 - 4 * u, 6 + 6 * u]],
  ['a difference that cancels', (x, y) => s.sub(x!, y!), ['f32', 'f32'], [[1, 1.5], [1, 1.5]], [-0.5 - 0.5 * u, 0.5 + 0.5 * u]],
  ['∞ - ∞', (x, y) => s.sub(x!, y!), ['f32', 'f32'], [[Infinity, Infinity], [Infinity, Infinity]], [-Infinity, Infinity]],
  ['division by what may be 0', (x, y) => s.div(x!, y!), ['f32', 'f32'], [[1, 1], [-1, 1]], [-Infinity, Infinity]],
  ['division by a subnormal number', (x, y) => s.div(x!, y!), ['f32', 'f32'], [[1, 1], [1e-40, 1e-40]], [-Infinity, Infinity]],
  ['floor', (x) => s.floor(x!), ['f32'], [[0.75, 1.25]], [0, 1]],
  ['a comparison that is open', (x, y) => s.lt(x!, y!), ['f32', 'f32'], [[0, 2], [1, 1]], [0, 1]],
  ['a comparison that is certain', (x, y) => s.lt(x!, y!), ['f32', 'f32'], [[0, 0.5], [1, 1]], [1, 1]],
  ['a choice that is open', (x, y) => s.select(s.lt(x!, y!), x!, y!), ['f32', 'f32'], [[0, 2], [1, 1]], [0, 2]],
  ['a product that overflows', (x, y) => s.mul(x!, y!), ['f32', 'f32'], [[3e38, 3e38], [2, 2]], [6e38 - 6e38 * u, Infinity]],
  ['integers that wrap', (x, y) => s.add(x!, y!), ['i32', 'i32'], [[2147483647, 2147483647], [1, 1]], [-2147483648, -2147483648]],
  ['integers that may wrap', (x, y) => s.add(x!, y!), ['i32', 'i32'], [[2147483646, 2147483647], [1, 1]], [-2147483648, 2147483647]],
  ['conversion', (x) => s.convert(x!, 'i32'), ['f32'], [[-1.5, 2.5]], [-1, 2]],
  ['the bits of a zero of unknown sign', (x) => s.bitcast(x!, 'u32'), ['f32'], [[0, 0]], [0, 4294967295]],
])('%s', (_, f, dtypes, operands, [from, to]) => {
  const range = rangeOf(map(dtypes, f), dtypes, ...operands.map((operand) => [operand]))
  expect(range[0]).toBeCloseTo(from, 12)
  expect(range[1]).toBeCloseTo(to, 12)
})

test.each<readonly [what: string, primitive: Primitive, row: readonly Fields[], range: Fields]>([
  ['argmax that is certain', { kind: 'reduce', by: 'argmax', axes: [0] }, [[1, 2], [3, 4], [0, 3]], [1, 1]],
  ['argmax that is open', { kind: 'reduce', by: 'argmax', axes: [0] }, [[1, 3], [2, 4]], [0, 1]],
  ['a maximum', { kind: 'reduce', by: 'max', axes: [0] }, [[1, 3], [2, 4]], [2, 4]],
  ['a sum in any order', { kind: 'reduce', by: 'sum', axes: [0] }, [[1e6, 1e6], [1, 1], [-1e6, -1e6]], [1 - u - 3 * u * 2000001, 1 + u + 3 * u * 2000001]],
  ['an order that is open', { kind: 'sort' }, [[1, 3], [2, 4]], [0, 1]],
])('%s', (_, primitive, row, [from, to]) => {
  const range = rangeOf(primitive, ['f32'], row)
  expect(range[0]).toBeCloseTo(from, 12)
  expect(range[1]).toBeCloseTo(to, 12)
})

test('named functions: the ends where they are monotonic, and no further than x where they are not', () => {
  const of = (f: (x: Scalar) => Scalar, range: Fields): Fields => rangeOf(map(['f32'], (x) => f(x!)), ['f32'], [range])
  for (const [range, [from, to]] of [[of(exp, [0, 1]), [1, Math.E]], [of(tanh, [-1, 1]), [Math.tanh(-1), Math.tanh(1)]], [of(sin, [1, 1.5]), [Math.sin(1) - 0.5, 1]]] as const) {
    expect(range[0]).toBeCloseTo(from, 5)
    expect(range[1]).toBeCloseTo(to, 5)
    expect(range[0]).toBeLessThan(from)
    expect(range[1]).toBeGreaterThan(to)
  }
})

test('a loop whose guard is open gives nothing for certain', () => {
  const body = build([type([], 'bool'), type([])], ({ emit }) => [0, emit({ kind: 'map', expression: expression(['f32'], (x) => s.neg(x)) }, 1)])
  const loop = single({ kind: 'scan', body, constants: 0, carried: 2, steps: 3, reverse: false, guarded: true }, body.inputs)
  const given = (from: number, to: number): Ranges => ({ from: Float64Array.of(from), to: Float64Array.of(to) })
  const carried = (...guard: Fields): Fields => {
    const [, x] = boundsOf(loop, [given(...guard), given(1, 2)])
    return [x!.from[0]!, x!.to[0]!]
  }
  expect([carried(1, 1), carried(0, 0), carried(0, 1)]).toEqual([[-2, -1], [1, 2], [-Infinity, Infinity]])
})
