/** A program as text. */
import { describe, expect, test } from 'vitest'
import { lower } from '../../src/program/code.js'
import { constantOf } from '../../src/program/constant.js'
import { expression, resultOf, type Expression } from '../../src/program/expression.js'
import { relu, sigmoid } from '../../src/program/elementary/functions.js'
import { infer } from '../../src/program/infer.js'
import { plan } from '../../src/program/plan.js'
import type { Primitive, TensorType } from '../../src/program/primitive.js'
import { print } from '../../src/program/print.js'
import * as s from '../../src/program/scalar.js'
import { expressionText, printScalar } from '../../src/program/text.js'
import { build, type } from './build.js'

const f32 = (f: (...xs: readonly s.Scalar[]) => s.Scalar, n = 1): Expression => expression(Array.from({ length: n }, () => 'f32' as const), f)

const network = build([type([2, 3]), type([3, 4]), type([4])], ({ emit }) => {
  const product = emit({ kind: 'contract', transposeA: false, transposeB: true }, 0, emit({ kind: 'permute', order: [1, 0] }, 1))
  const spread = emit({ kind: 'broadcast', shape: [2, 4] }, 2)
  const sum = emit({ kind: 'map', expression: f32((x, y) => relu(s.add(x!, y!)), 2) }, product, spread)
  const half = emit(constantOf(type([]), Float32Array.of(0.5)))
  const padded = emit({ kind: 'pad', low: [0, 1], high: [1, 0], interior: [0, 2], value: -1 }, sum)
  const cut = emit({ kind: 'slice', start: [0, 0], stop: [2, 8], step: [1, 3] }, padded)
  return [emit({ kind: 'reduce', by: 'max', axes: [1] }, cut), half]
})

describe('print', () => {
  test('a program', () => expect(print(network)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3], %1: f32[3, 4], %2: f32[4])
      %3: f32[4, 3] = permute [1, 0] %1
      %4: f32[2, 4] = contract a·bᵀ %0 %3
      %5: f32[2, 4] = broadcast %2
      %6: f32[2, 4] = map relu(add(x0, x1)) %4 %5
      %7: f32[] = constant 0.5
      %8: f32[3, 11] = pad 0+1, 1+0 every 2 with -1 %6
      %9: f32[2, 3] = slice 0:2, 0:8:3 %8
      %10: f32[2] = reduce max over [1] %9
      result %10 %7"
  `))
  test('with its plan', () => expect(print(network, plan(network))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3] @0+24, %1: f32[3, 4] @32+48, %2: f32[4] @96+16)
      %3: f32[4, 3] @160+48 = permute [1, 0] %1
      %4: f32[2, 4] @32+32 = contract a·bᵀ %0 %3
      %5: f32[2, 4] @0+32 = broadcast %2
      %6: f32[2, 4] @32+32 = map relu(add(x0, x1)) %4 %5
      %7: f32[] @128+4 = constant 0.5
      %8: f32[3, 11] @160+132 = pad 0+1, 1+0 every 2 with -1 %6
      %9: f32[2, 3] @0+24 = slice 0:2, 0:8:3 %8
      %10: f32[2] @32+8 = reduce max over [1] %9
      result %10 %7
      peak 320 bytes"
  `))
  test('a loop', () => {
    const body = build([type([2]), type([2])], ({ emit }) => [emit({ kind: 'map', expression: f32((x, y) => s.add(x!, y!), 2) }, 0, 1)])
    const scan: Primitive = { kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: true }
    expect(print(build([type([2]), type([3, 2])], ({ emit }) => [emit(scan, 0, 1)]))).toMatchInlineSnapshot(`
      "program (%0: f32[2], %1: f32[3, 2])
        %2: f32[2] = scan 3 steps backwards, 1 carried %0 %1
          program (%0: f32[2], %1: f32[2])
            %2: f32[2] = map add(x0, x1) %0 %1
            result %2
        result %2"
    `)
  })
  test.each<readonly [Primitive, readonly TensorType[], string]>([
    [{ kind: 'unfold', window: [2], stride: [1], dilation: [1] }, [type([1, 4, 1])], 'unfold window [2] stride [1] dilation [1] %0'],
    [{ kind: 'fold', sizes: [4], window: [2], stride: [1], dilation: [1] }, [type([1, 3, 2, 1])], 'fold window [2] stride [1] dilation [1] %0'],
    [{ kind: 'concatenate', axis: 0 }, [type([1]), type([2])], 'concatenate along 0 %0 %1'],
    [{ kind: 'gather' }, [type([3]), type([2], 'i32')], 'gather %0 %1'],
    [{ kind: 'scatterAdd', rows: 3 }, [type([2]), type([2], 'i32')], 'scatterAdd into 3 rows %0 %1'],
    [{ kind: 'iota', shape: [2], axis: 0 }, [], 'iota along 0'],
    [{ kind: 'bits', shape: [2], form: 'word' }, [type([2], 'u32'), type([], 'u32')], 'bits word %0 %1'],
    [{ kind: 'reduce', by: 'argmax', axes: [0] }, [type([2])], 'reduce argmax over [0] %0'],
    [{ kind: 'contract', transposeA: true, transposeB: false }, [type([2, 1]), type([2, 1])], 'contract aᵀ·b %0 %1'],
  ])('%j', (primitive, inputs, text) => {
    expect(print(build(inputs, ({ emit }) => [emit(primitive, ...inputs.map((_, i) => i))]))).toContain(`= ${text}\n`)
  })
})

