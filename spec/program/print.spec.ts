/** A program as text. */
import { describe, expect, test } from 'vitest'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { lower } from '../../src/program/code.js'
import { constantOf } from '../../src/program/constant.js'
import { expression, resultOf, type Expression } from '../../src/program/expression.js'
import { relu, sigmoid } from '../../src/program/elementary/functions.js'
import { group } from '../../src/program/group.js'
import { grouping } from '../../src/program/grouping.js'
import type { Grouped } from '../../src/program/grouped.js'
import { infer } from '../../src/program/infer.js'
import { plan } from '../../src/program/plan.js'
import type { Primitive, TensorType } from '../../src/program/primitive.js'
import { print } from '../../src/program/print.js'
import type { Program } from '../../src/program/program.js'
import * as s from '../../src/program/scalar.js'
import { printPasses } from '../../src/program/simplify/print.js'
import { passes, simplify } from '../../src/program/simplify/simplify.js'
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
    [{ kind: 'scatterMax', rows: 3 }, [type([2]), type([2], 'i32')], 'scatterMax into 3 rows %0 %1'],
    [{ kind: 'sort' }, [type([2])], 'sort %0'],
    [{ kind: 'iota', shape: [2], axis: 0 }, [], 'iota along 0'],
    [{ kind: 'bits', shape: [2], form: 'word' }, [type([2], 'u32'), type([], 'u32')], 'bits word %0 %1'],
    [{ kind: 'reduce', by: 'argmax', axes: [0] }, [type([2])], 'reduce argmax over [0] %0'],
    [{ kind: 'contract', transposeA: true, transposeB: false }, [type([2, 1]), type([2, 1])], 'contract aᵀ·b %0 %1'],
  ])('%j', (primitive, inputs, text) => {
    expect(print(build(inputs, ({ emit }) => [emit(primitive, ...inputs.map((_, i) => i))]))).toContain(`= ${text}\n`)
  })
})

