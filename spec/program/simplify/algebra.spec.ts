/** Algebra of primitives. */
import { expect, test } from 'vitest'
import { print } from '../../../src/program/print.js'
import type { Program } from '../../../src/program/program.js'
import { algebra } from '../../../src/program/simplify/algebra.js'
import { dead } from '../../../src/program/simplify/dead.js'
import { build, type, type Builder } from '../build.js'
import { expectPass } from './holds.js'

const x = type([2, 3, 4])
const of = (inputs: Program['inputs'], body: (emit: Builder['emit']) => number): Program => build(inputs, ({ emit }) => [body(emit)])
const after = (program: Program): string => print(dead(algebra(program)))

test('two movements are one', () => {
  expect(after(of([x], (emit) => emit({ kind: 'reshape', shape: [24] }, emit({ kind: 'reshape', shape: [6, 4] }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3, 4])
      %1: f32[24] = reshape %0
      result %1"
  `)
  expect(after(of([x], (emit) => emit({ kind: 'permute', order: [1, 0, 2] }, emit({ kind: 'permute', order: [2, 0, 1] }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3, 4])
      %1: f32[2, 4, 3] = permute [0, 2, 1] %0
      result %1"
  `)
  expect(after(of([type([3])], (emit) => emit({ kind: 'broadcast', shape: [5, 2, 3] }, emit({ kind: 'broadcast', shape: [2, 3] }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[5, 2, 3] = broadcast %0
      result %1"
  `)
  expect(after(of([type([20])], (emit) => emit({ kind: 'slice', start: [1], stop: [6], step: [2] }, emit({ kind: 'slice', start: [2], stop: [20], step: [3] }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[20])
      %1: f32[3] = slice 5:18:6 %0
      result %1"
  `)
  expect(after(of([type([3])], (emit) => emit({ kind: 'pad', low: [1], high: [0], interior: [0], value: 0 }, emit({ kind: 'pad', low: [1], high: [2], interior: [1], value: 0 }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[9] = pad 2+2 every 1 with 0 %0
      result %1"
  `)
})

test('a movement that moves nothing is its operand', () => {
  const program = of([x], (emit) => {
    const a = emit({ kind: 'permute', order: [1, 0, 2] }, emit({ kind: 'permute', order: [1, 0, 2] }, 0))
    const b = emit({ kind: 'slice', start: [0, 0, 0], stop: [2, 3, 4], step: [1, 1, 1] }, emit({ kind: 'broadcast', shape: [2, 3, 4] }, a))
    const c = emit({ kind: 'pad', low: [0, 0, 0], high: [0, 0, 0], interior: [0, 0, 0], value: 0 }, b)
    return emit({ kind: 'reshape', shape: [2, 3, 4] }, emit({ kind: 'concatenate', axis: 1 }, emit({ kind: 'reshape', shape: [2, 3, 4] }, c)))
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3, 4])
      result %0"
  `)
})

test('moving axes of size 1, windows of one element, and extremes of one element are reshapes', () => {
  const ones = type([1, 3, 1, 4])
  expect(after(of([ones], (emit) => emit({ kind: 'permute', order: [1, 2, 3, 0] }, 0)))).toMatchInlineSnapshot(`
    "program (%0: f32[1, 3, 1, 4])
      %1: f32[3, 1, 4, 1] = reshape %0
      result %1"
  `)
  expect(after(of([ones], (emit) => emit({ kind: 'unfold', window: [1, 1], stride: [1, 1], dilation: [2, 1] }, 0)))).toMatchInlineSnapshot(`
    "program (%0: f32[1, 3, 1, 4])
      %1: f32[1, 3, 1, 1, 1, 4] = reshape %0
      result %1"
  `)
  expect(after(of([ones], (emit) => emit({ kind: 'reduce', by: 'max', axes: [0, 2] }, 0)))).toMatchInlineSnapshot(`
    "program (%0: f32[1, 3, 1, 4])
      %1: f32[3, 4] = reshape %0
      result %1"
  `)
})

test('a sum over one element of -0 is +0: it stays', () => {
  const program = of([type([1, 3])], (emit) => emit({ kind: 'reduce', by: 'sum', axes: [0] }, 0))
  expect(algebra(program)).toBe(program)
})

test('transposes become flags', () => {
  const square = type([2, 3, 3])
  const turn = { kind: 'permute', order: [0, 2, 1] } as const
  expect(after(of([square, square], (emit) => emit({ kind: 'contract', transposeA: false, transposeB: true }, emit(turn, 0), emit(turn, 1))))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3, 3], %1: f32[2, 3, 3])
      %2: f32[2, 3, 3] = contract aᵀ·b %0 %1
      result %2"
  `)
  expect(after(of([square, square], (emit) => emit(turn, emit({ kind: 'contract', transposeA: false, transposeB: true }, 0, 1))))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3, 3], %1: f32[2, 3, 3])
      %2: f32[2, 3, 3] = contract a·bᵀ %1 %0
      result %2"
  `)
})

test('a product that is read elsewhere too is not computed again', () => {
  const program = build([type([2, 2]), type([2, 2])], ({ emit }) => {
    const product = emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)
    return [product, emit({ kind: 'permute', order: [1, 0] }, product)]
  })
  expect(algebra(program)).toBe(program)
})

test('ones in front are put there by a broadcast', () => {
  expect(after(of([type([4])], (emit) => emit({ kind: 'broadcast', shape: [2, 3, 4] }, emit({ kind: 'reshape', shape: [1, 1, 4] }, 0))))).toMatchInlineSnapshot(`
    "program (%0: f32[4])
      %1: f32[2, 3, 4] = broadcast %0
      result %1"
  `)
  expect(after(of([type([4])], (emit) => emit({ kind: 'broadcast', shape: [1, 4] }, 0)))).toMatchInlineSnapshot(`
    "program (%0: f32[4])
      %1: f32[1, 4] = reshape %0
      result %1"
  `)
})

test('a part of what was put together is the part', () => {
  const program = of([type([2, 3]), type([2, 5])], (emit) => {
    const whole = emit({ kind: 'concatenate', axis: 1 }, 0, 1)
    return emit({ kind: 'slice', start: [0, 3], stop: [2, 8], step: [1, 1] }, whole)
  })
  expect(after(program)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3], %1: f32[2, 5])
      result %1"
  `)
})

test('random programs', () => expectPass(algebra))
