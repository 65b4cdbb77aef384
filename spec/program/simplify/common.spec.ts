/** What is computed twice is computed once. */
import { expect, test } from 'vitest'
import { constantOf } from '../../../src/program/constant.js'
import { exp, tanh } from '../../../src/program/elementary/functions.js'
import { expression } from '../../../src/program/expression.js'
import { print } from '../../../src/program/print.js'
import { add, mul, neg, type Scalar } from '../../../src/program/scalar.js'
import { common } from '../../../src/program/simplify/common.js'
import { build, type } from '../build.js'
import { expectPass } from './holds.js'

const map = (f: (x: Scalar, y: Scalar) => Scalar, n = 1) =>
  ({ kind: 'map', expression: expression(Array.from({ length: n }, () => 'f32' as const), f) }) as const
const constant = (...values: readonly number[]) =>
  constantOf(type([values.length]), Float32Array.from(values))

test('equal expressions on equal operands, and then what reads them', () => {
  const program = build([type([3])], ({ emit }) => {
    const [a, b] = [emit(map((x) => exp(neg(x))), 0), emit(map((x) => exp(neg(x))), 0)]
    return [emit(map((x) => tanh(x)), a), emit(map((x) => tanh(x)), b), emit(map((x, y) => add(x, y), 2), a, b)]
  })
  expect(print(program)).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[3] = map exp(neg(x0)) %0
      %2: f32[3] = map exp(neg(x0)) %0
      %3: f32[3] = map tanh(x0) %1
      %4: f32[3] = map tanh(x0) %2
      %5: f32[3] = map add(x0, x1) %1 %2
      result %3 %4 %5"
  `)
  expect(print(common(program))).toMatchInlineSnapshot(`
    "program (%0: f32[3])
      %1: f32[3] = map exp(neg(x0)) %0
      %2: f32[3] = map tanh(x0) %1
      %3: f32[3] = map add(x0, x1) %1 %1
      result %2 %2 %3"
  `)
})

test('products commute, other functions do not', () => {
  const program = build([type([3]), type([3])], ({ emit }) => [
    emit(map((x, y) => mul(x, y), 2), 0, 1), emit(map((x, y) => mul(y, x), 2), 0, 1), emit(map((x) => exp(x)), 0), emit(map((x) => tanh(x)), 0),
  ])
  expect(print(common(program))).toMatchInlineSnapshot(`
    "program (%0: f32[3], %1: f32[3])
      %2: f32[3] = map mul(x0, x1) %0 %1
      %3: f32[3] = map mul(x1, x0) %0 %1
      %4: f32[3] = map exp(x0) %0
      %5: f32[3] = map tanh(x0) %0
      result %2 %3 %4 %5"
  `)
})

test('constants by their bits: +0 is not -0, and a sample is not the whole', () => {
  const long = Array.from({ length: 100 }, (_, i) => i)
  const program = build([], ({ emit }) => [
    emit(constant(0)), emit(constant(-0)), emit(constant(0)), emit(constant(NaN)), emit(constant(NaN)),
    emit({ ...constant(1, 2), type: type([2, 1]) }), emit(constant(1, 2)),
    emit(constant(...long)), emit(constant(...long.with(3, 0))), emit(constant(...long)),
  ])
  expect(common(program).results).toEqual([0, 1, 0, 2, 2, 3, 4, 5, 6, 5])
})

test('what pads with -0 is not what pads with 0', () => {
  const pad = (value: number) => ({ kind: 'pad', low: [1], high: [0], interior: [0], value }) as const
  const program = build([type([2])], ({ emit }) => [emit(pad(0), 0), emit(pad(-0), 0), emit(pad(Infinity), 0), emit(pad(-Infinity), 0), emit(pad(0), 0)])
  expect(common(program).results).toEqual([1, 2, 3, 4, 1])
})

test('loops with equal bodies', () => {
  const body = (c: number) => build([type([2]), type([2])], ({ emit }) => {
    const k = emit(constant(c, c))
    return [emit(map((x, y) => add(x, y), 2), emit(map((x, y) => mul(x, y), 2), 0, 1), k)]
  })
  const scan = (c: number) => ({ kind: 'scan', body: body(c), constants: 0, carried: 1, steps: 3, reverse: false }) as const
  const program = build([type([2]), type([3, 2])], ({ emit }) => [emit(scan(1), 0, 1), emit(scan(1), 0, 1), emit(scan(2), 0, 1)])
  expect(common(program).results).toEqual([2, 2, 3])
})

test('random programs', () => expectPass(common))
