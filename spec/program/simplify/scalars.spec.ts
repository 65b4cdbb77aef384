/** Scalar algebra, to the bit. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pure } from '../../../src/backend/pure.js'
import { expression, resultOf } from '../../../src/program/expression.js'
import { exp, log, relu } from '../../../src/program/elementary/functions.js'
import { print } from '../../../src/program/print.js'
import * as s from '../../../src/program/scalar.js'
import type { Scalar } from '../../../src/program/scalar.js'
import { printScalar } from '../../../src/program/text.js'
import { simplifyScalar } from '../../../src/program/simplify/expression.js'
import { scalars } from '../../../src/program/simplify/scalars.js'
import type { DType } from '../../../src/shape/shape.js'
import { choicesOf, numRuns, someElements } from '../../backend/arbitrary.js'
import { expectSame } from '../../backend/each.js'
import { randomExpression } from '../../backend/expression.js'
import { build, type } from '../build.js'
import { expectPass } from './holds.js'

const simple = (f: (...xs: readonly Scalar[]) => Scalar, ...dtypes: readonly DType[]): string => printScalar(simplifyScalar(expression(dtypes, f)))
const bool = (b: Scalar): Scalar => s.select(b, s.constant('f32', 1), s.constant('f32', 0))
const zero = s.constant('f32', 0)

describe('an expression', () => {
  test.each<readonly [string, (...xs: readonly Scalar[]) => Scalar, string]>([
    ['x + -0', (x) => s.add(x, s.like(x, -0)), 'x0'],
    ['x + 0 is 0 for x = -0', (x) => s.add(x, zero), 'add(x0, 0)'],
    ['x - 0', (x) => s.sub(x, zero), 'x0'],
    ['x · 0 is NaN for infinities', (x) => s.mul(x, zero), 'mul(x0, 0)'],
    ['x + -y', (x, y) => s.add(x, s.neg(y)), 'sub(x0, x1)'],
    ['-x + y', (x, y) => s.add(s.neg(x), y), 'sub(x1, x0)'],
    ['-(x · 2)', (x) => s.neg(s.mul(x, s.like(x, 2))), 'mul(x0, -2)'],
    ['x / 32', (x) => s.div(x, s.like(x, 32)), 'mul(x0, 0.03125)'],
    ['x / 10 stays', (x) => s.div(x, s.like(x, 10)), 'div(x0, 10)'],
    ['2 · (3 + 4)', (x) => s.mul(s.like(x, 2), s.add(s.like(x, 3), s.like(x, 4))), '14'],
    ['max(max(x, 1), 2)', (x) => s.max(s.max(x, s.like(x, 1)), s.like(x, 2)), 'max(x0, 2)'],
    ['calls keep their names', (x) => relu(s.mul(exp(x), s.like(x, 1))), 'relu(exp(x0))'],
    ['known calls are known', (x) => s.mul(x, exp(zero)), 'x0'],
    ['equal nodes are one', (x, y) => s.select(s.lt(x, y), s.add(x, y), s.add(y, x)), 'add(x0, x1)'],
  ])('%s', (_, f, text) => expect(simple(f, 'f32', 'f32')).toBe(text))

  test('the terms of a cross-entropy', () => {
    const f = (x: Scalar, y: Scalar, b: Scalar): Scalar => s.select(s.eq(bool(b), zero), bool(b), s.mul(bool(b), s.sub(x, y)))
    expect(printScalar(resultOf(expression(['f32', 'f32', 'bool'], f)))).toMatchInlineSnapshot(`"select(eq(select(x2, 1, 0), 0), select(x2, 1, 0), mul(select(x2, 1, 0), sub(x0, x1)))"`)
    expect(simple(f, 'f32', 'f32', 'bool')).toMatchInlineSnapshot(`"select(x2, sub(x0, x1), 0)"`)
    const g = (b: Scalar): Scalar => s.mul(s.select(s.ne(bool(b), zero), s.constant('f32', -0.25), zero), bool(b))
    expect(simple(g, 'bool')).toMatchInlineSnapshot(`"select(x0, -0.25, 0)"`)
  })

  test('the correction of Adam knows its logarithm', () => {
    expect(simple((x) => s.mul(s.convert(x, 'f64'), log(s.constant('f64', 0.999))), 'i32')).toMatchInlineSnapshot(`"mul(f64(x0), -0.0010005003335835344)"`)
  })

  test('conversions there and back', () => {
    expect(simple((x) => s.convert(s.convert(x, 'f64'), 'f32'), 'f32')).toBe('x0')
    expect(simple((x) => s.convert(s.convert(x, 'f32'), 'f64'), 'f64')).toBe('f64(f32(x0))')
    expect(simple((x) => s.convert(s.convert(x, 'f64'), 'f32'), 'i32')).toBe('f32(x0)')
    expect(simple((x) => s.convert(s.convert(x, 'u32'), 'i32'), 'i32')).toBe('x0')
    // The direct way wraps, the way around saturates.
    expect(simple((x) => s.convert(s.convert(x, 'f64'), 'i32'), 'u32')).toBe('i32(f64(x0))')
    expect(simple((x) => s.convert(s.convert(x, 'f32'), 'bool'), 'bool')).toBe('x0')
    expect(simple((x) => s.join(s.high(x), s.low(x)), 'f64')).toBe('x0')
  })

  test('integers and truth', () => {
    expect(simple((x) => s.add(s.sub(x, x), s.mul(x, s.like(x, 0))), 'i32')).toBe('0')
    expect(simple((x, y) => s.not(s.lt(x, y)), 'i32', 'i32')).toBe('le(x1, x0)')
    expect(simple((x, y) => s.not(s.lt(x, y)), 'f32', 'f32')).toBe('not(lt(x0, x1))')
    expect(simple((b) => s.eq(s.not(s.not(b)), s.constant('bool', 0)), 'bool')).toBe('not(x0)')
    expect(simple((b, c) => s.select(b, s.select(b, c, s.not(c)), s.constant('bool', 0)), 'bool', 'bool')).toBe('and(x0, x1)')
  })
})

test('maps read each operand once, and only what they need', () => {
  const f = expression(['f32', 'f32', 'f32'], (x, y, z) => s.select(s.eq(s.constant('i32', 1), s.constant('i32', 1)), s.add(x, y), z))
  const program = build([type([3]), type([3])], ({ emit }) => [emit({ kind: 'map', expression: f }, 1, 1, 0)])
  expect(print(program)).toMatchInlineSnapshot(`
    "program (%0: f32[3], %1: f32[3])
      %2: f32[3] = map select(eq(1, 1), add(x0, x1), x2) %1 %1 %0
      result %2"
  `)
  expect(print(scalars(program))).toMatchInlineSnapshot(`
    "program (%0: f32[3], %1: f32[3])
      %2: f32[3] = map add(x0, x0) %1
      result %2"
  `)
})

test('equal expressions are one object', () => {
  const double = () => ({ kind: 'map', expression: expression(['f32'], (x) => s.add(x, x)) }) as const
  const { instructions } = scalars(build([type([3]), type([2])], ({ emit }) => [emit(double(), 0), emit(double(), 1)]))
  const [a, b] = instructions.map(({ primitive }) => (primitive.kind === 'map' ? primitive.expression : undefined))
  expect(a).toBe(b)
})

test('random expressions on special numbers: the same bits', () => {
  fc.assert(fc.property(fc.array(fc.nat(), { minLength: 20, maxLength: 60, size: 'max' }), (numbers) => {
    const choices = choicesOf(numbers)
    const dtypes = Array.from({ length: 1 + choices.below(3) }, () => choices.pick(['f32', 'f64', 'i32', 'u32', 'bool'] as const))
    const expression = randomExpression(choices, dtypes)
    const inputs = dtypes.map((dtype) => someElements(choices, type([200], dtype)))
    const before = build(dtypes.map((dtype) => type([200], dtype)), ({ emit }) => [emit({ kind: 'map', expression }, ...dtypes.map((_, i) => i))])
    const after = scalars(before)
    expectSame(pure.compile(after)(inputs), pure.compile(before)(inputs), `${print(before)}\n${print(after)}`)
  }), { numRuns: 4 * numRuns })
})

test('random expressions on constants: the same bits', () => {
  fc.assert(fc.property(fc.array(fc.nat(), { minLength: 20, maxLength: 60, size: 'max' }), (numbers) => {
    const choices = choicesOf(numbers)
    const dtypes = Array.from({ length: 1 + choices.below(3) }, () => choices.pick(['f32', 'f64', 'i32', 'u32', 'bool'] as const))
    const expression = randomExpression(choices, dtypes)
    const inputs = dtypes.map((dtype) => someElements(choices, type([1], dtype)))
    const known = simplifyScalar(expression, dtypes.map((dtype, i) => s.constant(dtype, inputs[i]![0]!)))
    const before = build(dtypes.map((dtype) => type([1], dtype)), ({ emit }) => [emit({ kind: 'map', expression }, ...dtypes.map((_, i) => i))])
    if (known.op !== 'constant') return
    const [expected] = pure.compile(before)(inputs)
    expect(known.value).toBe(expected![0])
  }), { numRuns: 4 * numRuns })
})

test('random programs', () => expectPass(scalars))
