/** Fusing chains of maps saves instructions and changes no bit. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pure } from '../../src/backend/pure.js'
import { expression } from '../../src/program/expression.js'
import { fuse } from '../../src/program/fuse.js'
import { print } from '../../src/program/print.js'
import { add, eq, like, mul, neg, select } from '../../src/program/scalar.js'
import { numRuns, someCase } from '../backend/arbitrary.js'
import { expectSame } from '../backend/each.js'
import { build, type } from './build.js'

const two = [type([3]), type([3])]
const product = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => mul(x, y)) } as const
const sum = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x, y)) } as const
const negative = { kind: 'map', expression: expression(['f32'], (x) => neg(x)) } as const
const total = { kind: 'reduce', by: 'sum', axes: [0] } as const

test('a map that one map reads is written into it', () => {
  const program = build(two, ({ emit }) => {
    return [emit(negative, emit(sum, emit(product, 0, 1), 0))]
  })
  expect(print(fuse(program))).toMatchInlineSnapshot(`
    "program (%0: f32[3], %1: f32[3])
      %2: f32[3] = map neg(add(mul(x0, x1), x0)) %0 %1
      result %2"
  `)
})

test('what a second instruction reads, a result, and what no map reads stay', () => {
  const program = build(two, ({ emit }) => {
    const p = emit(product, 0, 1)
    const reduced = emit(total, emit(sum, p, 0))
    return [emit(negative, p), reduced, p]
  })
  expect(fuse(program)).toEqual(program)
})

test('comparing positions with what is repeated is repeated itself, for as many maps as read it', () => {
  const equal = { kind: 'map', expression: expression(['i32', 'i32'], (x, y) => eq(x, y)) } as const
  const chosen = { kind: 'map', expression: expression(['bool', 'f32'], (c, x) => select(c, x, like(x, 0))) } as const
  const program = build([type([2], 'i32'), type([3, 2]), type([3, 2])], ({ emit }) => {
    const mask = emit(equal, emit({ kind: 'broadcast', shape: [3, 2] }, 0), emit({ kind: 'iota', shape: [3, 2], axis: 1 }))
    return [emit(chosen, mask, 1), emit(chosen, mask, 2)]
  })
  expect(print(fuse(program))).toMatchInlineSnapshot(`
    "program (%0: i32[2], %1: f32[3, 2], %2: f32[3, 2])
      %3: i32[3, 2] = broadcast %0
      %4: i32[3, 2] = iota along 1
      %5: f32[3, 2] = map select(eq(x0, x1), x2, 0) %3 %4 %1
      %6: f32[3, 2] = map select(eq(x0, x1), x2, 0) %3 %4 %2
      result %5 %6"
  `)
  const computed = build([type([3, 2], 'i32'), type([3, 2], 'i32'), type([3, 2])], ({ emit }) => {
    const mask = emit(equal, 0, 1)
    return [emit(chosen, mask, 2), emit(chosen, mask, emit(negative, 2))]
  })
  expect(fuse(computed).instructions).toHaveLength(3)
})

test('a map that reads another twice takes it in once', () => {
  const program = build(two, ({ emit }) => {
    const p = emit(product, 0, 1)
    return [emit(sum, p, p)]
  })
  expect(fuse(program).instructions).toHaveLength(1)
})

test('an expression never reads more than sixteen values', () => {
  const inputs = Array.from({ length: 20 }, () => type([3]))
  const program = build(inputs, ({ emit }) => [inputs.slice(1).reduce((before, _, i) => emit(sum, before, i + 1), 0)])
  const fused = fuse(program)
  expect(Math.max(...fused.instructions.map(({ operands }) => operands.length))).toBeLessThanOrEqual(16)
  expect(fused.instructions.length).toBeLessThan(4)
  const values = inputs.map((_, i) => Float32Array.of(i / 3, -i, 1 / (i + 1)))
  expectSame(pure.compile(fused)(values), pure.compile(program)(values))
})

test('random programs: the same bits, no more instructions, and nothing left to fuse', () => {
  fc.assert(fc.property(someCase, ({ program, runs }) => {
    const fused = fuse(program)
    expect(fused.instructions.length).toBeLessThanOrEqual(program.instructions.length)
    expect(fuse(fused).instructions.length).toBe(fused.instructions.length)
    for (const inputs of runs) expectSame(pure.compile(fused)(inputs), pure.compile(program)(inputs))
  }), { numRuns })
})
