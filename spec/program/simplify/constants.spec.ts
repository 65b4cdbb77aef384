/** What is known beforehand. */
import { expect, test } from 'vitest'
import { constantOf } from '../../../src/program/constant.js'
import { pure } from '../../../src/backend/pure.js'
import { expression } from '../../../src/program/expression.js'
import { print } from '../../../src/program/print.js'
import type { Program } from '../../../src/program/program.js'
import { constants } from '../../../src/program/simplify/constants.js'
import { dead } from '../../../src/program/simplify/dead.js'
import { add, mul, neg, type Scalar } from '../../../src/program/scalar.js'
import { build, type } from '../build.js'
import { expectPass } from './holds.js'

const map = (f: (x: Scalar, y: Scalar) => Scalar, n = 1) =>
  ({ kind: 'map', expression: expression(Array.from({ length: n }, () => 'f32' as const), f) }) as const
const constant = (shape: readonly number[], ...values: readonly number[]) =>
  constantOf(type(shape), Float32Array.from(values))
const after = (program: Program): string => print(dead(constants(pure.compile)(program)))

test('a number everywhere is read inside the expression', () => {
  const program = build([type([2, 3])], ({ emit }) => {
    const two = emit({ kind: 'broadcast', shape: [2, 3] }, emit({ kind: 'reshape', shape: [1, 1] }, emit(constant([], 2))))
    return [emit(map((x, y) => mul(x, add(y, y)), 2), 0, two)]
  })
  expect(print(program)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3])
      %1: f32[] = constant 2
      %2: f32[1, 1] = reshape %1
      %3: f32[2, 3] = broadcast %2
      %4: f32[2, 3] = map mul(x0, add(x1, x1)) %0 %3
      result %4"
  `)
  expect(after(program)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3])
      %1: f32[2, 3] = map mul(x0, 4) %0
      result %1"
  `)
})

test('moving a number that is everywhere', () => {
  const program = build([], ({ emit }) => {
    const ones = emit({ kind: 'broadcast', shape: [4, 6] }, emit(constant([], 1)))
    const turned = emit({ kind: 'permute', order: [1, 0] }, ones)
    const cut = emit({ kind: 'slice', start: [1, 0], stop: [5, 4], step: [2, 1] }, turned)
    const padded = emit({ kind: 'pad', low: [900, 0], high: [0, 900], interior: [0, 0], value: 1 }, cut)
    return [emit({ kind: 'concatenate', axis: 0 }, padded, padded)]
  })
  expect(print(program)).toMatchInlineSnapshot(`
    "program ()
      %0: f32[] = constant 1
      %1: f32[4, 6] = broadcast %0
      %2: f32[6, 4] = permute [1, 0] %1
      %3: f32[2, 4] = slice 1:5:2, 0:4 %2
      %4: f32[902, 904] = pad 900+0, 0+900 with 1 %3
      %5: f32[1804, 904] = concatenate along 0 %4 %4
      result %5"
  `)
  expect(after(program)).toMatchInlineSnapshot(`
    "program ()
      %0: f32[] = constant 1
      %1: f32[1804, 904] = broadcast %0
      result %1"
  `)
})

test('a map of nothing but such numbers is one, however large', () => {
  const program = build([], ({ emit }) => {
    const big = emit({ kind: 'broadcast', shape: [1000, 1000] }, emit(constant([], 3)))
    return [emit(map((x) => neg(x)), big)]
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program ()
      %0: f32[] = constant -3
      %1: f32[1000, 1000] = broadcast %0
      result %1"
  `)
})

test('small instructions on constants are done, large ones stay', () => {
  const program = build([], ({ emit }) => {
    const row = emit(constant([3], 1, 2, 3))
    const small = emit({ kind: 'reduce', by: 'sum', axes: [0] }, emit(map((x) => neg(x)), row))
    const large = emit({ kind: 'pad', low: [0], high: [2000], interior: [0], value: 0 }, row)
    return [small, large, emit({ kind: 'broadcast', shape: [2, 3] }, row)]
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program ()
      %0: f32[3] = constant
      %1: f32[] = constant -6
      %2: f32[2003] = pad 0+2000 with 0 %0
      %3: f32[2, 3] = broadcast %0
      result %1 %2 %3"
  `)
  expect(print(dead(constants()(program)))).toMatchInlineSnapshot(`
    "program ()
      %0: f32[3] = constant
      %1: f32[3] = map neg(x0) %0
      %2: f32[] = reduce sum over [0] %1
      %3: f32[2003] = pad 0+2000 with 0 %0
      %4: f32[2, 3] = broadcast %0
      result %2 %3 %4"
  `)
})

test('positions are known where something small needs them', () => {
  const program = build([], ({ emit }) => {
    const columns = emit({ kind: 'iota', shape: [2, 3], axis: 1 })
    return [columns, emit({ kind: 'reduce', by: 'sum', axes: [1] }, columns)]
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program ()
      %0: i32[2, 3] = iota along 1
      %1: i32[2] = constant
      result %0 %1"
  `)
})

test('an error stays where it was', () => {
  const program = build([], ({ emit }) => {
    const at = emit(constantOf(type([], 'i32'), Int32Array.of(5)))
    return [emit({ kind: 'gather' }, emit(constant([2], 1, 2)), at)]
  })
  expect(constants(pure.compile)(program)).toBe(program)
})

test('random programs', () => expectPass(constants(pure.compile)))
test('random programs, without an evaluator', () => expectPass(constants()))