describe('names and layers', () => {
  const net = pipe(n.input([3]), n.dense(2), n.relu)
  const { init, program: step } = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const batch = { inputs: tensor.zeros([4, 3]), targets: tensor.zeros([4, 2]) }
  const state = init(random.key(0))

  test('of a step: what its inputs and results are, and where instructions came from', () => {
    expect(print(step(state, batch))).toMatchInlineSnapshot(`
      "program (
        %0 params.0.weights: f32[3, 2],
        %1 params.0.bias: f32[2],
        %2 optimizer.0.count: i32[],
        %3 key: u32[2],
        %4 step: u32[],
        %5 batch.inputs: f32[4, 3],
        %6 batch.targets: f32[4, 2],
      )
        %7: f32[4, 2] = contract a·b %5 %0  # 0.dense
        %8: f32[4, 2] = broadcast %1  # 0.dense
        %9: f32[4, 2] = map relu(add(x0, x1)) %7 %8  # 1.relu
        %10: f32[4, 2] = map mul(sub(x0, x1), sub(x0, x1)) %9 %6
        %11: f32[4] = reduce sum over [1] %10
        %12: f32[] = reduce sum over [0] %11
        %13: f32[] = map mul(x0, 0.25) %12
        %14: f32[4, 2] = map mul(add(mul(0.25, sub(x0, x1)), mul(0.25, sub(x0, x1))), select(lt(0, x0), 1, 0)) %9 %6  # 1.relu backward
        %15: f32[2] = reduce sum over [0] %14  # 0.dense backward
        %16: f32[3, 2] = contract aᵀ·b %5 %14  # 0.dense backward
        %17: i32[] = map add(x0, 1) %2
        %18: f32[3, 2] = map add(x0, mul(x1, -0.10000000149011612)) %0 %16
        %19: f32[2] = map add(x0, mul(x1, -0.10000000149011612)) %1 %15
        result %18 params.0.weights
        result %19 params.0.bias
        result %17 optimizer.0.count
        result %13 loss"
    `)
  })
  test('of groups: a body takes what its operands are', () => {
    expect(print(group(step(state, batch), fusion))).toMatchInlineSnapshot(`
      "program (
        %0 params.0.weights: f32[3, 2],
        %1 params.0.bias: f32[2],
        %2 optimizer.0.count: i32[],
        %3 key: u32[2],
        %4 step: u32[],
        %5 batch.inputs: f32[4, 3],
        %6 batch.targets: f32[4, 2],
      )
        %7: f32[4, 2], %8: f32[4, 2] = group %5 %0 %1 %6
          program (
            %0 batch.inputs: f32[4, 3],
            %1 params.0.weights: f32[3, 2],
            %2 params.0.bias: f32[2],
            %3 batch.targets: f32[4, 2],
          )
            %4: f32[4, 2] = contract a·b %0 %1  # 0.dense
            %5: f32[4, 2] = broadcast %2  # 0.dense
            %6: f32[4, 2] = map relu(add(x0, x1)) %4 %5  # 1.relu
            %7: f32[4, 2] = map mul(sub(x0, x1), sub(x0, x1)) %6 %3
            result %6 %7
        %9: f32[4] = reduce sum over [1] %8
        %10: f32[] = reduce sum over [0] %9
        %11: f32[] = map mul(x0, 0.25) %10
        %12: f32[4, 2] = map mul(add(mul(0.25, sub(x0, x1)), mul(0.25, sub(x0, x1))), select(lt(0, x0), 1, 0)) %7 %6  # 1.relu backward
        %13: f32[2] = reduce sum over [0] %12  # 0.dense backward
        %14: i32[] = map add(x0, 1) %2
        %15: f32[3, 2] = group %5 %12 %0
          program (
            %0 batch.inputs: f32[4, 3],
            %1: f32[4, 2],
            %2 params.0.weights: f32[3, 2],
          )
            %3: f32[3, 2] = contract aᵀ·b %0 %1  # 0.dense backward
            %4: f32[3, 2] = map add(x0, mul(x1, -0.10000000149011612)) %2 %3
            result %4
        %16: f32[2] = map add(x0, mul(x1, -0.10000000149011612)) %1 %13
        result %15 params.0.weights
        result %16 params.0.bias
        result %14 optimizer.0.count
        result %11 loss"
    `)
  })
  test('of loops, and of passes', () => {
    const rnn = pipe(n.input([5, 3]), n.recurrent(n.gru(2)))
    const recipe = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
    const { init: start, program: looped } = trainer(rnn)(recipe)
    const traced = looped(start(random.key(0)), { inputs: tensor.zeros([4, 5, 3]), targets: tensor.zeros([4, 5, 2]) }, { simplified: false })
    const inBodies = ({ instructions }: Program): readonly (string | undefined)[] => instructions.flatMap(({ primitive }) =>
      (primitive.kind === 'scan' ? [...primitive.body.instructions.map(({ layer }) => layer), ...inBodies(primitive.body)] : []))
    expect(new Set(inBodies(traced))).toEqual(new Set(['0.recurrent(gru)', '0.recurrent(gru) backward']))
    expect(new Set(inBodies(simplify(traced)))).toEqual(new Set(['0.recurrent(gru)', '0.recurrent(gru) backward']))
    const text = printPasses(traced, 0, [...passes, grouping])
    expect(text.split('\n\n').length).toBeGreaterThan(5)
    for (const pass of text.split('\n\n')) {
      expect(pass).toMatch(/^ {2}%\d+ batch\.inputs: f32\[4, 5, 3\] @\d+\+240,$/m)
      expect(pass).toMatch(/^ {2}result %\d+ loss$/m)
      expect(pass).toMatch(/ {2}# 0\.recurrent\(gru\) backward$/m)
    }
  })
  test('no pass loses a name or a layer', () => {
    const layersOf = ({ instructions }: Program<Grouped>): ReadonlySet<string | undefined> => new Set(instructions.map(({ layer }) => layer))
    const traced = step(state, batch, { simplified: false })
    for (const program of [traced, simplify(traced)])
      expect(layersOf(program)).toEqual(new Set([undefined, '0.dense', '1.relu', '0.dense backward', '1.relu backward']))
    expect(layersOf(group(simplify(traced), fusion))).toEqual(new Set([undefined, '0.dense backward', '1.relu backward']))
    expect(group(simplify(traced), fusion).names).toEqual(traced.names)
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