describe('scalar code', () => {
  test('equal subexpressions are computed once', () => {
    const twice = f32((x) => s.add(s.mul(x!, x!), s.mul(x!, x!)))
    expect(expressionText(twice)).toBe('f32: parameter 0 f32; mul 0 0 f32; add 1 1 f32 -> 2')
    expect(lower(twice).steps).toHaveLength(3)
  })
  test('-0 and 0 are two constants', () => {
    expect(lower(f32((x) => s.add(s.add(x!, s.like(x!, 0)), s.like(x!, -0)))).steps).toHaveLength(5)
  })
  test('calls are printed by name and lowered by body', () => {
    const f = f32((x) => sigmoid(s.neg(x!)))
    expect(printScalar(resultOf(f))).toBe('sigmoid(neg(x0))')
    expect(lower(f).steps.every(({ op }) => op !== ('call' as never))).toBe(true)
  })
  test('equal texts are equal meanings: other constants, other text', () => {
    const plus = (c: number): string => expressionText(f32((x) => s.add(x!, s.like(x!, c))))
    expect(plus(1)).toBe(plus(1))
    expect(plus(1)).not.toBe(plus(1.0000001))
    expect(plus(0)).not.toBe(plus(-0))
  })
})

describe('infer refuses what no rule may make', () => {
  test.each<readonly [Primitive, readonly TensorType[], string]>([
    [{ kind: 'map', expression: f32((x) => s.neg(x!)) }, [type([2], 'f64')], 'map of f64[2]: operands of one shape and dtypes f32 expected'],
    [{ kind: 'map', expression: f32((x, y) => s.add(x!, y!), 2) }, [type([2])], 'map of f32[2]: 2 operands expected'],
    [{ kind: 'contract', transposeA: false, transposeB: false }, [type([2, 3]), type([2, 3])], 'contract of f32[2, 3], f32[2, 3]: equal batches, inner sizes and dtypes expected'],
    [{ kind: 'reshape', shape: [3] }, [type([2])], 'reshape of f32[2]: 3 elements expected'],
    [{ kind: 'permute', order: [0, 0] }, [type([2, 2])], 'permute of f32[2, 2]: each axis once expected'],
    [{ kind: 'broadcast', shape: [3] }, [type([2])], 'broadcast of f32[2]: sizes that repeat to [3] expected'],
    [{ kind: 'slice', start: [0], stop: [3], step: [1] }, [type([2])], 'slice of f32[2]: ranges inside the shape expected'],
    [{ kind: 'unfold', window: [3], stride: [1], dilation: [1] }, [type([1, 2, 1])], 'unfold of f32[1, 2, 1]: a window that fits expected'],
    [{ kind: 'gather' }, [type([2]), type([1])], 'gather of f32[2], f32[1]: rows and i32 indices expected'],
    [{ kind: 'reduce', by: 'sum', axes: [1] }, [type([2])], 'reduce of f32[2]: axes inside the shape expected'],
    [{ kind: 'concatenate', axis: 0 }, [type([2]), type([2], 'f64')], 'concatenate of f32[2], f64[2]: equal sizes off the axis expected'],
    [{ kind: 'bits', shape: [2], form: 'word' }, [type([2]), type([], 'u32')], 'bits of f32[2], u32[]: a key u32[2] and a start u32[] expected'],
  ])('%j', (primitive, operands, message) => expect(() => infer(primitive, operands)).toThrow(message))
})
