/** All passes together. */
import { expect, test } from 'vitest'
import { constantOf } from '../../../src/program/constant.js'
import { pure } from '../../../src/backend/pure.js'
import { exp } from '../../../src/program/elementary/functions.js'
import { expression } from '../../../src/program/expression.js'
import { print } from '../../../src/program/print.js'
import { add, mul, sub, type Scalar } from '../../../src/program/scalar.js'
import { printPasses } from '../../../src/program/simplify/print.js'
import { passes, passesWith, simplify } from '../../../src/program/simplify/simplify.js'
import { build, type } from '../build.js'
import { expectPass } from './holds.js'

const map = (f: (x: Scalar, y: Scalar) => Scalar, n = 1) =>
  ({ kind: 'map', expression: expression(Array.from({ length: n }, () => 'f32' as const), f) }) as const

const example = build([type([2, 3]), type([3, 3])], ({ emit }) => {
  const one = emit({ kind: 'broadcast', shape: [2, 3] }, emit(constantOf(type([]), Float32Array.of(1))))
  const product = emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, emit({ kind: 'permute', order: [1, 0] }, 1))
  const [a, b] = [emit(map((x) => exp(x)), product), emit(map((x) => exp(x)), product)]
  emit({ kind: 'reduce', by: 'sum', axes: [0] }, a)
  return [emit(map((x, y) => sub(x, y), 2), emit(map((x, y) => mul(x, y), 2), a, one), emit(map((x, y) => add(x, y), 2), b, one))]
})

test('the passes one after the other', () => {
  expect(print(simplify(example))).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3], %1: f32[3, 3])
      %2: f32[2, 3] = contract a·bᵀ %0 %1
      %3: f32[2, 3] = map sub(exp(x0), add(exp(x0), 1)) %2
      result %3"
  `)
  expect(printPasses(example, 1)).toMatchInlineSnapshot(`
    "traced: 10 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[] @96+4 = constant 1
      %3: f32[2, 3] @128+24 = broadcast %2
      %4: f32[3, 3] @160+36 = permute [1, 0] %1
      %5: f32[2, 3] @32+24 = contract a·b %0 %4
      %6: f32[2, 3] @64+24 = map exp(x0) %5
      %7: f32[2, 3] @32+24 = map exp(x0) %5
      %8: f32[3] @160+12 = reduce sum over [0] %6
      %9: f32[2, 3] @64+24 = map mul(x0, x1) %6 %3
      %10: f32[2, 3] @32+24 = map add(x0, x1) %7 %3
      %11: f32[2, 3] @128+24 = map sub(x0, x1) %9 %10
      result %11
      peak 224 bytes

    common: 9 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[] @96+4 = constant 1
      %3: f32[2, 3] @128+24 = broadcast %2
      %4: f32[3, 3] @160+36 = permute [1, 0] %1
      %5: f32[2, 3] @32+24 = contract a·b %0 %4
      %6: f32[2, 3] @32+24 = map exp(x0) %5
      %7: f32[3] @64+12 = reduce sum over [0] %6
      %8: f32[2, 3] @64+24 = map mul(x0, x1) %6 %3
      %9: f32[2, 3] @32+24 = map add(x0, x1) %6 %3
      %10: f32[2, 3] @128+24 = map sub(x0, x1) %8 %9
      result %10
      peak 224 bytes

    constants: 8 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[] @96+4 = constant 1
      %3: f32[2, 3] @128+24 = broadcast %2
      %4: f32[3, 3] @128+36 = permute [1, 0] %1
      %5: f32[2, 3] @32+24 = contract a·b %0 %4
      %6: f32[2, 3] @32+24 = map exp(x0) %5
      %7: f32[3] @64+12 = reduce sum over [0] %6
      %8: f32[2, 3] @64+24 = map add(x0, 1) %6
      %9: f32[2, 3] @128+24 = map sub(x0, x1) %6 %8
      result %9
      peak 192 bytes

    algebra: 8 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[] @96+4 = constant 1
      %3: f32[2, 3] @128+24 = broadcast %2
      %4: f32[3, 3] @128+36 = permute [1, 0] %1
      %5: f32[2, 3] @128+24 = contract a·bᵀ %0 %1
      %6: f32[2, 3] @128+24 = map exp(x0) %5
      %7: f32[3] @160+12 = reduce sum over [0] %6
      %8: f32[2, 3] @160+24 = map add(x0, 1) %6
      %9: f32[2, 3] @32+24 = map sub(x0, x1) %6 %8
      result %9
      peak 192 bytes

    dead: 4 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[2, 3] @96+24 = contract a·bᵀ %0 %1
      %3: f32[2, 3] @96+24 = map exp(x0) %2
      %4: f32[2, 3] @32+24 = map add(x0, 1) %3
      %5: f32[2, 3] @64+24 = map sub(x0, x1) %3 %4
      result %5
      peak 128 bytes

    fuse: 3 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[2, 3] @96+24 = contract a·bᵀ %0 %1
      %3: f32[2, 3] @96+24 = map exp(x0) %2
      %4: f32[2, 3] @32+24 = map sub(x0, add(x0, 1)) %3
      result %4
      peak 128 bytes

    scalars: 3 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[2, 3] @96+24 = contract a·bᵀ %0 %1
      %3: f32[2, 3] @96+24 = map exp(x0) %2
      %4: f32[2, 3] @32+24 = map sub(x0, add(x0, 1)) %3
      result %4
      peak 128 bytes

    fuse: 2 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[2, 3] @96+24 = contract a·bᵀ %0 %1
      %3: f32[2, 3] @32+24 = map sub(exp(x0), add(exp(x0), 1)) %2
      result %3
      peak 128 bytes

    scalars: 2 instructions
    program (%0: f32[2, 3] @0+24, %1: f32[3, 3] @32+36)
      %2: f32[2, 3] @96+24 = contract a·bᵀ %0 %1
      %3: f32[2, 3] @32+24 = map sub(exp(x0), add(exp(x0), 1)) %2
      result %3
      peak 128 bytes"
  `)
})

test('a simple program is left as it is', () => {
  const once = simplify(example)
  expect(simplify(once)).toBe(once)
  for (const { run } of passes) expect(run(once)).toBe(once)
})

test('random programs', () => expectPass((program) => simplify(program, pure.compile)))
test('random programs, without an evaluator', () => expectPass((program) => simplify(program)))
test.each(passesWith(pure.compile))('random programs: $name', ({ run }) => expectPass(run))
