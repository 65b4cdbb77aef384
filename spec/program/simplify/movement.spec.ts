/** Movements that give way to elementwise work. */
import { expect, test } from 'vitest'
import { expression } from '../../../src/program/expression.js'
import { print } from '../../../src/program/print.js'
import type { Program } from '../../../src/program/program.js'
import { add, mul, neg, type Scalar } from '../../../src/program/scalar.js'
import { movement } from '../../../src/program/simplify/movement.js'
import { pure } from '../../../src/backend/pure.js'
import { build, type, type Builder } from '../build.js'
import { expectPass } from './holds.js'

const map = (f: (x: Scalar, y: Scalar) => Scalar, n = 1) =>
  ({ kind: 'map', expression: expression(Array.from({ length: n }, () => 'f32' as const), f) }) as const
const negative = map((x) => neg(x))
const of = (inputs: Program['inputs'], body: (emit: Builder['emit']) => number): Program => build(inputs, ({ emit }) => [body(emit)])
const after = (program: Program): string => print(movement(program))
const tiling = { kind: 'fold', sizes: [4, 6], window: [2, 3], stride: [2, 3], dilation: [1, 1] } as const

test('windows that tile are moved, and -0 still becomes +0', () => {
  const program = of([type([5, 2, 2, 2, 3, 7])], (emit) => emit(tiling, 0))
  expect(after(program)).toMatchInlineSnapshot(`
    "program (%0: f32[5, 2, 2, 2, 3, 7])
      %1: f32[5, 2, 2, 2, 3, 7] = permute [0, 1, 3, 2, 4, 5] %0
      %2: f32[5, 4, 6, 7] = reshape %1
      %3: f32[5, 4, 6, 7] = map add(0, x0) %2
      result %3"
  `)
  const zeros = { ...program, inputs: [type([1, 2, 2, 2, 3, 1])] }
  const inputs = [new Float32Array(24).fill(-0)]
  const small = of(zeros.inputs, (emit) => emit(tiling, 0))
  expect(pure.compile(movement(small))(inputs)).toEqual(pure.compile(small)(inputs))
  expect(Object.is(pure.compile(movement(small))(inputs)[0]?.[0], 0)).toBe(true)
})

test('integers have one zero: nothing is added', () => {
  expect(after(of([type([1, 2, 2, 2, 3, 1], 'i32')], (emit) => emit(tiling, 0)))).toMatchInlineSnapshot(`
    "program (%0: i32[1, 2, 2, 2, 3, 1])
      %1: i32[1, 2, 2, 2, 3, 1] = permute [0, 1, 3, 2, 4, 5] %0
      %2: i32[1, 4, 6, 1] = reshape %1
      result %2"
  `)
})

test.each([
  { stride: [1, 3], sizes: [3, 6] },
  { stride: [2, 3], sizes: [5, 6] },
  { stride: [2, 6], dilation: [1, 3], sizes: [4, 13] },
])('windows that overlap or leave gaps stay: %j', (windows) => {
  const [rows, columns] = [2, 2]
  const primitive = { ...tiling, ...windows }
  const program = of([type([1, rows, columns, 2, 3, 1])], (emit) => emit(primitive, 0))
  expect(movement(program)).toBe(program)
})

test('what repeats along the axes that are exchanged is only reshaped', () => {
  expect(after(of([type([2, 1, 1, 5])], (emit) =>
    emit({ kind: 'permute', order: [1, 0, 2, 3] }, emit({ kind: 'broadcast', shape: [2, 3, 4, 5] }, 0))))).toMatchInlineSnapshot(`
      "program (%0: f32[2, 1, 1, 5])
        %1: f32[1, 2, 1, 5] = reshape %0
        %2: f32[3, 2, 4, 5] = broadcast %1
        result %2"
    `)
  expect(after(of([type([5])], (emit) =>
    emit({ kind: 'permute', order: [1, 0, 2] }, emit({ kind: 'broadcast', shape: [2, 3, 5] }, 0))))).toMatchInlineSnapshot(`
      "program (%0: f32[5])
        %1: f32[1, 1, 5] = reshape %0
        %2: f32[3, 2, 5] = broadcast %1
        result %2"
    `)
  const varies = of([type([2, 1, 4])], (emit) =>
    emit({ kind: 'permute', order: [2, 1, 0] }, emit({ kind: 'broadcast', shape: [2, 3, 4] }, 0)))
  expect(movement(varies)).toBe(varies)
})

test('maps meet through movements', () => {
  expect(after(of([type([2, 3])], (emit) =>
    emit(negative, emit({ kind: 'reshape', shape: [6] }, emit({ kind: 'permute', order: [1, 0] }, emit(negative, 0))))))).toMatchInlineSnapshot(`
      "program (%0: f32[2, 3])
        %1: f32[3, 2] = permute [1, 0] %0
        %2: f32[6] = reshape %1
        %3: f32[6] = map neg(x0) %2
        %4: f32[6] = map neg(x0) %3
        result %4"
    `)
})

test('a map that is read elsewhere, and one that would read more out of its order, stay where they are', () => {
  const turn = { kind: 'permute', order: [1, 0] } as const
  const shared = build([type([2, 3])], ({ emit }) => {
    const once = emit(negative, 0)
    return [once, emit(negative, emit(turn, once))]
  })
  expect(movement(shared)).toBe(shared)
  const two = of([type([2, 3]), type([2, 3])], (emit) => emit(negative, emit(turn, emit(map((x, y) => mul(x, y), 2), 0, 1))))
  expect(movement(two)).toBe(two)
  const one = of([type([2, 3]), type([])], (emit) =>
    emit(negative, emit(turn, emit(map((x, y) => add(x, y), 2), 0, emit({ kind: 'broadcast', shape: [2, 3] }, 1)))))
  expect(after(one)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3], %1: f32[])
      %2: f32[3, 2] = permute [1, 0] %0
      %3: f32[1, 1] = reshape %1
      %4: f32[3, 2] = broadcast %3
      %5: f32[3, 2] = map add(x0, x1) %2 %4
      %6: f32[3, 2] = map neg(x0) %5
      result %6"
  `)
})

test('nobody dead keeps a map where it is', () => {
  const program = of([type([2, 3])], (emit) => {
    const first = emit(negative, 0)
    emit({ kind: 'reshape', shape: [3, 2] }, first)
    return emit(negative, emit({ kind: 'reshape', shape: [6] }, first))
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3])
      %1: f32[6] = reshape %0
      %2: f32[6] = map neg(x0) %1
      %3: f32[6] = map neg(x0) %2
      result %3"
  `)
})

test('random programs', () => expectPass(movement))
