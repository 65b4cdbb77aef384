/** Dead code goes. */
import { expect, test } from 'vitest'
import { pure } from '../../../src/backend/pure.js'
import { expression } from '../../../src/program/expression.js'
import { print } from '../../../src/program/print.js'
import { add, neg } from '../../../src/program/scalar.js'
import { dead } from '../../../src/program/simplify/dead.js'
import { build, type } from '../build.js'
import { expectPass } from './holds.js'

const negative = { kind: 'map', expression: expression(['f32'], (x) => neg(x)) } as const
const sum = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x, y)) } as const

test('what nothing needs, and what only that needs', () => {
  const program = build([type([3])], ({ emit }) => {
    const unused = emit(negative, 0)
    emit({ kind: 'reduce', by: 'sum', axes: [0] }, unused)
    return [emit(sum, 0, 0)]
  })
  expect(print(program)).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[3] = map neg(x0) %0
      %2: f32[] = reduce sum over [0] %1
      %3: f32[3] = map add(x0, x1) %0 %0
      result %3"
  `)
  expect(print(dead(program))).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[3] = map add(x0, x1) %0 %0
      result %1"
  `)
})

test('bodies of loops too; a loop carries what it carries when one of its results is needed', () => {
  const body = build([type([2]), type([2])], ({ emit }) => { emit(negative, 1); return [emit(sum, 0, 1), emit(negative, 0)] })
  const program = build([type([2]), type([3, 2])], ({ emit }) => {
    emit({ kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: false }, 0, 1)
    return [emit({ kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: true }, 0, 1) + 1]
  })
  expect(print(dead(program))).toMatchInlineSnapshot(`
    "program (%0: f32[2], %1: f32[3, 2])
      %2: f32[2], %3: f32[3, 2] = scan 3 steps backwards, 1 carried %0 %1
        program (%0: f32[2], %1: f32[2])
          %2: f32[2] = map add(x0, x1) %0 %1
          %3: f32[2] = map neg(x0) %0
          result %2 %3
      result %3"
  `)
})

test('a loop puts out only what is needed, and its body makes no more', () => {
  const body = build([type([2]), type([2])], ({ emit }) => { const next = emit(sum, 0, 1); return [next, emit(negative, 0), emit(negative, 1)] })
  const program = build([type([2]), type([3, 2])], ({ emit }) => [emit({ kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: false }, 0, 1) + 2])
  expect(print(dead(program))).toMatchInlineSnapshot(`
    "program (%0: f32[2], %1: f32[3, 2])
      %2: f32[2], %3: f32[3, 2] = scan 3 steps, 1 carried %0 %1
        program (%0: f32[2], %1: f32[2])
          %2: f32[2] = map add(x0, x1) %0 %1
          %3: f32[2] = map neg(x0) %1
          result %2 %3
      result %3"
  `)
})

test('a row that nobody needs is not read: no error', () => {
  const program = build([type([3]), type([], 'i32')], ({ emit }) => { emit({ kind: 'gather' }, 0, 1); return [0] })
  const inputs = [Float32Array.of(1, 2, 3), Int32Array.of(7)]
  expect(() => pure.compile(program)(inputs)).toThrow()
  expect(pure.compile(dead(program))(inputs)).toEqual([inputs[0]])
})

test('random programs', () => expectPass(dead))
