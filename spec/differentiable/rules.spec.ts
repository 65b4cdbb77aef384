/** The rule of every primitive agrees with differences, in both directions, and the linear ones are their own derivatives. */
import { describe, expect, test } from 'vitest'
import { constantOf } from '../../src/program/constant.js'
import { check, checkLinear, jvp, lift } from '../../src/differentiable/index.js'
import { expression as expressionBy } from '../../src/program/expression.js'
import type { Kind, Primitive, TensorType } from '../../src/program/primitive.js'
import * as s from '../../src/program/scalar.js'
import { exp, sigmoid } from '../../src/program/elementary/functions.js'
import { key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import { ascending } from '../../src/tensor/sort.js'
import { apply, concrete, type AnyTensor } from '../../src/tensor/tensor.js'
import * as raw from '../../src/tensor/untyped.js'
import { build, type } from '../program/build.js'
import { apart, positive, some } from './values.js'

type Function = (x: readonly AnyTensor[]) => readonly AnyTensor[]
/** A primitive applied to the tensors that have a derivative; `linear` in all of them together, or only differentiable. */
type Row = readonly [about: string, f: Function, at: readonly AnyTensor[], linear: boolean]

const of1 = (primitive: Primitive, ...rest: readonly AnyTensor[]): Function => (xs) => apply(primitive, ...xs, ...rest)
const map = (f: Parameters<typeof raw.elementwise>[0]): Function => (xs) => [raw.elementwise(f)(...xs)]
const indices = (shape: readonly number[], values: readonly number[]): AnyTensor => of(shape, values, 'i32')
const f64 = (shape: readonly number[]): TensorType => type(shape, 'f64')

const expression = (dtypes: readonly ('f64')[], f: Parameters<typeof expressionBy>[1]): Primitive => ({ kind: 'map', expression: expressionBy(dtypes, f) })
/** state' = state·w + sin-like of the row; out = state²: constants, carried, rows, all of them used. */
const body = build([f64([3]), f64([3]), f64([3])], ({ emit }) => {
  const scaled = emit(expression(['f64', 'f64', 'f64'], (w, h, x) => s.add(s.mul(w, h), s.mul(sigmoid(x), h))), 0, 1, 2)
  return [scaled, emit(expression(['f64'], (h) => s.mul(h, h)), 1)]
})
const scan = (steps: number, reverse: boolean): Primitive => ({ kind: 'scan', body, constants: 1, carried: 1, steps, reverse })
const windows = { window: [2, 3], stride: [2, 1], dilation: [1, 2] }

const rules: { readonly [K in Kind]: readonly Row[] } = {
  map: [
    ['add, sub, mul', map((x, y) => s.mul(s.add(x, y), s.sub(x, y))), [some([3, 5]), some([3, 5], 2)], false],
    ['div', map((x, y) => s.div(x, y)), [some([7]), positive([7])], false],
    ['one operand many times', map((x) => s.mul(s.mul(x, x), s.add(x, s.mul(x, x)))), [some([7])], false],
    ['neg, abs', map((x) => s.neg(s.abs(x))), [apart([7])], false],
    ['sqrt', map((x) => s.sqrt(x)), [positive([7])], false],
    ['min, max', map((x, y) => s.sub(s.mul(s.max(x, y), x), s.min(x, y))), [apart([9]), some([9], 3)], false],
    ['select', map((x, y) => s.select(s.lt(x, s.like(x, 0)), s.mul(x, y), y)), [apart([9]), some([9])], false],
    ['floor, round: no derivative', map((x) => s.add(s.floor(x), s.round(x))), [apart([9])], false],
    ['a call', map((x) => s.mul(exp(x), sigmoid(x))), [some([5])], false],
    ['through a narrower float and back, linear pieces', map((x) => s.mul(s.convert(s.convert(x, 'f64'), 'f64'), x)), [some([5])], false],
  ],
  reduce: [
    ['sum', of1({ kind: 'reduce', by: 'sum', axes: [2, 0] }), [some([3, 5, 2])], true],
    ['max', of1({ kind: 'reduce', by: 'max', axes: [0, 2] }), [apart([3, 5, 2])], false],
    ['min', of1({ kind: 'reduce', by: 'min', axes: [1] }), [apart([3, 5, 2])], false],
  ],
  contract: [false, true].flatMap((transposeA) => [false, true].map((transposeB): Row => [
    `${transposeA ? 'aᵀ' : 'a'}·${transposeB ? 'bᵀ' : 'b'}`, of1({ kind: 'contract', transposeA, transposeB }),
    [some(transposeA ? [2, 5, 3] : [2, 3, 5]), some(transposeB ? [2, 7, 5] : [2, 5, 7])], false,
  ])),
  unfold: [['2-d, stride and dilation', of1({ kind: 'unfold', ...windows }), [some([2, 5, 7, 3])], true]],
  fold: [['2-d, stride and dilation', of1({ kind: 'fold', sizes: [5, 7], ...windows }), [some([2, 2, 3, 2, 3, 3])], true]],
  reshape: [['', of1({ kind: 'reshape', shape: [5, 3] }), [some([3, 5])], true]],
  permute: [['three axes', of1({ kind: 'permute', order: [2, 0, 1] }), [some([2, 3, 5])], true]],
  broadcast: [
    ['new and repeated axes', of1({ kind: 'broadcast', shape: [2, 3, 5, 7] }), [some([3, 1, 7])], true],
    ['an axis of 1 that stays', of1({ kind: 'broadcast', shape: [2, 1, 3] }), [some([1, 1])], true],
  ],
  slice: [['with steps', of1({ kind: 'slice', start: [1, 0, 2], stop: [6, 5, 7], step: [2, 3, 1] }), [some([7, 5, 7])], true], ['of nothing', of1({ kind: 'slice', start: [2], stop: [2], step: [1] }), [some([5])], true]],
  pad: [
    ['around and between', of1({ kind: 'pad', low: [1, 0], high: [0, 2], interior: [2, 1], value: 0 }), [some([3, 5])], true],
    ['with ones', of1({ kind: 'pad', low: [1], high: [2], interior: [1], value: 1 }), [some([3])], false],
  ],
  concatenate: [['three', of1({ kind: 'concatenate', axis: 1 }), [some([3, 1]), some([3, 5], 2), some([3, 2], 3)], true]],
  gather: [['rows, some twice', of1({ kind: 'gather' }, indices([2, 3], [0, 2, 2, 1, 0, 2])), [some([3, 5])], true]],
  scatterMax: [
    ['into rows, some twice', of1({ kind: 'scatterMax', rows: 3 }, indices([5], [0, 2, 2, 1, 0])), [some([5, 3])], false],
    ['of indices without axes', of1({ kind: 'scatterMax', rows: 1 }, indices([], [0])), [some([3])], false],
    ['of a matrix of indices', of1({ kind: 'scatterMax', rows: 2 }, indices([2, 3], [0, 1, 1, 0, 1, 0])), [some([2, 3])], false],
  ],
  scatterAdd: [['into rows, some twice', of1({ kind: 'scatterAdd', rows: 4 }, indices([5], [0, 2, 2, 1, 0])), [some([5, 3])], true]],
  sort: [['no derivative', ([x]) => [raw.elementwise((i, y) => s.mul(s.convert(i, 'f64'), y))(ascending(x!), x!)], [some([2, 5])], false]],
  iota: [['no derivative', ([x]) => [raw.elementwise((i, y) => s.mul(s.convert(i, 'f64'), y))(raw.iota([5], 0), x!)], [some([5])], true]],
  bits: [['no derivative', ([x]) => [raw.elementwise((w, y) => s.mul(s.convert(w, 'f64'), y))(raw.bits(key(1), raw.scalar(0, 'u32'), [5], 'word'), x!)], [some([5])], true]],
  constant: [['no derivative', ([x]) => [raw.elementwise((c, y) => s.mul(c, y))(apply(constantOf(f64([5]), Float64Array.of(1, 2, 3, 4, 5)))[0]!, x!)], [some([5])], true]],
  scan: [
    ['forwards', of1(scan(4, false)), [some([3]), some([3], 2), some([4, 3], 3)], false],
    ['backwards', of1(scan(3, true)), [some([3]), some([3], 2), some([3, 3], 3)], false],
    ['one step', of1(scan(1, false)), [some([3]), some([3], 2), some([1, 3], 3)], false],
    ['no step', of1(scan(0, false)), [some([3]), some([3], 2), concrete(f64([0, 3]), new Float64Array(0))], false],
  ],
}

const inner = (a: readonly AnyTensor[], b: readonly AnyTensor[]): number =>
  a.reduce((sum, x, i) => sum + toArray(x).reduce((t, value, j) => t + value * toArray(b[i]!)[j]!, 0), 0)
const directions = (like: readonly AnyTensor[], seed: number): readonly AnyTensor[] => like.map((x, i) => some(x.shape, 100 * seed + i))

describe.each(Object.entries(rules).flatMap(([kind, rows]) => rows.map(([about, f, at, linear]) => ({ name: `${kind}: ${about}`, f, at, linear }))))('$name', ({ f, at, linear }) => {
  test('pulls as differences say, twice', () => expect(check(lift(f), at, key(5), { order: 2 })).toEqual(expect.objectContaining({ _tag: 'Right' })))
  if (linear) test('is linear, and pulls by its transpose', () => expect(checkLinear(lift(f), at, key(6))).toEqual(expect.objectContaining({ _tag: 'Right' })))
  test('pushes as it pulls: ⟨w, push v⟩ = ⟨pull w, v⟩', () => {
    const v = directions(at, 1)
    const [value, pullback] = lift(f)(at)
    const [again, pushed] = jvp(f)(at, v)
    const w = directions(value, 2)
    const [there, back] = [inner(w, pushed), inner(pullback(w), v)]
    expect(again.map((x) => toArray(x))).toEqual(value.map((x) => toArray(x)))
    expect(Math.abs(there - back)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(there)))
  })
  test('pushes as differences say', () => {
    const v = directions(at, 3)
    const moved = (h: number): readonly AnyTensor[] => f(at.map((x, i) => raw.elementwise((a, b) => s.add(a, s.mul(b, s.like(b, h))))(x, v[i]!)))
    const [, pushed] = jvp(f)(at, v)
    const [up, down] = [moved(1e-5), moved(-1e-5)]
    pushed.forEach((t, i) => {
      const [p, q] = [toArray(up[i]!), toArray(down[i]!)]
      toArray(t).forEach((x, j) => expect(Math.abs(x - (p[j]! - q[j]!) / 2e-5)).toBeLessThan(1e-5 * Math.max(1, Math.abs(x))))
    })
  })
})

describe('of equals the first wins', () => {
  const pulled = (by: 'max' | 'min', values: readonly number[]): readonly number[] => {
    const [, pullback] = lift((x: AnyTensor) => raw.reduce(by, x, [0]))(of([values.length], values, 'f64'))
    return toArray(pullback(raw.full([], 1, 'f64')))
  }
  test.each([
    ['max', [1, 3, 3, 2], [0, 1, 0, 0]], ['min', [2, 1, 1], [0, 1, 0]], ['max', [-0, 0], [1, 0]], ['min', [0, -0], [1, 0]], ['max', [1, NaN, NaN], [0, 1, 0]], ['max', [7], [1]],
  ] as const)('%s %j', (by, values, expected) => expect(pulled(by, values)).toEqual(expected))

  test.each([['max', s.max, [1, 0]], ['min', s.min, [1, 0]]] as const)('also in %s of two', (_, op, expected) => {
    const [, pullback] = lift(([x, y]: readonly [AnyTensor, AnyTensor]) => raw.elementwise((a, b) => op(a, b))(x, y))([raw.scalar(2, 'f64'), raw.scalar(2, 'f64')])
    expect(pullback(raw.scalar(1, 'f64')).map((d) => toArray(d)[0])).toEqual(expected)
  })
})
