/** Which values are likely to be 0 in many places. */
import { describe, expect, test } from 'vitest'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { relu } from '../../src/program/elementary/activations.js'
import { expression } from '../../src/program/expression.js'
import { group } from '../../src/program/group.js'
import { add, constant, lt, max, mul, neg, select, sub, type Scalar } from '../../src/program/scalar.js'
import { vanishing } from '../../src/program/zeros.js'
import { build, type } from './build.js'

const [zero, one] = [constant('f32', 0), constant('f32', 1)]
const map = (f: (x: Scalar, y: Scalar) => Scalar) => ({ kind: 'map', expression: expression(['f32', 'f32'], f) }) as const
/** Whether a map of two values is found, the first of which is 0 in many places or not. */
const found = (f: (x: Scalar, y: Scalar) => Scalar, first: boolean): boolean =>
  vanishing(build([type([4]), type([4])], ({ emit }) => [emit(map(f), 0, 1)]), [first, false]).has(2)

describe('a map', () => {
  test.each<readonly [string, (x: Scalar, y: Scalar) => Scalar]>([
    ['a rectifier', (x, y) => relu(add(x, y))], ['max(x, 0)', (x) => max(x, zero)],
    ['its derivative', (x, y) => mul(y, select(lt(zero, x), one, zero))],
    ['a choice of 0', (x, y) => select(lt(x, y), x, zero)],
    ['what a maximum hands to one of its window', (x, y) => add(zero, select(lt(x, y), x, zero))],
    ['the negative of one', (x, y) => neg(select(lt(x, y), zero, y))],
  ])('%s', (_, f) => { expect(found(f, false)).toBe(true) })

  test.each<readonly [string, (x: Scalar, y: Scalar) => Scalar]>([
    ['a factor that is', (x, y) => mul(x, y)], ['its negative', (x) => neg(x)], ['what is subtracted from 0', (x) => sub(zero, x)],
  ])('if its operand is: %s', (_, f) => { expect([found(f, true), found(f, false)]).toEqual([true, false]) })

  test.each<readonly [string, (x: Scalar, y: Scalar) => Scalar]>([
    ['a sum', (x, y) => add(x, y)], ['one more', (x) => add(x, one)], ['a choice of others', (x, y) => select(lt(x, y), y, one)],
    ['the larger of two', (x, y) => max(x, y)], ['max(x, 1)', (x) => max(x, one)],
  ])('none: %s', (_, f) => { expect([found(f, true), found(f, false)]).toEqual([false, false]) })
})

test('what is shared is looked at once', () => {
  const power = (x: Scalar, n: number): Scalar => (n === 0 ? x : ((half) => mul(half, half))(power(x, n - 1)))
  expect(found((x) => power(x, 60), true)).toBe(true)
  expect(found((_, y) => power(y, 60), false)).toBe(false)
})

test('movements keep it, sums and products of matrices do not', () => {
  const program = build([type([4, 4]), type([4, 4])], ({ emit }) => {
    const moved = emit({ kind: 'reshape', shape: [2, 8] }, emit({ kind: 'permute', order: [1, 0] }, 0))
    const product = emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)
    return [moved, product, emit({ kind: 'reduce', by: 'sum', axes: [0] }, 0)]
  })
  expect([...vanishing(program, [true, false])]).toEqual([0, 2, 3])
  expect([...vanishing(program)]).toEqual([])
})

test('through groups', () => {
  const program = group(build([type([4, 3]), type([3, 5])], ({ emit }) => {
    const product = emit({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)
    return [emit({ kind: 'map', expression: expression(['f32'], (x) => relu(x)) }, product)]
  }), fusion)
  expect(program.instructions.map(({ primitive }) => primitive.kind)).toEqual(['group'])
  expect([...vanishing(program)]).toEqual(program.results)
})
